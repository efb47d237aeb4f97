{#-
    Keeps who was erased out. `raw.erased_customers` holds a salted digest of each erased customer
    id, written by `python -m dbt_project.erase_customer`; a delivered row of one of them is not
    landed. `raw.landed_tables` says which customer a landed row is of, for that command.
-#}


{#- The two tables, before the first row is landed. -#}
{% macro make_erasure_tables() %}
    {% do run_query(
        "create table if not exists raw.erased_customers"
        ~ " (salt varchar, id_length integer, customer_digest varchar)"
    ) %}
    {% do run_query(
        "create table if not exists raw.landed_tables"
        ~ " (landed_table varchar, customer_id_sql varchar)"
    ) %}
{% endmacro %}


{#- Writes down what a landing table holds. -#}
{% macro register_landing_table(source) %}
    {% do run_query(
        "delete from raw.landed_tables where landed_table = " ~ sql_text(source.identifier)
    ) %}
    {% set fields = {} %}
    {% for name in delivered_columns(source) %}
        {% do fields.update({name: adapter.quote(name)}) %}
    {% endfor %}
    {% set customer_id = landed_customer_id(source, fields) %}
    {% do run_query(
        "insert into raw.landed_tables values (" ~ sql_text(source.identifier) ~ ", "
        ~ (sql_text(customer_id) if customer_id else "null") ~ ")"
    ) %}
{% endmacro %}


{#-
    The customer id of a delivered row as SQL, as its format reads it; none where the source names
    no column as that of the customer.
    fields: the SQL of each delivered column.
-#}
{% macro landed_customer_id(source, fields) %}
    {% for name, column in source.columns.items() if column.config.meta.is_customer_id %}
        {% set customer_id = as_customer_id(fields[name]) %}
        {% if column.config.meta.ignored_ending %}
            {% do return(
                "regexp_replace(" ~ customer_id ~ ", "
                ~ sql_text(column.config.meta.ignored_ending ~ "$") ~ ", '')"
            ) %}
        {% endif %}
        {% do return(customer_id) %}
    {% endfor %}
    {% do return(none) %}
{% endmacro %}


{#- The digests of all who were erased, as a dictionary; none where nobody was. -#}
{% macro erased_customers() %}
    {% set rows = run_query("select * from raw.erased_customers").rows %}
    {% if rows | length == 0 %}
        {% do return(none) %}
    {% endif %}
    {% do return({
        "salt": rows[0].salt,
        "lengths": rows | map(attribute="id_length") | map("int") | unique | list,
        "digests": rows | map(attribute="customer_digest") | list,
    }) %}
{% endmacro %}


{#-
    Whether a customer id is one of the erased; is_erased_id("card", "5a17") renders
        coalesce(sha256('5a17' || card) in (select customer_digest from raw.erased_customers), false)
-#}
{% macro is_erased_id(customer_id, salt) -%}
    coalesce(
        sha256({{ sql_text(salt) }} || {{ customer_id }}) in (
            select erased_customers.customer_digest from raw.erased_customers
        ),
        false
    )
{%- endmacro %}


{#-
    Whether a delivered row is one of an erased customer, as SQL: by its customer id, or, where the
    line does not parse, by an id in its text.
    fields: the SQL of each delivered column. is_malformed: the SQL that says so.
-#}
{% macro is_erased_row(source, fields, is_malformed="false") %}
    {% set erased = erased_customers() %}
    {% set customer_id = landed_customer_id(source, fields) %}
    {% if not erased or not customer_id %}
        {% do return("false") %}
    {% endif %}
    {% set is_erased = is_erased_id(customer_id, erased.salt) %}
    {% if is_malformed == "false" %}
        {% do return(is_erased) %}
    {% endif %}
    {% do return(
        "case when " ~ is_malformed ~ " then land_names_erased(text, " ~ sql_text(tojson(erased))
        ~ ") else " ~ is_erased ~ " end"
    ) %}
{% endmacro %}


{#- How many of the rows of a file were left out; says so, since the source still holds them. -#}
{% macro count_erased_rows(path, rows, is_erased) %}
    {% if is_erased == "false" %}
        {% do return(0) %}
    {% endif %}
    {% set query = "select count(*) from (" ~ rows ~ ") where " ~ is_erased %}
    {% set count = run_query(query).columns[0].values()[0] | int %}
    {% if count %}
        {% do exceptions.warn(path ~ ": " ~ count ~ " rows of erased customers not landed") %}
    {% endif %}
    {% do return(count) %}
{% endmacro %}


{#-
    An identity map that makes an erased customer and another one the same person stops the build:
    the rows of the other one would bring the erased one back. The ids stay out of the message,
    which goes to a log.
-#}
{% macro check_erased_ids_of_map() %}
    {% set erased = erased_customers() %}
    {% if erased and var("customer_identity_map") %}
        {% set query %}
            select count(*)
            from {{ adapter.quote(target.database) }}.{{ var("customer_identity_map") }}
            where
                {{ is_erased_id(as_customer_id("raw_customer_id"), erased.salt) }}
                != {{ is_erased_id(as_customer_id("customer_id"), erased.salt) }}
        {% endset %}
        {% set count = run_query(query).columns[0].values()[0] %}
        {% if count %}
            {% do exceptions.raise_compiler_error(
                var("customer_identity_map") ~ ": " ~ count ~ " rows map an erased customer to or"
                ~ " from one who is not, expected none: erase that one too, or remove the rows"
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
