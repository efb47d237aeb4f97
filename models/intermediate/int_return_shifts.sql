-- Grain: one row per customer, order date and counted date. A return that counts on the day of its
-- purchase takes its money off the day it was booked on and puts it on the other; the rows of one
-- order date add up to 0. Empty unless the var returns is by_order_date.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
    where order_date > counted_date
),

legs as (
    select
        customer_id,
        order_date,
        order_date as counted_date,
        -net_value as net_value
    from order_lines

    union all

    select
        customer_id,
        order_date,
        counted_date,
        net_value
    from order_lines
),

shifts as (
    select
        customer_id,
        order_date,
        counted_date,
        cast(sum(net_value) as decimal(18, 4)) as net_value
    from legs
    group by customer_id, order_date, counted_date
)

select * from shifts
