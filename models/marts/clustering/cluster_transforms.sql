-- Grain: one row per model and feature of its space.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'transform'
),

transforms as (
    select
        model_id,
        item as feature,
        number as feature_order,
        {{ model_attribute('transform', 'string') }},
        {{ model_attribute('null_value', 'double') }},
        {{ model_attribute('lower_bound', 'double') }},
        {{ model_attribute('upper_bound', 'double') }},
        {{ model_attribute('mean', 'double') }},
        {{ model_attribute('scale', 'double') }},
        {{ model_attribute('weight', 'double') }}
    from cluster_model
    group by model_id, item, number
)

select * from transforms
