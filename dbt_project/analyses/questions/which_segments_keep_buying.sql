-- Of each segment of three months ago, which share bought in the third month after?
select
    segment_name,
    customer_count,
    retained_count,
    retention_rate
from {{ ref('segment_retention') }}
where month_number = 3
qualify as_of_date = max(as_of_date) over ()
order by retention_rate desc, segment_name asc
