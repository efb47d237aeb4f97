-- Do men and women order as often and spend as much?
select
    dim_customers.gender,
    count(*) as buyer_count,
    median(fct_customer_features.order_count) as median_order_count,
    median(fct_customer_features.monetary_value) as median_monetary_value
from {{ ref('fct_customer_features') }}
inner join {{ ref('dim_customers') }}
    on fct_customer_features.customer_id = dim_customers.customer_id
where fct_customer_features.is_latest
group by dim_customers.gender
order by dim_customers.gender
