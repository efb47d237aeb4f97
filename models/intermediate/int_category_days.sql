-- Grain: one row per customer, date and product category bought on it. Returns are no purchases.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
    where not is_return and product_category is not null
),

summed as (
    select
        customer_id,
        order_date,
        product_category,
        sum(net_value) as purchase_value
    from order_lines
    group by customer_id, order_date, product_category
)

select * from summed
