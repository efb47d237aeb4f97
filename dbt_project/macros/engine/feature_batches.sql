{#-
    The numeric features in the batches that a model goes through its customers for. DuckDB goes
    through them once a feature, since a row for each customer and feature would not fit into memory;
    Spark once, since going through them is what costs there.
-#}
{% macro feature_batches() -%}
    {{ return(adapter.dispatch("feature_batches")()) }}
{%- endmacro %}


{% macro duckdb__feature_batches() -%}
    {{ return(numeric_features() | batch(1) | list) }}
{%- endmacro %}


{% macro spark__feature_batches() -%}
    {{ return([numeric_features()]) }}
{%- endmacro %}
