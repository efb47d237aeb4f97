-- Grain: one row per customer, date and earlier date: how many products were bought on the one and
-- last before it on the other, which is null for those never bought before. It tells which products
-- are new in any period, without a row for each of them.
with
product_days as (
    select
        customer_id,
        product_id,
        order_date
    from {{ ref('int_order_lines') }}
    where not is_return and product_id is not null
    group by customer_id, product_id, order_date
),

followed as (
    select
        customer_id,
        order_date,
        lag(order_date) over (partition by customer_id, product_id order by order_date)
            as previous_date
    from product_days
),

counted as (
    select
        customer_id,
        order_date,
        previous_date,
        count(*) as product_count
    from followed
    group by customer_id, order_date, previous_date
)

select * from counted
