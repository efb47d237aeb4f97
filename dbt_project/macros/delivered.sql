{#-
    A delivered text without surrounding blanks; null where nothing was delivered.
    delivered("고객ID") renders nullif(trim("고객ID"), '').
-#}
{% macro delivered(column) -%}
    nullif(trim({{ adapter.quote(column) }}), '')
{%- endmacro %}


{#-
    Money times a number, unrounded: the product of two decimal(18, 4) overflows from 10 digits on.
    wide_product("quantity", "unit_price") renders cast(quantity as decimal(19, 4)) * unit_price.
-#}
{% macro wide_product(value, factor) -%}
    cast({{ value }} as decimal(19, 4)) * {{ factor }}
{%- endmacro %}
