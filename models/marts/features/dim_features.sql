-- Grain: one row per numeric feature.
with
feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

features as (
    select
        feature,
        section,
        feature_use,
        transform,
        unit,
        is_retested,
        display_order
    from feature_catalog
)

select * from features
