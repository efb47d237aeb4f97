{#-
    A rate as counted, of a query over int_customer_rates; null while the shop has no such event.
    unshrunk_rate("coupon_rate") renders max(cast(hits as double) / nullif(trials, 0))
    filter (where rate_name = 'coupon_rate' and shrunk_rate is not null).
-#}
{% macro unshrunk_rate(rate_name) -%}
    max(cast(hits as double) / nullif(trials, 0)) filter (
        where rate_name = '{{ rate_name }}' and shrunk_rate is not null
    )
{%- endmacro %}
