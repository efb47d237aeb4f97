{#-
    The same day some months later, or the last of that month where it has no such day.
    months_after("as_of_date", "n") gives 2024-02-29 for 2024-01-31 and n = 1.
-#}
{% macro months_after(date, n) -%}
    {{ return(adapter.dispatch("months_after")(date, n)) }}
{%- endmacro %}


{% macro duckdb__months_after(date, n) -%}
    cast({{ date }} + ({{ n }}) * interval '1 month' as date)
{%- endmacro %}


{% macro spark__months_after(date, n) -%}
    add_months({{ date }}, cast({{ n }} as integer))
{%- endmacro %}
