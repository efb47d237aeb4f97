{#-
    A number that tells rows apart; sums of it tell sets of rows apart, whatever their order.
    row_digest(["a", "b"]) renders cast(hash(a, b) as hugeint).
-#}
{% macro row_digest(columns) -%}
    {{ return(adapter.dispatch("row_digest")(columns)) }}
{%- endmacro %}


{% macro duckdb__row_digest(columns) -%}
    cast(hash({{ columns | join(", ") }}) as hugeint)
{%- endmacro %}


{% macro spark__row_digest(columns) -%}
    cast(xxhash64({{ columns | join(", ") }}) as decimal(38, 0))
{%- endmacro %}
