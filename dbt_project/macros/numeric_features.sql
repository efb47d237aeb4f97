{#-
    The features of the seed feature_catalog, in its order (a test compares them): a model that puts
    columns into rows must know them before it runs.
-#}
{% macro numeric_features() %}
    {% do return([
        "recency_days", "tenure_days", "active_span_days", "order_count",
        "purchase_day_count", "monetary_value", "orders_per_purchase_day", "purchase_value",
        "return_value", "paid_value", "average_order_value", "average_purchase_day_value",
        "max_order_share", "net_value_30d", "net_value_90d", "net_value_180d",
        "net_value_365d", "order_count_30d", "order_count_90d", "order_count_180d",
        "order_count_365d", "mean_gap_days", "median_gap_days", "shrunk_gap_days",
        "gap_variation", "last_gap_share", "clumpiness_365d", "overdue_ratio",
        "active_month_share", "previous_recency_days", "value_trend", "order_count_change",
        "units_per_order", "lines_per_order", "product_count", "category_count",
        "category_entropy", "category_evenness", "top_category_share", "price_tier_index",
        "premium_share", "repeat_product_share", "shrunk_coupon_rate",
        "shrunk_coupon_click_rate", "coupon_value_share", "discount_rate",
        "coupon_discount_rate", "full_price_share", "shipping_share",
        "average_shipping_value", "shrunk_return_rate", "return_value_share",
        "weekend_share", "weekday_concentration", "month_concentration",
        "fourth_quarter_share", "marketing_exposure_ratio", "online_exposure_share",
        "alive_probability", "expected_purchase_day_count", "expected_purchase_day_value",
        "expected_value", "lifetime_value_365d",
    ]) %}
{% endmacro %}
