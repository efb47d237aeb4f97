{#- The folder of the raw files. -#}
{% macro raw_path() %}
    {%- do return(env_var("SEGMART_RAW", "") or var("raw_path")) -%}
{% endmacro %}


{#-
    Lands the rows of every source table of the shop in a table of the schema `raw`, before a build
    or run: source_file, source_row_number (the line in the file, the header being line 1),
    source_text, is_malformed, then the columns of the source's YAML, all as text. Other columns are
    not kept, nor are rows of erased customers. A file whose content is known is not read again; the
    rows of a file that has changed or is gone go with it. Stops at the first file that is missing or
    lacks a column.
-#}
{% macro land_raw_files() %}
    {% if execute and target.type == "duckdb"
        and flags.WHICH in ["build", "run", "run-operation"] %}
        {% do run_query("create schema if not exists raw") %}
        {% do run_query(
            "create table if not exists raw.landed_files"
            ~ " (source_table varchar, source_file varchar, content_digest varchar)"
        ) %}
        {% do run_query(
            "alter table raw.landed_files"
            ~ " add column if not exists erased_row_count bigint default 0"
        ) %}
        {% do make_erasure_tables() %}
        {% do check_erased_ids_of_map() %}
        {% for source in landed_sources() %}
            {% do make_landing_table(source) %}
            {% do register_landing_table(source) %}
            {% if source.meta.table_var is defined and var(source.meta.table_var) %}
                {% do land_table(source, var(source.meta.table_var)) %}
            {% else %}
                {% do land_files(source) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#- The source tables of the shop that files are landed in. -#}
{% macro landed_sources() %}
    {% set tables = [] %}
    {% for source in graph.sources.values()
        if source.source_name in [var("shop"), "shared"] and source.meta.files is defined %}
        {% do tables.append(source) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}


{#- The columns of a source that are delivered; those of landing stand before them. -#}
{% macro delivered_columns(source) %}
    {% do return(source.columns.keys() | reject("in", landing_columns()) | list) %}
{% endmacro %}


{% macro landing_columns() %}
    {% do return(["source_file", "source_row_number", "source_text", "is_malformed"]) %}
{% endmacro %}


{#- Names of the columns of a table; none where there is no table. -#}
{% macro columns_of_table(schema, table) %}
    {% set query %}
        select column_name from information_schema.columns
        where
            table_catalog = {{ sql_text(target.database) }}
            and table_schema = {{ sql_text(schema) }}
            and table_name = {{ sql_text(table) }}
        order by ordinal_position
    {% endset %}
    {% do return(run_query(query).columns[0].values() | list) %}
{% endmacro %}


{#- An empty table, where there is none with these columns; --full-refresh reads everything again. -#}
{% macro make_landing_table(source) %}
    {% set columns = landing_columns() + delivered_columns(source) %}
    {% if flags.FULL_REFRESH or columns_of_table("raw", source.identifier) != columns %}
        {% do run_query(
            "delete from raw.landed_files where source_table = " ~ sql_text(source.identifier)
        ) %}
        {% set table_query %}
            create or replace table raw.{{ source.identifier }} (
                source_file varchar, source_row_number bigint, source_text varchar,
                is_malformed boolean
                {%- for column in delivered_columns(source) %}
                , {{ adapter.quote(column) }} varchar
                {%- endfor %}
            )
        {% endset %}
        {% do run_query(table_query) %}
    {% endif %}
{% endmacro %}


{#-
    Brings a landing table to the files that are there. A file counts as landed only once its rows
    are in, and loses that first: whenever a build dies, the next one repairs it.
-#}
{% macro land_files(source) %}
    {% set found = land_answer("land_find", [
        sql_text(raw_path()), sql_text(tojson(source.meta.files)),
        source.meta.get("is_optional", false),
    ]) %}
    {% set digests = {} %}
    {% for file in found.files %}
        {% if file.same_as %}
            {% do exceptions.warn(
                raw_path() ~ "/" ~ file.name ~ ": not read, its content is that of " ~ file.same_as
            ) %}
        {% else %}
            {% do digests.update({file.name: file.digest}) %}
        {% endif %}
    {% endfor %}
    {% set landed_query %}
        select source_file, content_digest from raw.landed_files
        where source_table = {{ sql_text(source.identifier) }}
    {% endset %}
    {% set landed = [] %}
    {% for file, digest in run_query(landed_query).rows %}
        {% if digests.get(file) == digest %}
            {% do landed.append(file) %}
        {% else %}
            {% do run_query(
                "delete from raw.landed_files where source_table = " ~ sql_text(source.identifier)
                ~ " and source_file = " ~ sql_text(file)
            ) %}
        {% endif %}
    {% endfor %}
    {% set delete_query %}
        delete from raw.{{ source.identifier }} where source_file not in (
            select source_file from raw.landed_files
            where source_table = {{ sql_text(source.identifier) }}
        )
    {% endset %}
    {% do run_query(delete_query) %}
    {% for file, digest in digests.items() if file not in landed %}
        {% set erased_row_count = land_file(source, file) %}
        {% do run_query(
            "insert into raw.landed_files values (" ~ sql_text(source.identifier) ~ ", "
            ~ sql_text(file) ~ ", " ~ sql_text(digest) ~ ", " ~ erased_row_count ~ ")"
        ) %}
    {% endfor %}
{% endmacro %}


{#- Lands a file; returns how many of its rows are of erased customers and so were left out. -#}
{% macro land_file(source, file) %}
    {% set path = raw_path() ~ "/" ~ file %}
    {% set optional = [] %}
    {% for name, column in source.columns.items() if column.config.meta.is_optional %}
        {% do optional.append(name) %}
    {% endfor %}
    {% set layout = sql_text(tojson({
        "columns": delivered_columns(source) | reject("in", optional) | list,
        "optional": optional,
        "separator": source.meta.get("separator", ","),
        "has_header": source.meta.get("has_header", true),
        "encodings": source.meta.get("encodings", ["utf-8", "cp949"]),
    })) %}
    {% set inspected = land_answer("land_inspect", [sql_text(path), layout]) %}
    {% set header = inspected.header %}
    {# beside the database, whose lock keeps two builds from writing one file #}
    {% set repaired_path = target.path ~ ".landing/" ~ source.identifier ~ ".parquet" %}
    {% if inspected.reader == "repair" %}
        {% do run_query("select land_repair(" ~ [
            sql_text(path), layout, sql_text(tojson(header)), sql_text(repaired_path)
        ] | join(", ") ~ ")") %}
        {% set rows = "select * from read_parquet(" ~ one_file(repaired_path) ~ ")" %}
    {% elif inspected.reader == "parquet" %}
        {% set rows = parquet_rows(path, header) %}
    {% else %}
        {% set rows = clean_rows(path, header) %}
    {% endif %}
    {% if inspected.encoding != "utf-8" %}
        {% do exceptions.warn(path ~ ": read as " ~ inspected.encoding | upper) %}
    {% endif %}
    {% set fields = {} %}
    {% for name in header if name in delivered_columns(source) %}
        {% do fields.update({name: "field_" ~ header.index(name)}) %}
    {% endfor %}
    {# the first field is null only where the whole line does not parse #}
    {% set is_malformed = "field_0 is null" if inspected.reader == "repair" else "false" %}
    {% set is_erased = is_erased_row(source, fields, is_malformed) %}
    {% set text = "text" %}
    {% if fields | length < header | length %}
        {# of a line that does not parse nobody can tell which part belongs to another column #}
        {% set text = "case when not " ~ is_malformed ~ " then " ~ text_of(fields.values()) ~ " end" %}
    {% endif %}
    {% set landing_query %}
        insert into raw.{{ source.identifier }}
        select
            {{ sql_text(file) }} as source_file,
            line as source_row_number,
            {{ text }} as source_text,
            {{ is_malformed }} as is_malformed
            {% for column in delivered_columns(source) %}
            , {{ fields.get(column, "null") }}
            {% endfor %}
        from ({{ rows }})
        where not ({{ is_erased }})
    {% endset %}
    {% do run_query(landing_query) %}
    {% set erased_row_count = count_erased_rows(path, rows, is_erased) %}
    {% if inspected.reader == "repair" %}
        {% do run_query("select land_remove(" ~ sql_text(repaired_path) ~ ")") %}
    {% endif %}
    {% do return(erased_row_count) %}
{% endmacro %}


{#-
    Fields of a row as one text; text_of(["a", "b"]) renders
        concat_ws(',', coalesce(cast(a as varchar), ''), coalesce(cast(b as varchar), ''))
-#}
{% macro text_of(fields) -%}
    concat_ws(
        ','
        {%- for field in fields %}
        , coalesce(cast({{ field }} as varchar), '')
        {%- endfor %}
    )
{%- endmacro %}


{#- What a function of landing.py answers, as a dictionary; an error stops the build. -#}
{% macro land_answer(function, arguments) %}
    {% set query = "select " ~ function ~ "(" ~ arguments | join(", ") ~ ")" %}
    {% set answer = fromjson(run_query(query).columns[0].values()[0]) %}
    {% if answer.error %}
        {% do exceptions.raise_compiler_error(answer.error) %}
    {% endif %}
    {% do return(answer) %}
{% endmacro %}


{#- DuckDB's own reader; a plain split is exact here, and so is the text put together again. -#}
{% macro clean_rows(path, header) %}
    select
        row_number() over () + 1 as line,
        {% for name in header %}field_{{ loop.index0 }}{{ " || ',' || " if not loop.last }}{% endfor %}
            as text,
        *
    from read_csv(
        {{ one_file(path) }},
        auto_detect = false, header = true, delim = ',', quote = '', escape = '',
        columns = { {% for name in header %}'field_{{ loop.index0 }}': 'varchar', {% endfor %} },
        force_not_null = [
            {% for name in header %}'field_{{ loop.index0 }}'{{ ", " if not loop.last }}{% endfor %}
        ]
    )
{% endmacro %}


{#- Rows of Parquet are numbered from 1; their text is that of the fields, as a CSV would have it. -#}
{% macro parquet_rows(path, header) %}
    {%- set columns = [] -%}
    {%- for name in header %}{% do columns.append(adapter.quote(name)) %}{% endfor -%}
    select
        file_row_number + 1 as line,
        {{ text_of(columns) }} as text
        {%- for column in columns %}
        , cast({{ column }} as varchar) as field_{{ loop.index0 }}
        {%- endfor %}
    from read_parquet({{ one_file(path) }}, file_row_number = true)
{% endmacro %}


{#- A text as a SQL literal: sql_text("it's") renders 'it''s'. -#}
{% macro sql_text(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}


{#-
    The path of one file as DuckDB takes it, which reads *, ? and [ in a path as a pattern for many:
    one_file("a[1].csv") renders 'a[[]1].csv'.
-#}
{% macro one_file(path) -%}
    {{ sql_text(path | replace("[", "[[]") | replace("*", "[*]") | replace("?", "[?]")) }}
{%- endmacro %}
