-- Grain: one row per as_of_date and customer with a purchase by then.
with
features as (
    select * from {{ ref('int_customer_features') }}
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
),

dated as (
    select
        features.as_of_date,
        features.customer_id,
        features.first_order_date,
        features.last_order_date,
        features.recency_days,
        features.tenure_days,
        features.active_span_days,
        features.lifecycle_stage,
        features.shrunk_gap_days,
        features.overdue_ratio,
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
        features.is_one_time_buyer,
        snapshots.is_latest
    from features
    inner join snapshots on features.as_of_date = snapshots.as_of_date
)

select * from dated
