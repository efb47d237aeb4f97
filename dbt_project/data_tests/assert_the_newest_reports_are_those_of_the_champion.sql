-- In the newest snapshot the last report of everybody is what today's champion says, and who is no
-- customer any more was last reported as gone.
with
latest as (
    select * from {{ ref('fct_customer_segments') }}
    where is_latest
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

last_reports as (
    select reports.*
    from {{ ref('reported_segments') }} as reports
    inner join snapshots on reports.as_of_date = snapshots.as_of_date
    qualify
        reports.report_number = max(reports.report_number) over (
            partition by reports.as_of_date, reports.customer_id
        )
)

select *
from latest
full outer join last_reports on latest.customer_id = last_reports.customer_id
where
    latest.segment_id is distinct from last_reports.segment_id
    or latest.restated_segment_id is distinct from last_reports.segment_id
    or latest.model_id is distinct from last_reports.model_id
