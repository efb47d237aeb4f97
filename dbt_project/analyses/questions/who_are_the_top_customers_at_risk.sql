-- Which ten customers at risk have spent the most so far, and when were they last here?
select
    dim_customers.customer_id,
    fct_customer_features.last_order_date,
    fct_customer_features.order_count,
    fct_customer_features.monetary_value
from {{ ref('dim_customers') }}
inner join {{ ref('fct_customer_features') }}
    on dim_customers.customer_id = fct_customer_features.customer_id
where
    dim_customers.current_segment_name = 'At-risk high value'
    and fct_customer_features.is_latest
order by fct_customer_features.monetary_value desc, dim_customers.customer_id asc
limit 10
