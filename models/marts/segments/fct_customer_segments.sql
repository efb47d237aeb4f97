-- Grain: one row per reported as_of_date and customer; those who never bought in the latest only.
with
restated as (
    select * from {{ ref('int_customer_segments') }}
),

reports as (
    select * from {{ ref('reported_segments') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

last_reports as (
    select * from reports
    qualify report_number = max(report_number) over (partition by as_of_date, customer_id)
),

-- segment, its name and is_vip are as reported and agree with each other; what else is said of the
-- customer comes from the model of today, as do the distances that only it can give
segmented as (
    select
        restated.as_of_date,
        restated.customer_id,
        last_reports.segment_id,
        restated.segment_id as restated_segment_id,
        dim_segments.segment_name_en as segment_name,
        restated.rfm_segment,
        lag(last_reports.segment_id) over (
            partition by restated.customer_id order by restated.as_of_date
        ) as previous_segment_id,
        restated.model_id,
        restated.distance,
        restated.margin,
        last_reports.is_vip,
        -- customers who lie this evenly between two clusters may as well be in the other; a VIP is
        -- one by the bound, wherever the clusters meet
        not restated.is_vip and restated.margin < 0.05 as is_borderline,
        restated.is_latest
    from restated
    -- every customer of a shown snapshot was reported, at the latest in this build
    inner join last_reports
        on
            restated.as_of_date = last_reports.as_of_date
            and restated.customer_id = last_reports.customer_id
    left join dim_segments on last_reports.segment_id = dim_segments.segment_id
)

select * from segmented
