{#-
    A delivered money amount or other number; null where it does not read as one.
    as_decimal("tax_text") renders try_cast(tax_text as decimal(18, 4)).
-#}
{% macro as_decimal(text) -%}
    {{ return(adapter.dispatch("as_decimal")(text)) }}
{%- endmacro %}


{% macro duckdb__as_decimal(text) -%}
    try_cast({{ text }} as decimal(18, 4))
{%- endmacro %}


{#- Spark knows the digits of all scripts, and no 1_000. -#}
{% macro spark__as_decimal(text) -%}
    try_cast(
        case when {{ text }} rlike '^[-+.0-9eE_]+$' then replace({{ text }}, '_', '') end
        as decimal(18, 4)
    )
{%- endmacro %}
