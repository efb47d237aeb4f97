-- Which actions rest on strong evidence, for whom, and what is at stake? The six largest.
select
    segment_name,
    title_en,
    customer_count,
    value_at_stake
from {{ ref('segment_strategies') }}
where status = 'proposed' and confidence = 'high'
order by value_at_stake desc, priority asc, action_code asc
limit 6
