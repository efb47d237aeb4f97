{#- Day of the week, 1 for Monday to 7; engines number it in different ways. -#}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch("iso_weekday")(date)) }}
{%- endmacro %}


{% macro duckdb__iso_weekday(date) -%}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}


{% macro spark__iso_weekday(date) -%}
    extract(dayofweek_iso from {{ date }})
{%- endmacro %}
