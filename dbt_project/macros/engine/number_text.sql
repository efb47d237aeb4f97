{#-
    A number as text with thousands separators and a fixed number of digits after the point, half
    rounded up: on decimals, since a double such as 0.95 lies below what it shows, and without a
    sign before zero. number_text("value", 1) renders
    format('{:,.1f}', cast(round(cast(value as decimal(38, 9)), 1) as double)),
    which is '1,234.5' for 1234.45.
-#}
{% macro number_text(value, digits) -%}
    {{ return(adapter.dispatch("number_text")(value, digits)) }}
{%- endmacro %}


{% macro duckdb__number_text(value, digits) -%}
    format(
        '{:,.{{ digits }}f}', cast(round(cast({{ value }} as decimal(38, 9)), {{ digits }}) as double)
    )
{%- endmacro %}


{% macro spark__number_text(value, digits) -%}
    format_number(
        cast(round(cast({{ value }} as decimal(38, 9)), {{ digits }}) as double), {{ digits }}
    )
{%- endmacro %}
