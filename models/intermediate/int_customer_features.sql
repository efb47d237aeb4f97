-- Grain: one row per as_of_date and customer with a purchase by then. Only rows dated on or before
-- as_of_date count.
with
customer_orders as (
    select * from {{ ref('int_customer_orders') }}
),

customer_gaps as (
    select * from {{ ref('int_customer_gaps') }}
),

measured as (
    select
        customer_orders.*,
        {{ days_between('last_order_date', 'customer_orders.as_of_date') }} as recency_days,
        {{ days_between('first_order_date', 'customer_orders.as_of_date') }} as tenure_days,
        {{ days_between('first_order_date', 'last_order_date') }} as active_span_days,
        customer_gaps.shrunk_gap_days,
        cast(
            customer_orders.purchase_value - customer_orders.return_value as decimal(18, 4)
        ) as monetary_value
    from customer_orders
    inner join customer_gaps
        on
            customer_orders.as_of_date = customer_gaps.as_of_date
            and customer_orders.customer_id = customer_gaps.customer_id
),

timed as (
    select
        *,
        round(recency_days / nullif(shrunk_gap_days, 0), 9) as overdue_ratio
    from measured
),

features as (
    select
        as_of_date,
        customer_id,
        first_order_date,
        last_order_date,
        recency_days,
        tenure_days,
        active_span_days,
        case
            when overdue_ratio is null then null
            when tenure_days <= 30 then 'new'
            when overdue_ratio <= 1 then 'active'
            when overdue_ratio <= 2 then 'cooling'
            when overdue_ratio <= 4 then 'lapsing'
            else 'lapsed'
        end as lifecycle_stage,
        shrunk_gap_days,
        overdue_ratio,
        order_count,
        purchase_day_count,
        round(cast(order_count as double) / purchase_day_count, 9) as orders_per_purchase_day,
        purchase_value,
        return_value,
        monetary_value,
        paid_value,
        {{ money_ratio('purchase_value', 'order_count') }} as average_order_value,
        {{ money_ratio('purchase_value', 'purchase_day_count') }} as average_purchase_day_value,
        case
            when purchase_value > 0
                then round(cast(largest_order_value as double) / cast(purchase_value as double), 9)
        end as max_order_share,
        net_value_30d,
        order_count_30d,
        net_value_90d,
        order_count_90d,
        net_value_180d,
        order_count_180d,
        net_value_365d,
        order_count_365d,
        purchase_day_count = 1 as is_one_time_buyer
    from timed
)

select * from features
