-- Grain: one row per pair of recency and frequency scores.
with
rfm_segment_map as (
    select * from {{ ref('rfm_segment_map') }}
),

cells as (
    select
        r_score,
        f_score,
        rfm_segment
    from rfm_segment_map
)

select * from cells
