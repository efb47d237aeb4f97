-- The changes of all dates, replayed one after the other, leave every buyer in the segment of the
-- newest snapshot and nobody else in any: who entered or stayed last is in, who exited last is out.
-- Each change also begins where the one before ended.
with
changes as (
    select
        *,
        lag(case when change != 'exited' then segment_id end) over (
            partition by customer_id order by as_of_date
        ) as replayed_segment_id
    from {{ ref('segment_audience_changes') }}
),

replayed as (
    select *
    from changes
    qualify as_of_date = max(as_of_date) over (partition by customer_id)
),

audience as (
    select * from {{ ref('fct_customer_segments') }}
    where is_latest and segment_id != 2
)

select
    coalesce(replayed.customer_id, audience.customer_id) as customer_id,
    replayed.segment_id as replayed_segment_id,
    audience.segment_id
from replayed
full outer join audience on replayed.customer_id = audience.customer_id
where
    case when replayed.change != 'exited' then replayed.segment_id end
    is distinct from audience.segment_id

union all

select
    customer_id,
    replayed_segment_id,
    previous_segment_id as segment_id
from changes
where
    replayed_segment_id is distinct from previous_segment_id
    or (change = 'stayed' and segment_id != replayed_segment_id)
    or (change = 'entered' and segment_id is not distinct from replayed_segment_id)
