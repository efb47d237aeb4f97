-- Grain: one row per segment with an audience at the newest date: who came, stayed and left, by
-- reported segments.
with
dates as (
    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) as previous_as_of_date
    from marts.segment_audience_changes
    group by as_of_date
    qualify as_of_date = max(as_of_date) over ()
),

newest as (
    select
        segment_audience_changes.*,
        previous_as_of_date
    from marts.segment_audience_changes
    inner join dates
        on segment_audience_changes.as_of_date = dates.as_of_date
),

arrived as (
    select
        as_of_date,
        previous_as_of_date,
        segment_id,
        count(*) as customer_count,
        count(*) filter (where change = 'entered') as entered_count,
        count(*) filter (where change = 'stayed') as stayed_count,
        count(*) filter (where is_holdout) as holdout_count
    from newest
    where change != 'exited'
    group by as_of_date, previous_as_of_date, segment_id
),

-- to another segment, or out of the shop
departed as (
    select
        previous_segment_id as segment_id,
        count(*) filter (where change = 'entered') as left_count,
        count(*) filter (where change = 'exited') as exited_count
    from newest
    where change in ('entered', 'exited') and previous_segment_id is not null
    group by previous_segment_id
)

select
    as_of_date,
    previous_as_of_date,
    arrived.segment_id,
    customer_count,
    entered_count,
    stayed_count,
    coalesce(left_count, 0) as left_count,
    coalesce(exited_count, 0) as exited_count,
    holdout_count,
    holdout_count / customer_count as holdout_share
from arrived
left join departed
    on arrived.segment_id = departed.segment_id
order by arrived.segment_id
