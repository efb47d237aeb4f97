-- Which cohort had spent most per customer by the end of its sixth month?
select
    cohort_month,
    customer_count,
    cumulative_net_value,
    round(cumulative_net_value / customer_count, 2) as value_per_customer
from {{ ref('cohort_retention') }}
where month_number = 5 and customer_count >= 30
order by value_per_customer desc
limit 5
