-- After how many days without a purchase is a customer of a segment later than usual?
select
    segment_name,
    repeat_customer_count,
    median_gap_days,
    p75_gap_days
from {{ ref('segment_rhythm') }}
where is_latest and median_gap_days is not null
order by median_gap_days, segment_name
