-- How many customers and how much money does each segment hold, and is that more than its share?
select
    segment_name,
    customer_count,
    net_value,
    value_share,
    round(value_share / customer_share, 2) as value_index
from {{ ref('segment_summary') }}
where is_latest
order by net_value desc
