-- Grain: one row per as_of_date and customer with a purchase by then.
with
features as (
    select * from {{ ref('fct_customer_features') }}
),

champion as (
    select * from {{ ref('cluster_models') }}
    where status = 'champion'
),

cut_points as (
    select rfm_cut_points.*
    from {{ ref('rfm_cut_points') }} as rfm_cut_points
    inner join champion on rfm_cut_points.model_id = champion.model_id
),

cells as (
    select * from {{ ref('dim_rfm_cells') }}
),

bounds as (
    select
        {{ rfm_bounds('recency_days') }},
        {{ rfm_bounds('order_count') }},
        {{ rfm_bounds('monetary_value') }}
    from cut_points
),

scored as (
    select
        features.as_of_date,
        features.customer_id,
        champion.model_id,
        features.recency_days,
        features.order_count,
        features.monetary_value,
        {{ rfm_score('recency_days', '-recency_days') }} as r_score,
        {{ rfm_score('order_count', 'order_count') }} as f_score,
        {{ rfm_score('monetary_value', 'cast(monetary_value as double)') }} as m_score
    from features
    cross join champion
    cross join bounds
),

mapped as (
    select
        scored.as_of_date,
        scored.customer_id,
        scored.model_id,
        scored.recency_days,
        scored.order_count,
        scored.monetary_value,
        scored.r_score,
        scored.f_score,
        scored.m_score,
        scored.r_score || '' || scored.f_score || '' || scored.m_score as rfm_code,
        cells.rfm_segment
    from scored
    left join cells on scored.r_score = cells.r_score and scored.f_score = cells.f_score
)

select * from mapped
