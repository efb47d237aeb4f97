-- Grain: one row per as_of_date, half and customer with an accepted line in it.
{{ config(post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}") }}

with
periods as (
    select * from {{ ref('int_periods') }}
    where {{ in_batch() }}
),

line_days as (
    select * from {{ ref('int_line_days') }}
),

product_days as (
    select * from {{ ref('int_product_days') }}
),

-- each product counts once in a period: on the first day it is bought in it
products_to_date as (
    select
        periods.as_of_date,
        periods.half,
        product_days.customer_id,
        cast(sum(product_days.product_count) as integer) as product_count
    from periods
    inner join product_days
        on product_days.order_date between periods.from_date and periods.to_date
    where
        product_days.previous_date is null or product_days.previous_date < periods.from_date
    group by periods.as_of_date, periods.half, product_days.customer_id
),

lines_to_date as (
    select
        periods.as_of_date,
        periods.half,
        line_days.customer_id,
        cast(sum(line_days.line_count) as integer) as line_count,
        cast(sum(line_days.return_line_count) as integer) as return_line_count,
        sum(line_days.unit_count) as unit_count,
        sum(line_days.gross_value) as gross_value,
        sum(line_days.discount_value) as discount_value,
        cast(sum(line_days.purchase_value) as decimal(18, 4)) as purchase_value,
        cast(sum(line_days.return_value) as decimal(18, 4)) as return_value,
        cast(sum(line_days.coupon_line_count) as integer) as coupon_line_count,
        cast(sum(line_days.coupon_used_count) as integer) as coupon_used_count,
        cast(sum(line_days.coupon_clicked_count) as integer) as coupon_clicked_count,
        sum(line_days.coupon_gross_value) as coupon_gross_value,
        sum(line_days.coupon_discount_value) as coupon_discount_value,
        sum(line_days.full_price_gross_value) as full_price_gross_value
    from periods
    -- a return lowers the day it counts on, but only once it has come
    inner join line_days
        on
            line_days.counted_date between periods.from_date and periods.to_date
            and periods.as_of_date >= line_days.order_date
    group by periods.as_of_date, periods.half, line_days.customer_id
),

joined as (
    select
        lines_to_date.*,
        products_to_date.product_count
    from lines_to_date
    left join products_to_date
        on
            lines_to_date.as_of_date = products_to_date.as_of_date
            and lines_to_date.half = products_to_date.half
            and lines_to_date.customer_id = products_to_date.customer_id
)

select * from joined
