-- How many orders and how much net money came in per month, up to the day of the report?
select
    cast(date_trunc('month', fct_orders.order_date) as date) as order_month,
    count(*) filter (where not fct_orders.is_return) as order_count,
    sum(fct_orders.net_value) as net_value,
    max(rpt_settings.currency) as currency
from {{ ref('fct_orders') }}
inner join {{ ref('rpt_settings') }}
    on fct_orders.order_date <= rpt_settings.as_of_date
group by order_month
order by order_month desc
limit 6
