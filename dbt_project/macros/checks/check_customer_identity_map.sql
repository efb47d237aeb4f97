{#-
    A customer id of the identity map, of whatever type its table has, as the formats read theirs.
    as_customer_id("customer_id") renders nullif(trim(cast(customer_id as string)), '').
-#}
{% macro as_customer_id(column) -%}
    nullif(trim(cast({{ column }} as string)), '')
{%- endmacro %}


{#-
    The table that the var customer_identity_map names, before anything is built: each delivered id
    once, with a customer that is mapped no further. A chain is more often two halves of one mistake
    than a wish, and following it would hide which. An id that is mapped to itself is its customer.
-#}
{% macro check_customer_identity_map() %}
    {% if execute and flags.WHICH in ["build", "run"] and var("customer_identity_map") %}
        {% set name = var("customer_identity_map") %}
        {% set found = columns_of_table(name.split(".")[0], name.split(".")[1]) %}
        {% if not found %}
            {% do exceptions.raise_compiler_error(
                "var customer_identity_map: found no table " ~ name ~ " in the database"
            ) %}
        {% endif %}
        {% for column in ["raw_customer_id", "customer_id"] if column not in found %}
            {% do exceptions.raise_compiler_error(
                name ~ ": column " ~ column ~ " is missing: found " ~ found | join(", ")
            ) %}
        {% endfor %}
        {% set query %}
            with
            ids as (
                select
                    {{ as_customer_id("raw_customer_id") }} as raw_customer_id,
                    {{ as_customer_id("customer_id") }} as customer_id
                from {{ adapter.quote(target.database) }}.{{ name }}
            )

            select
                1 as priority,
                count(*) || ' rows without raw_customer_id or customer_id, expected both' as fault
            from ids
            where raw_customer_id is null or customer_id is null
            having count(*) > 0

            union all

            select
                2 as priority,
                'raw_customer_id ' || raw_customer_id || ' stands in ' || count(*)
                || ' rows, expected one' as fault
            from ids
            group by raw_customer_id
            having count(*) > 1

            union all

            select
                3 as priority,
                'raw_customer_id ' || ids.raw_customer_id || ' is mapped to ' || ids.customer_id
                || ', which is mapped to ' || next_ids.customer_id
                || ', expected a customer_id that is mapped no further' as fault
            from ids
            inner join ids as next_ids on ids.customer_id = next_ids.raw_customer_id
            where
                ids.raw_customer_id != ids.customer_id
                and next_ids.raw_customer_id != next_ids.customer_id

            order by priority, fault
            limit 1
        {% endset %}
        {% for row in run_query(query).rows %}
            {% do exceptions.raise_compiler_error(name ~ ": " ~ row.fault) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
