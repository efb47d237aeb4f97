-- Grain: one row per as_of_date and customer with a purchase by then.
{{
    config(
        materialized=kept_materialization(),
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ drop_other_snapshots("
        ~ "ref('int_snapshots'), ref('int_due_snapshots')) }}",
        post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}"
    )
}}

with
features as (
    select * from {{ ref('int_customer_features') }}
),

snapshots as (
    select * from {{ ref('int_due_snapshots') }}
    where {{ in_batch() }}
),

expected_values as (
    select * from {{ ref('customer_expected_values') }}
),

joined as (
    select
        features.as_of_date,
        features.customer_id,
        features.first_order_date,
        features.last_order_date,
        features.recency_days,
        features.tenure_days,
        features.active_span_days,
        features.is_one_time_buyer,
        features.lifecycle_stage,
        features.order_count,
        features.purchase_day_count,
        features.orders_per_purchase_day,
        features.purchase_value,
        features.return_value,
        features.monetary_value,
        features.paid_value,
        features.average_order_value,
        features.average_purchase_day_value,
        features.max_order_share,
        features.net_value_30d,
        features.order_count_30d,
        features.net_value_90d,
        features.order_count_90d,
        features.net_value_180d,
        features.order_count_180d,
        features.net_value_365d,
        features.order_count_365d,
        features.mean_gap_days,
        features.median_gap_days,
        features.shrunk_gap_days,
        features.gap_variation,
        features.last_gap_share,
        features.clumpiness_365d,
        features.overdue_ratio,
        features.active_month_share,
        features.previous_recency_days,
        features.has_trend,
        features.value_trend,
        features.order_count_change,
        features.units_per_order,
        features.lines_per_order,
        features.product_count,
        features.category_count,
        features.category_entropy,
        features.category_evenness,
        features.top_category,
        features.top_category_share,
        features.price_tier_index,
        features.premium_share,
        features.repeat_product_share,
        features.coupon_line_count,
        features.coupon_used_count,
        features.shrunk_coupon_rate,
        features.shrunk_coupon_click_rate,
        features.coupon_value_share,
        features.discount_rate,
        features.coupon_discount_rate,
        features.full_price_share,
        features.shipping_share,
        features.average_shipping_value,
        features.shrunk_return_rate,
        features.return_value_share,
        features.weekend_share,
        features.preferred_weekday,
        features.weekday_concentration,
        features.peak_month,
        features.month_concentration,
        features.fourth_quarter_share,
        features.marketing_exposure_ratio,
        features.online_exposure_share,
        features.repeat_day_count,
        features.repeat_day_value,
        expected_values.alive_probability,
        expected_values.expected_purchase_day_count,
        expected_values.expected_purchase_day_value,
        expected_values.expected_value,
        expected_values.lifetime_value_365d,
        snapshots.is_latest,
        features.input_digest
    from features
    inner join snapshots on features.as_of_date = snapshots.as_of_date
    inner join expected_values
        on
            features.as_of_date = expected_values.as_of_date
            and features.customer_id = expected_values.customer_id
)

select * from joined
