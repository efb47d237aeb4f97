-- In which regions do the customers live, and how many of them are Champions or VIPs?
select
    region,
    count(*) as customer_count,
    count(*) filter (where current_segment_name in ('VIP', 'Champions')) as best_count,
    round(best_count / customer_count, 4) as best_share
from {{ ref('dim_customers') }}
group by region
order by best_share desc
