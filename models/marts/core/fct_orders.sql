-- Grain: one row per order, that is per customer and order id.
with
orders as (
    select * from {{ ref('int_orders') }}
),

published as (
    select
        order_key,
        order_id,
        customer_id,
        order_date,
        gross_value,
        discount_value,
        net_value,
        tax_value,
        shipping_value,
        paid_value,
        unit_count,
        line_count,
        is_return
    from orders
)

select * from published
