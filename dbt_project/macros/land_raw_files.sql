{#- The folder of the raw files. -#}
{% macro raw_path() %}
    {%- do return(env_var("SEGMART_RAW", "") or var("raw_path")) -%}
{% endmacro %}


{#-
    Lands every file of the shop as a table of the schema `raw`, all columns as text, before a build
    or run: source_file, source_row_number (the line in the file, the header being line 1),
    source_text, is_malformed, then the columns of the source's YAML. Stops at the first file that
    is missing or lacks a column.
-#}
{% macro land_raw_files() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% do run_query("create schema if not exists raw") %}
        {% for source in graph.sources.values() if source.source_name == var("shop") %}
            {% do land_file(source, raw_path() ~ "/" ~ source.meta.file) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{% macro land_file(source, path) %}
    {% set columns = source.columns.keys() | reject("in", landing_columns()) | list %}
    {% set inspect_query %}
        select land_inspect({{ sql_text(path) }}, {{ sql_text(tojson(columns)) }})
    {% endset %}
    {% set inspected = fromjson(run_query(inspect_query).columns[0].values()[0]) %}
    {% if inspected.error %}
        {% do exceptions.raise_compiler_error(inspected.error) %}
    {% endif %}
    {# beside the database, whose lock keeps two builds from writing one file #}
    {% set repaired_path = target.path ~ ".landing/" ~ source.identifier ~ ".parquet" %}
    {% set rows = clean_rows(path, inspected.header) if inspected.is_clean
        else repaired_rows(path, inspected.header, repaired_path) %}
    {% set landing_query %}
        create or replace table {{ source.schema }}.{{ source.identifier }} as
        select
            {{ sql_text(source.meta.file) }} as source_file,
            line as source_row_number,
            text as source_text,
            {# the first field is null only where the whole line does not parse #}
            field_0 is null as is_malformed
            {% for column in columns %}
            , field_{{ inspected.header.index(column) }} as {{ adapter.quote(column) }}
            {% endfor %}
        from ({{ rows }})
    {% endset %}
    {% do run_query(landing_query) %}
{% endmacro %}


{#- DuckDB's own reader; a plain split is exact here, and so is the text put together again. -#}
{% macro clean_rows(path, header) %}
    select
        row_number() over () + 1 as line,
        {% for name in header %}field_{{ loop.index0 }}{{ " || ',' || " if not loop.last }}{% endfor %}
            as text,
        *
    from read_csv(
        {{ sql_text(path) }},
        auto_detect = false, header = true, delim = ',', quote = '', escape = '',
        columns = { {% for name in header %}'field_{{ loop.index0 }}': 'varchar', {% endfor %} },
        force_not_null = [
            {% for name in header %}'field_{{ loop.index0 }}'{{ ", " if not loop.last }}{% endfor %}
        ]
    )
{% endmacro %}


{#- Any other file: parsed record by record into Parquet, so that memory stays bounded. -#}
{% macro repaired_rows(path, header, repaired_path) %}
    {% set repair_query %}
        select land_repair(
            {{ sql_text(path) }}, {{ sql_text(tojson(header)) }}, {{ sql_text(repaired_path) }}
        )
    {% endset %}
    {% do run_query(repair_query) %}
    select * from read_parquet({{ sql_text(repaired_path) }})
{% endmacro %}


{#- A text as a SQL literal: sql_text("it's") renders 'it''s'. -#}
{% macro sql_text(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}


{#- The columns that landing adds to those of the file. -#}
{% macro landing_columns() %}
    {% do return(["source_file", "source_row_number", "source_text", "is_malformed"]) %}
{% endmacro %}
