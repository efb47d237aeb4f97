-- Grain: one row per reported as_of_date and customer; those who never bought in the latest only.
-- What the champion of today says, of past snapshots too: the restated segments.
{{ config(materialized='ephemeral') }}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_reported
),

labels as (
    select * from {{ ref('cluster_labels') }}
),

rfm as (
    select * from {{ ref('fct_customer_rfm') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

cut_points as (
    select * from {{ ref('rfm_cut_points') }}
),

cluster_segments as (
    select * from {{ ref('cluster_segments') }}
),

fixed_segments as (
    select * from {{ ref('fixed_segments') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

labelled as (
    select
        labels.as_of_date,
        labels.customer_id,
        -- without clusters, the segments of the RFM map
        coalesce(cluster_segments.segment_id, fixed_segments.segment_id) as segment_id,
        rfm.rfm_segment,
        -- a model without the bound knows no VIPs
        coalesce(cast(features.expected_value as double) > cut_points.lower_bound, false) as is_vip,
        labels.distance,
        labels.margin,
        labels.model_id,
        snapshots.is_latest
    from labels
    inner join snapshots on labels.as_of_date = snapshots.as_of_date
    inner join rfm
        on labels.as_of_date = rfm.as_of_date and labels.customer_id = rfm.customer_id
    inner join features
        on labels.as_of_date = features.as_of_date and labels.customer_id = features.customer_id
    left join cut_points
        on labels.model_id = cut_points.model_id and cut_points.measure = 'expected_value'
    left join cluster_segments
        on
            labels.model_id = cluster_segments.model_id
            and labels.cluster_id = cluster_segments.cluster_id
    left join fixed_segments on rfm.rfm_segment = fixed_segments.rfm_segment
),

-- the most valuable are one segment whatever their cluster
buyers as (
    select
        labelled.as_of_date,
        labelled.customer_id,
        coalesce(fixed_segments.segment_id, labelled.segment_id) as segment_id,
        labelled.rfm_segment,
        labelled.is_vip,
        labelled.distance,
        labelled.margin,
        labelled.model_id,
        labelled.is_latest
    from labelled
    left join fixed_segments on labelled.is_vip and fixed_segments.segment_code = 'VIP'
),

prospects as (
    select
        snapshots.as_of_date,
        customers.customer_id,
        fixed_segments.segment_id
    from snapshots
    cross join customers
    inner join fixed_segments on fixed_segments.segment_code = 'PROSPECT'
    left join buyers
        on
            snapshots.as_of_date = buyers.as_of_date
            and customers.customer_id = buyers.customer_id
    where snapshots.is_latest and buyers.customer_id is null
),

everybody as (
    select * from buyers

    union all

    select
        prospects.as_of_date,
        prospects.customer_id,
        prospects.segment_id,
        cast(null as string) as rfm_segment,
        false as is_vip,
        cast(null as double) as distance,
        cast(null as double) as margin,
        cast(null as string) as model_id,
        true as is_latest
    from prospects
)

select * from everybody
