{#-
    What an engine is given that reads no files by itself: the landed tables of the shop and the
    seeds, each a Parquet file in a folder, schema.table.parquet. dbt-spark's own seeds know no nulls.
-#}
{% macro delivered_tables() %}
    {% set tables = [] %}
    {% for source in landed_sources() %}
        {% do tables.append("raw." ~ source.identifier) %}
    {% endfor %}
    {% for node in graph.nodes.values() if node.resource_type == "seed" %}
        {% do tables.append(node.schema ~ "." ~ node.alias) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}


{#-
    Writes them, on DuckDB, after it has landed the files; run dbt seed before.
    dbt run-operation write_delivered_tables --args '{folder: warehouse/spark/delivered}'
-#}
{% macro write_delivered_tables(folder) %}
    {% do land_raw_files() %}
    {% for table in delivered_tables() %}
        {% do run_query(
            "copy " ~ table ~ " to " ~ sql_text(folder ~ "/" ~ table ~ ".parquet")
        ) %}
    {% endfor %}
{% endmacro %}


{#-
    Makes them tables, on Spark.
    dbt run-operation read_delivered_tables --target spark --args '{folder: warehouse/spark/delivered}'
-#}
{% macro read_delivered_tables(folder) %}
    {% for table in delivered_tables() %}
        {% do run_query("create schema if not exists " ~ table.split(".")[0]) %}
        {% do run_query("drop table if exists " ~ table) %}
        {% do run_query(
            "create table " ~ table ~ " using parquet options (path "
            ~ sql_text(folder ~ "/" ~ table ~ ".parquet") ~ ")"
        ) %}
    {% endfor %}
{% endmacro %}
