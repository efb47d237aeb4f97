-- Between which segments did customers move last month with most expected value at risk?
select
    from_segment_name,
    to_segment_name,
    customer_count,
    not_bought_count,
    value_at_risk
from {{ ref('segment_migration') }}
where value_at_risk > 0
qualify to_as_of_date = max(to_as_of_date) over ()
order by value_at_risk desc
