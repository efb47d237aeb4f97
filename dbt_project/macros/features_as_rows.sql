{#-
    Columns as rows of feature and value; unpivot would drop nulls, which are counted here.
    features_as_rows("features", ["as_of_date", "customer_id"], ["recency_days"]) renders
    select as_of_date, customer_id, 'recency_days' as feature, cast(recency_days as double) as value
    from features
-#}
{% macro features_as_rows(relation, keys, features) -%}
    {%- for feature in features %}
    select
        {{ keys | join(", ") }},
        '{{ feature }}' as feature,
        cast({{ feature }} as double) as value
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
