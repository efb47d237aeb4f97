-- Grain: one row per segment and month after the newest snapshot that has six months behind it, or
-- of those that have most.
with
snapshots as (
    select
        as_of_date,
        max(month_number) as month_count
    from marts.segment_retention
    group by as_of_date
),

shown as (
    select as_of_date
    from snapshots
    order by least(month_count, 6) desc, as_of_date desc
    limit 1
)

select
    segment_retention.as_of_date,
    segment_id,
    month_number,
    customer_count,
    retained_count,
    retention_rate,
    -- every buyer of that date is in one segment
    sum(retained_count) over all_segments / sum(customer_count) over all_segments
        as population_retention_rate
from marts.segment_retention
inner join shown
    on segment_retention.as_of_date = shown.as_of_date
where month_number <= 6
window all_segments as (partition by month_number)
order by segment_id, month_number
