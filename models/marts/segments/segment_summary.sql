-- Grain: one row per reported as_of_date and segment with a customer.
with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

-- customers with returns only have money but no features
customer_values as (
    select
        customer_segments.as_of_date,
        customer_segments.customer_id,
        sum(orders.net_value) as net_value
    from customer_segments
    inner join orders
        on
            customer_segments.customer_id = orders.customer_id
            and customer_segments.as_of_date >= orders.order_date
    group by customer_segments.as_of_date, customer_segments.customer_id
),

measured as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.is_latest,
        count(*) as customer_count,
        cast(coalesce(sum(customer_values.net_value), 0) as decimal(18, 4)) as net_value,
        cast(coalesce(sum(features.order_count), 0) as bigint) as order_count,
        sum(features.purchase_value) as purchase_value,
        cast(median(features.recency_days) as double) as median_recency_days
    from customer_segments
    left join features
        on
            customer_segments.as_of_date = features.as_of_date
            and customer_segments.customer_id = features.customer_id
    left join customer_values
        on
            customer_segments.as_of_date = customer_values.as_of_date
            and customer_segments.customer_id = customer_values.customer_id
    group by
        customer_segments.as_of_date, customer_segments.segment_id, customer_segments.segment_name,
        customer_segments.is_latest
),

summary as (
    select
        as_of_date,
        segment_id,
        segment_name,
        customer_count,
        round(
            cast(customer_count as double) / cast(sum(customer_count) over by_date as double), 9
        ) as customer_share,
        net_value,
        round(
            cast(net_value as double) / nullif(cast(sum(net_value) over by_date as double), 0), 9
        ) as value_share,
        order_count,
        {{ money_ratio('purchase_value', 'order_count') }} as average_order_value,
        median_recency_days,
        is_latest
    from measured
    window by_date as (partition by as_of_date)
)

select * from summary
