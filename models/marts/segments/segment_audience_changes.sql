-- Grain: one row per as_of_date and customer who had a segment then or at the date before, as
-- reported. Replayed in the order of dates, the changes give the segments of the newest date.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

-- what was reported after as_of_date does not exist
reports as (
    select reported_segments.*
    from {{ ref('reported_segments') }} as reported_segments
    inner join snapshots on reported_segments.as_of_date <= snapshots.as_of_date
),

first_reports as (
    select
        as_of_date,
        min(report_number) as report_number
    from reports
    group by as_of_date
),

-- a date is closed by the first report of a later one
closings as (
    select
        as_of_date,
        report_number as first_report_number,
        min(report_number) over (
            order by as_of_date rows between 1 following and unbounded following
        ) as closing_report_number
    from first_reports
),

-- what was reported of a date once it was closed came too late for a campaign: customers whose rows
-- arrived late enter at the next date, and dates filled in afterwards are none. So no list that was
-- once taken changes, and nobody leaves for not having been known in time
timely_reports as (
    select reports.*
    from reports
    inner join closings on reports.as_of_date = closings.as_of_date
    where
        closings.closing_report_number is null
        or reports.report_number < closings.closing_report_number
        -- a build that reports several dates for the first time closes all but the newest at once
        or (
            reports.report_number = closings.closing_report_number
            and reports.report_number = closings.first_report_number
        )
),

dates as (
    select
        as_of_date,
        row_number() over (order by as_of_date) as date_number
    from timely_reports
    group by as_of_date
),

last_reports as (
    select * from timely_reports
    qualify report_number = max(report_number) over (partition by as_of_date, customer_id)
),

-- customers who never bought are in no segment that a campaign is for, and past dates lack them
audiences as (
    select
        dates.date_number,
        last_reports.customer_id,
        last_reports.segment_id
    from last_reports
    inner join dates on last_reports.as_of_date = dates.as_of_date
    where last_reports.segment_id != 2
),

neighbours as (
    select
        date_number,
        customer_id,
        segment_id,
        lag(date_number) over by_customer as previous_date_number,
        lag(segment_id) over by_customer as previous_segment_id,
        lead(date_number) over by_customer as next_date_number
    from audiences
    window by_customer as (partition by customer_id order by date_number)
),

changes as (
    select
        date_number,
        customer_id,
        segment_id,
        case
            when previous_date_number = date_number - 1 then previous_segment_id
        end as previous_segment_id,
        case
            when previous_date_number = date_number - 1 and previous_segment_id = segment_id
                then 'stayed'
            else 'entered'
        end as change
    from neighbours

    union all

    select
        date_number + 1 as date_number,
        customer_id,
        segment_id,
        segment_id as previous_segment_id,
        'exited' as change
    from neighbours
    where next_date_number is null or next_date_number > date_number + 1
),

dated as (
    select
        dates.as_of_date,
        changes.customer_id,
        changes.segment_id,
        changes.previous_segment_id,
        changes.change,
        {{ is_held_out(var('campaign_salt') | string, 'changes.customer_id') }} as is_holdout
    from changes
    -- those of the newest date leave at none
    inner join dates on changes.date_number = dates.date_number
)

select * from dated
