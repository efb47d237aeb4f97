-- Which actions are withheld because customers are not consistent in what they rest on?
select
    action_code,
    count(*) as segment_count,
    min(body_en) as reason
from {{ ref('segment_strategies') }}
where status = 'withheld'
group by action_code
order by action_code
