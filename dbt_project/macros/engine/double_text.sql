{#-
    A double as text, in as few digits as tell it, with a point and without an exponent: 12.5, 12.0.
    double_text("value") renders cast(value as string).
-#}
{% macro double_text(value) -%}
    {{ return(adapter.dispatch("double_text")(value)) }}
{%- endmacro %}


{% macro duckdb__double_text(value) -%}
    cast({{ value }} as string)
{%- endmacro %}


{#- Spark writes 1.0E7, and 1.0E-4. -#}
{% macro spark__double_text(value) -%}
    case
        when cast({{ value }} as string) like '%E%'
            then regexp_replace(format_string('%.17f', {{ value }}), '(?<=[.][0-9]{1,16})0+$', '')
        else cast({{ value }} as string)
    end
{%- endmacro %}
