{#-
    A number as text with thousands separators and a fixed number of digits after the point.
    number_text("value", 1) renders format('{:,.1f}', value), which is '1,234.5' for 1234.5.
-#}
{% macro number_text(value, digits) -%}
    {{ return(adapter.dispatch("number_text")(value, digits)) }}
{%- endmacro %}


{% macro duckdb__number_text(value, digits) -%}
    format('{:,.{{ digits }}f}', cast({{ value }} as double))
{%- endmacro %}
