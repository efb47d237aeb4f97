-- Grain: one row per segment with buyers of the newest snapshot: the gaps between its purchases.
select
    segment_id,
    customer_count,
    repeat_customer_count,
    gap_count,
    p25_gap_days,
    median_gap_days,
    p75_gap_days
from marts.segment_rhythm
where is_latest
order by segment_id
