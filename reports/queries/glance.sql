-- Grain: one row, the shop as a whole up to its as_of_date.
with
customers as (
    select
        count(*) as customer_count,
        count(*) filter (where has_purchased) as buyer_count
    from marts.dim_customers
),

latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.fct_customer_features
),

one_time_buyers as (
    select
        count(*) filter (where is_one_time_buyer) as one_time_buyer_count,
        count(*) as measured_buyer_count
    from marts.fct_customer_features
    inner join latest_snapshot
        on fct_customer_features.as_of_date = latest_snapshot.as_of_date
),

-- a return is no order and no occasion; its money counts
orders as (
    select
        count(*) filter (where not is_return) as order_count,
        coalesce(sum(net_value), 0) as net_value,
        cast(sum(net_value) filter (where not is_return) as double) as purchase_value,
        min(order_date) filter (where not is_return) as first_order_date,
        max(order_date) filter (where not is_return) as last_order_date
    from marts.fct_orders
),

expected as (
    select sum(expected_value) as expected_value
    from marts.segment_summary
    where is_latest
),

concentration as (
    select max(top_20_percent_share) as top_20_percent_share
    from marts.segment_concentration
    where is_latest
)

select
    customer_count,
    buyer_count,
    one_time_buyer_count / nullif(measured_buyer_count, 0) as one_time_buyer_share,
    order_count,
    net_value,
    purchase_value / nullif(order_count, 0) as average_order_value,
    expected_value,
    top_20_percent_share,
    first_order_date,
    last_order_date
from customers
cross join one_time_buyers
cross join orders
cross join expected
cross join concentration
