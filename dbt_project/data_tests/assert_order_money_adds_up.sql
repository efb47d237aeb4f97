-- Lines and orders hold the same money, to the last digit.
with
order_lines as (
    select
        sum(gross_value) as gross_value,
        sum(discount_value) as discount_value,
        sum(net_value) as net_value,
        sum(tax_value) as tax_value
    from {{ ref('int_order_lines') }}
),

orders as (
    select
        sum(gross_value) as gross_value,
        sum(discount_value) as discount_value,
        sum(net_value) as net_value,
        sum(tax_value) as tax_value
    from {{ ref('fct_orders') }}
)

select *
from order_lines
cross join orders
where
    order_lines.gross_value != orders.gross_value
    or order_lines.discount_value != orders.discount_value
    or order_lines.net_value != orders.net_value
    or order_lines.tax_value is distinct from orders.tax_value
    or orders.net_value != orders.gross_value - orders.discount_value
