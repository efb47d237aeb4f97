-- Shipping is delivered on every line and paid once: an order must not have two amounts.
select
    order_key,
    min(shipping_value) as smallest_value,
    max(shipping_value) as largest_value
from {{ ref('int_order_lines') }}
group by order_key
having min(shipping_value) != max(shipping_value)
