-- How large must the effect of a campaign be for a test on this segment to find it?
select
    segment_name,
    max(customer_count) as customer_count,
    max(detectable_difference) as detectable_difference,
    bool_and(is_too_small_to_test) as is_too_small_to_test
from {{ ref('segment_strategies') }}
group by segment_name
order by detectable_difference asc nulls last, segment_name asc
