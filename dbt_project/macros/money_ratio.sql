{#-
    Money for each of a count, null for none of it. Engines divide decimals in different ways, so it
    goes through double. money_ratio("net_value", "order_count") renders
    cast(cast(net_value as double) / nullif(order_count, 0) as decimal(18, 4)).
-#}
{% macro money_ratio(value, count) -%}
    cast(cast({{ value }} as double) / nullif({{ count }}, 0) as decimal(18, 4))
{%- endmacro %}
