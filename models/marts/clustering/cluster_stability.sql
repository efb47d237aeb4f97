-- Grain: one row per model, candidate and cluster of it.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'candidate_cluster'
),

clusters as (
    select
        entry_number,
        model_id,
        item as candidate,
        number as cluster_id,
        {{ model_attribute('customer_count', 'integer') }},
        {{ model_attribute('customer_share', 'double') }},
        {{ model_attribute('jaccard', 'double') }},
        {{ model_attribute('archetype_code', 'string') }},
        {{ model_attribute('archetype_distance', 'double') }}
    from cluster_model
    group by entry_number, model_id, item, number
),

stability as (
    select
        model_id,
        candidate,
        cluster_id,
        customer_count,
        customer_share,
        jaccard,
        archetype_code,
        archetype_distance
    from clusters
    qualify entry_number = max(entry_number) over (partition by model_id)
)

select * from stability
