{#-
    Sum of a column over the days of a window that ends on as_of_date; 0 without any.
    window_total("net_value", 30, "decimal(18, 4)") renders
    cast(coalesce(sum(net_value) filter (where order_date > as_of_date - 30), 0) as decimal(18, 4)).
-#}
{% macro window_total(column, days, data_type) -%}
    cast(
        coalesce(
            sum({{ column }}) filter (where order_date > {{ days_before("as_of_date", days) }}), 0
        ) as {{ data_type }}
    )
{%- endmacro %}
