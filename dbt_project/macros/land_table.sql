{#-
    Brings a landing table to a table already in the warehouse. With a column loaded_at only rows
    from the last time landed on are read, unless the number of rows shows that older ones have
    changed; without it everything is read again.
    name: schema.table.
-#}
{% macro land_table(source, name) %}
    {% set found = columns_of_table(name.split(".")[0], name.split(".")[1]) %}
    {% if not found %}
        {% do exceptions.raise_compiler_error(
            "var " ~ source.meta.table_var ~ ": found no table " ~ name ~ " in the database"
        ) %}
    {% endif %}
    {% for column, definition in source.columns.items() %}
        {% if column not in found and not definition.config.meta.is_optional %}
            {% do exceptions.raise_compiler_error(
                name ~ ": column " ~ column ~ " is missing: found " ~ found | join(", ")
            ) %}
        {% endif %}
    {% endfor %}
    {% set landed = "raw." ~ source.identifier %}
    {% set table = adapter.quote(target.database) ~ "." ~ name %}
    {% set fields = {} %}
    {% for column in found if column in delivered_columns(source) %}
        {% do fields.update({column: adapter.quote(column)}) %}
    {% endfor %}
    {% set is_known = "not (" ~ is_erased_row(source, fields) ~ ")" %}
    {% do run_query(
        "delete from raw.landed_files where source_table = " ~ sql_text(source.identifier)
    ) %}
    {% do run_query(
        "delete from " ~ landed ~ " where source_file is distinct from " ~ sql_text(name)
    ) %}
    {% if "loaded_at" in found %}
        {# the last time is read again: more rows may have come in at it #}
        {% set last_query = "select max(cast(loaded_at as timestamptz))::varchar from " ~ landed %}
        {% set last = run_query(last_query).columns[0].values()[0] %}
        {% if last %}
            {% do run_query(
                "delete from " ~ landed ~ " where cast(loaded_at as timestamptz) >= '" ~ last ~ "'"
                ~ " or loaded_at is null"
            ) %}
            {% do land_rows_of_table(
                source, fields, name, is_known ~ " and (cast(loaded_at as timestamptz) >= '" ~ last
                ~ "' or loaded_at is null)"
            ) %}
        {% endif %}
    {% endif %}
    {% set count_query %}
        select
            (select count(*) from {{ table }} where {{ is_known }}) = (select count(*) from {{ landed }})
            and {{ "loaded_at" in found }}
    {% endset %}
    {% if not run_query(count_query).columns[0].values()[0] %}
        {% do run_query("delete from " ~ landed) %}
        {% do land_rows_of_table(source, fields, name, is_known) %}
    {% endif %}
{% endmacro %}


{#- fields: the SQL of each column that is read. condition: which rows are. -#}
{% macro land_rows_of_table(source, fields, name, condition) %}
    {% set insert_query %}
        insert into raw.{{ source.identifier }}
        select
            {{ sql_text(name) }} as source_file,
            (select coalesce(max(source_row_number), 0) from raw.{{ source.identifier }})
            + row_number() over () as source_row_number,
            {{ text_of(fields.values()) }} as source_text,
            false as is_malformed
            {%- for column in delivered_columns(source) %}
            , {{ "cast(" ~ fields[column] ~ " as varchar)" if column in fields else "null" }}
            {%- endfor %}
        from {{ adapter.quote(target.database) }}.{{ name }}
        where {{ condition }}
    {% endset %}
    {% do run_query(insert_query) %}
{% endmacro %}
