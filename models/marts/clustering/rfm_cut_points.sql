-- Grain: one row per model, measure and score from 2 to 5 that somebody reached at the fit; and one
-- row of expected_value and score 1 per model, the bound that VIPs lie above.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'cut_point'
),

cut_points as (
    select
        model_id,
        item as measure,
        number as score,
        {{ model_attribute('lower_bound', 'double') }}
    from cluster_model
    group by model_id, item, number
)

select * from cut_points
