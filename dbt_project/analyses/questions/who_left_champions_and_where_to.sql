-- Who left Champions since the last snapshot, where to, and how many of them had bought?
select
    to_segment_name,
    customer_count,
    share_of_from,
    bought_count,
    value_at_risk
from {{ ref('segment_migration') }}
where from_segment_name = 'Champions' and movement != 'stayed'
qualify to_as_of_date = max(to_as_of_date) over ()
order by customer_count desc
