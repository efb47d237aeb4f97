-- Grain: one row per model, cluster and feature.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'centroid'
),

centroids as (
    select
        model_id,
        number as cluster_id,
        item as feature,
        {{ model_attribute('value', 'double') }}
    from cluster_model
    group by model_id, number, item
)

select * from centroids
