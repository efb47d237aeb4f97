-- How many customers are active, cooling, lapsing or lapsed, and what is still expected of them?
select
    lifecycle_stage,
    count(*) as customer_count,
    sum(monetary_value) as monetary_value,
    sum(expected_value) as expected_value
from {{ ref('fct_customer_features') }}
where is_latest
group by lifecycle_stage
order by expected_value desc
