-- Grain: one row per model and cluster.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'segment'
),

segments as (
    select
        model_id,
        number as cluster_id,
        {{ model_attribute('segment_id', 'integer') }},
        {{ model_attribute('segment_code', 'string') }},
        {{ model_attribute('segment_name_en', 'string') }},
        {{ model_attribute('segment_name_ko', 'string') }},
        {{ model_attribute('archetype_code', 'string') }},
        {{ model_attribute('archetype_distance', 'double') }},
        {{ model_attribute('rule_sql', 'string') }},
        {{ model_attribute('rule_text_en', 'string') }},
        {{ model_attribute('rule_text_ko', 'string') }},
        {{ model_attribute('rule_fidelity', 'double') }},
        {{ model_attribute('rule_precision', 'double') }},
        {{ model_attribute('match_kind', 'string') }},
        {{ model_attribute('match_jaccard', 'double') }},
        {{ model_attribute('predecessor_ids', 'string') }}
    from cluster_model
    group by model_id, number
)

select * from segments
