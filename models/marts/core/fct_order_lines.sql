-- Grain: one row per accepted order line.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
),

published as (
    select
        order_key,
        line_number,
        order_id,
        customer_id,
        order_date,
        counted_date,
        product_id,
        product_category,
        quantity,
        unit_price,
        gross_value,
        discount_value,
        net_value,
        tax_value,
        coupon_status,
        is_return
    from order_lines
)

select * from published
