{#-
    A number as text with thousands separators and a fixed number of digits after the point; a
    zero has no sign. number_text("value", 1) renders format('{:,.1f}', value), which is '1,234.5'
    for 1234.5, and takes the sign off '-0.0'.
-#}
{% macro number_text(value, digits) -%}
    {{ return(adapter.dispatch("number_text")(value, digits)) }}
{%- endmacro %}


{% macro duckdb__number_text(value, digits) -%}
    regexp_replace(format('{:,.{{ digits }}f}', cast({{ value }} as double)), '^-([0.]+)$', '\1')
{%- endmacro %}
