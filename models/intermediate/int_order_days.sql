-- Grain: one row per customer and date with an order or a return. Orders are summed here once, so
-- that snapshots never meet single orders.
with
orders as (
    select * from {{ ref('int_orders') }}
),

days as (
    select
        customer_id,
        order_date,
        cast(count(*) filter (where not is_return) as integer) as order_count,
        -- a return on the day of a purchase is netted, since it undoes it
        cast(sum(net_value) as decimal(18, 4)) as net_value,
        sum(paid_value) as paid_value,
        max(net_value) filter (where not is_return) as largest_order_value,
        sum(net_value) filter (where not is_return) as order_value,
        sum(shipping_value) filter (where not is_return) as shipping_value
    from orders
    group by customer_id, order_date
)

select * from days
