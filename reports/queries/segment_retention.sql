-- Grain: one row per segment and month after the newest snapshot that has six months behind it, or
-- of those that have most; in display order.
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
),

cells as (
    select
        segment_retention.as_of_date,
        segment_retention.segment_id,
        coalesce(
            case $language when 'ko' then segment_name_ko else segment_name_en end,
            segment_name_en,
            cast(segment_retention.segment_id as varchar)
        ) as segment_name,
        display_order,
        month_number,
        customer_count,
        retained_count,
        retention_rate,
        -- every buyer of that date is in one segment
        sum(retained_count) over all_segments / sum(customer_count) over all_segments
            as population_retention_rate,
        customer_count < 30 as is_small
    from marts.segment_retention
    inner join shown
        on segment_retention.as_of_date = shown.as_of_date
    left join marts.dim_segments
        on segment_retention.segment_id = dim_segments.segment_id
    where month_number <= 6
    window all_segments as (partition by month_number)
),

ranked as (
    select
        *,
        row_number() over (
            order by is_small, month_number, retention_rate desc, segment_id
        ) as most_rank,
        row_number() over (
            order by is_small, month_number, retention_rate, segment_id desc
        ) as least_rank
    from cells
)

-- the steps of the heat map are fixed, so that two reports compare
select
    as_of_date,
    segment_id,
    segment_name,
    month_number,
    customer_count,
    retained_count,
    retention_rate,
    population_retention_rate,
    is_small,
    most_rank = 1 and not is_small as is_most,
    least_rank = 1 and not is_small as is_least,
    case
        when retention_rate = 0 then 0
        when retention_rate < 0.1 then 1
        when retention_rate < 0.25 then 2
        when retention_rate < 0.5 then 3
        when retention_rate < 0.75 then 4
        else 5
    end as heat_level
from ranked
order by display_order nulls last, segment_id, month_number
