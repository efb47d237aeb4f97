-- Which segment lost most expected value since the last snapshot, and how many customers?
select
    segment_name,
    customer_count - lag(customer_count) over by_date as customer_change,
    expected_value - lag(expected_value) over by_date as value_change
from {{ ref('segment_summary') }}
window by_date as (partition by segment_id order by as_of_date)
qualify is_latest and value_change is not null
order by value_change
