-- Grain: one row per customer and date with a purchase.
with
order_days as (
    select * from {{ ref('int_order_days') }}
    where order_count > 0
),

numbered as (
    select
        customer_id,
        order_date,
        order_count,
        net_value,
        cast(row_number() over by_date as integer) as day_number,
        first_value(order_date) over by_date as first_order_date,
        coalesce(lag(order_date) over by_date < date_trunc('month', order_date), true)
            as is_first_of_month,
        lag(order_date) over by_date as previous_date,
        lag(order_date, 2) over by_date as before_previous_date
    from order_days
    window by_date as (partition by customer_id order by order_date)
)

select * from numbered
