-- What was spent on marketing per purchase in the last months? (Not what marketing brought about.)
select
    cast(date_trunc('month', marketing_date) as date) as marketing_month,
    sum(offline_cost_value + online_cost_value) as cost_value,
    sum(order_count) as purchase_count,
    round(cost_value / purchase_count, 2) as cost_per_purchase
from {{ ref('fct_marketing_days') }}
group by marketing_month
order by marketing_month desc
limit 6
