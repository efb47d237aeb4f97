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

features as (
    select * from {{ ref('fct_customer_features') }}
),

outcomes as (
    select * from {{ ref('fct_customer_outcomes') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

last_reports as (
    select * from reports
    qualify report_number = max(report_number) over (partition by as_of_date, customer_id)
),

-- who only sends goods back has money but no features
customer_values as (
    select
        restated.as_of_date,
        restated.customer_id,
        sum(orders.net_value) as net_value
    from restated
    inner join orders
        on restated.customer_id = orders.customer_id and restated.as_of_date >= orders.order_date
    group by restated.as_of_date, restated.customer_id
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
        coalesce(features.order_count, 0) as order_count,
        cast(coalesce(features.purchase_value, 0) as decimal(18, 4)) as purchase_value,
        cast(coalesce(customer_values.net_value, 0) as decimal(18, 4)) as net_value,
        last_reports.is_vip,
        -- customers who lie this evenly between two clusters may as well be in the other; a VIP is
        -- one by the bound, wherever the clusters meet
        not restated.is_vip and restated.margin < 0.05 as is_borderline,
        outcomes.has_repurchased,
        restated.is_latest
    from restated
    -- every customer of a shown snapshot was reported, at the latest in this build
    inner join last_reports
        on
            restated.as_of_date = last_reports.as_of_date
            and restated.customer_id = last_reports.customer_id
    left join dim_segments on last_reports.segment_id = dim_segments.segment_id
    left join features
        on
            restated.as_of_date = features.as_of_date
            and restated.customer_id = features.customer_id
    left join customer_values
        on
            restated.as_of_date = customer_values.as_of_date
            and restated.customer_id = customer_values.customer_id
    left join outcomes
        on
            restated.as_of_date = outcomes.as_of_date
            and restated.customer_id = outcomes.customer_id
),

-- what a share of the money is a share of, whichever customers are looked at
totalled as (
    select
        as_of_date,
        customer_id,
        segment_id,
        restated_segment_id,
        segment_name,
        rfm_segment,
        previous_segment_id,
        model_id,
        distance,
        margin,
        order_count,
        purchase_value,
        net_value,
        cast(sum(net_value) over (partition by as_of_date) as decimal(18, 4))
            as snapshot_net_value,
        is_vip,
        is_borderline,
        has_repurchased,
        is_latest
    from segmented
)

select * from totalled
