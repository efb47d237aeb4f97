-- Grain: one row per order, that is per customer and order id.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
),

summed as (
    select
        order_key,
        order_id,
        customer_id,
        order_date,
        cast(sum(gross_value) as decimal(18, 4)) as gross_value,
        cast(sum(discount_value) as decimal(18, 4)) as discount_value,
        cast(sum(net_value) as decimal(18, 4)) as net_value,
        cast(sum(tax_value) as decimal(18, 4)) as tax_value,
        -- delivered on every line, paid once
        max(shipping_value) as shipping_value,
        cast(sum(quantity) as decimal(18, 4)) as unit_count,
        cast(count(*) as integer) as line_count,
        bool_and(is_return) as is_return
    from order_lines
    group by order_key, order_id, customer_id, order_date
),

paid as (
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
        case
            when tax_value is not null or shipping_value is not null then
                cast(
                    net_value + coalesce(tax_value, 0) + coalesce(shipping_value, 0)
                    as decimal(18, 4)
                )
        end as paid_value,
        unit_count,
        line_count,
        is_return
    from summed
)

select * from paid
