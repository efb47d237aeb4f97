-- Grain: one row per pair of dates whose segments are to be compared with the models they were
-- reported under: consecutive reported snapshots, and a date with itself where a new model took
-- over on that very day.
{{ config(materialized='ephemeral') }}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_reported
),

-- customers who never bought have no model
reports as (
    select reported_segments.*
    from {{ ref('reported_segments') }} as reported_segments
    inner join snapshots on reported_segments.as_of_date = snapshots.as_of_date
    where reported_segments.model_id is not null
),

last_reports as (
    select * from reports
    qualify report_number = max(report_number) over (partition by as_of_date, customer_id)
),

-- the model of most customers: those who turned up late at a date have that of a later day
counted as (
    select
        as_of_date,
        model_id,
        count(*) as customer_count
    from last_reports
    group by as_of_date, model_id
),

last_models as (
    select
        as_of_date,
        model_id
    from counted
    qualify
        row_number() over (partition by as_of_date order by customer_count desc, model_id asc) = 1
),

first_reports as (
    select * from reports
    qualify report_number = min(report_number) over (partition by as_of_date)
),

-- a build has one champion
first_models as (
    select
        as_of_date,
        min(model_id) as model_id
    from first_reports
    group by as_of_date
),

consecutive as (
    select
        as_of_date as from_as_of_date,
        lead(as_of_date) over (order by as_of_date) as to_as_of_date,
        model_id as old_model_id,
        lead(model_id) over (order by as_of_date) as new_model_id
    from last_models
),

pairs as (
    select
        from_as_of_date,
        to_as_of_date,
        old_model_id,
        new_model_id
    from consecutive
    where to_as_of_date is not null

    union all

    select
        last_models.as_of_date as from_as_of_date,
        last_models.as_of_date as to_as_of_date,
        first_models.model_id as old_model_id,
        last_models.model_id as new_model_id
    from last_models
    inner join first_models on last_models.as_of_date = first_models.as_of_date
    where first_models.model_id != last_models.model_id
)

select * from pairs
