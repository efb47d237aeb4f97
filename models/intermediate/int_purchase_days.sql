-- Grain: one row per customer and date with a purchase.
with
orders as (
    select * from {{ ref('int_orders') }}
),

days as (
    select
        customer_id,
        order_date,
        cast(count(*) filter (where not is_return) as integer) as order_count,
        -- a return on the same day is netted, since it undoes the purchase
        cast(sum(net_value) as decimal(18, 4)) as net_value
    from orders
    group by customer_id, order_date
    having count(*) filter (where not is_return) > 0
)

select * from days
