-- On which products did today's VIPs spend most?
select
    products.product_id,
    products.product_category,
    count(distinct customers.customer_id) as customer_count,
    sum(order_lines.net_value) as net_value
from {{ ref('fct_order_lines') }} as order_lines
inner join {{ ref('dim_customers') }} as customers
    on order_lines.customer_id = customers.customer_id
inner join {{ ref('dim_products') }} as products on order_lines.product_id = products.product_id
where customers.current_segment_name = 'VIP'
group by products.product_id, products.product_category
order by net_value desc
limit 5
