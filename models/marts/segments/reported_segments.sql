-- Grain: one row per report_number, as_of_date and customer: what was said of them, and never
-- rewritten. A build reports everybody who has no report at a date yet, and again those of the
-- newest snapshot of whom today's champion says something else than their last report.
with
restated as (
    select * from {{ ref('int_customer_segments') }}
),

reports as (
    {% if is_incremental() %}
    select * from {{ this }}
    {% else %}
    select
        0 as report_number,
        as_of_date,
        customer_id,
        segment_id,
        model_id,
        is_vip
    from restated
    where false
    {% endif %}
),

build as (
    select coalesce(max(report_number), 0) + 1 as report_number
    from reports
),

last_reports as (
    select * from reports
    qualify report_number = max(report_number) over (partition by as_of_date, customer_id)
),

latest as (
    select max(as_of_date) as as_of_date
    from restated
    where is_latest
),

new_or_changed as (
    select
        restated.as_of_date,
        restated.customer_id,
        restated.segment_id,
        restated.model_id,
        restated.is_vip
    from restated
    left join last_reports
        on
            restated.as_of_date = last_reports.as_of_date
            and restated.customer_id = last_reports.customer_id
    where
        last_reports.customer_id is null
        or (
            restated.is_latest
            and (
                restated.segment_id is distinct from last_reports.segment_id
                or restated.model_id is distinct from last_reports.model_id
            )
        )
),

-- reported at the newest date, and no customer of it any more
gone as (
    select
        last_reports.as_of_date,
        last_reports.customer_id
    from last_reports
    inner join latest on last_reports.as_of_date = latest.as_of_date
    left join restated
        on
            last_reports.as_of_date = restated.as_of_date
            and last_reports.customer_id = restated.customer_id
    where restated.customer_id is null and last_reports.segment_id is not null
),

appended as (
    select * from new_or_changed

    union all

    select
        as_of_date,
        customer_id,
        cast(null as integer) as segment_id,
        cast(null as string) as model_id,
        false as is_vip
    from gone
),

numbered as (
    select
        cast(build.report_number as integer) as report_number,
        appended.as_of_date,
        appended.customer_id,
        appended.segment_id,
        appended.model_id,
        appended.is_vip
    from appended
    cross join build
)

select * from numbered
