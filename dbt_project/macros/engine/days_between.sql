{#- Whole days from one date to a later one; days_between("a", "b") renders date_diff('day', a, b). -#}
{% macro days_between(first_date, last_date) -%}
    {{ return(adapter.dispatch("days_between")(first_date, last_date)) }}
{%- endmacro %}


{% macro duckdb__days_between(first_date, last_date) -%}
    cast(date_diff('day', {{ first_date }}, {{ last_date }}) as integer)
{%- endmacro %}


{% macro spark__days_between(first_date, last_date) -%}
    datediff({{ last_date }}, {{ first_date }})
{%- endmacro %}
