{#-
    A double as money. Half a last digit is rounded up: engines round a double that lies next to it in
    different ways, but decimals alike. as_money("value") renders
    cast(cast(value as decimal(38, 9)) as decimal(18, 4)).
-#}
{% macro as_money(value) -%}
    cast(cast({{ value }} as decimal(38, 9)) as decimal(18, 4))
{%- endmacro %}


{#-
    Money for each of a count, null for none of it. Engines divide decimals in different ways, so it
    goes through double. money_ratio("net_value", "order_count") renders
    cast(net_value as double) / nullif(order_count, 0), as money.
-#}
{% macro money_ratio(value, count) -%}
    {{ as_money("cast(" ~ value ~ " as double) / nullif(" ~ count ~ ", 0)") }}
{%- endmacro %}


{#-
    A ratio of two counts or amounts, rounded as stored; null for a zero below.
    share("net_value", "gross_value") renders
    round(cast(net_value as double) / nullif(cast(gross_value as double), 0), 9).
-#}
{% macro share(part, whole) -%}
    round(cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0), 9)
{%- endmacro %}
