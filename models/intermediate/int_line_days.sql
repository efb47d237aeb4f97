-- Grain: one row per customer, order date and counted date with an accepted line. Lines are summed
-- here once, so that snapshots never meet single lines.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
),

summed as (
    select
        customer_id,
        order_date,
        counted_date,
        count(*) filter (where not is_return) as line_count,
        count(*) filter (where is_return) as return_line_count,
        sum(quantity) filter (where not is_return) as unit_count,
        sum(gross_value) filter (where not is_return) as gross_value,
        sum(discount_value) filter (where not is_return) as discount_value,
        coalesce(sum(net_value) filter (where not is_return), 0) as purchase_value,
        coalesce(-sum(net_value) filter (where is_return), 0) as return_value,
        count(coupon_status) filter (where not is_return) as coupon_line_count,
        count(*) filter (where not is_return and coupon_status = 'used') as coupon_used_count,
        count(*) filter (where not is_return and coupon_status = 'clicked') as coupon_clicked_count,
        sum(gross_value) filter (where not is_return and coupon_status = 'used')
            as coupon_gross_value,
        sum(discount_value) filter (where not is_return and coupon_status = 'used')
            as coupon_discount_value,
        sum(gross_value) filter (where not is_return and discount_value = 0)
            as full_price_gross_value
    from order_lines
    group by customer_id, order_date, counted_date
)

select * from summed
