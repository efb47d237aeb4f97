-- Grain: one row per model and candidate; what was known when the model was last made champion.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'candidate'
),

candidates as (
    select
        entry_number,
        model_id,
        item as candidate,
        {{ model_attribute('feature_space', 'string') }},
        {{ model_attribute('n_clusters', 'integer') }},
        {{ model_attribute('is_eligible', 'boolean') }},
        {{ model_attribute('smallest_cluster_count', 'integer') }},
        {{ model_attribute('smallest_cluster_share', 'double') }},
        {{ model_attribute('largest_cluster_share', 'double') }},
        {{ model_attribute('min_jaccard', 'double') }},
        {{ model_attribute('stability_band', 'string') }},
        {{ model_attribute('prediction_strength', 'double') }},
        {{ model_attribute('silhouette', 'double') }},
        {{ model_attribute('calinski_harabasz', 'double') }},
        {{ model_attribute('davies_bouldin', 'double') }},
        {{ model_attribute('gap_gain', 'double') }},
        {{ model_attribute('gap_error', 'double') }},
        {{ model_attribute('eta_squared', 'double') }},
        {{ model_attribute('eta_squared_error', 'double') }},
        {{ model_attribute('auc', 'double') }},
        {{ model_attribute('gini', 'double') }},
        {{ model_attribute('explained_value_share', 'double') }},
        {{ model_attribute('largest_archetype_distance', 'double') }},
        {{ model_attribute('rule_fidelity', 'double') }},
        {{ model_attribute('passes_complete', 'boolean') }},
        {{ model_attribute('passes_size', 'boolean') }},
        {{ model_attribute('passes_stability', 'boolean') }},
        {{ model_attribute('passes_structure', 'boolean') }},
        {{ model_attribute('passes_nameable', 'boolean') }},
        {{ model_attribute('passes_rules', 'boolean') }},
        {{ model_attribute('is_chosen', 'boolean') }},
        {{ model_attribute('reason', 'string') }},
        {{ model_attribute('reason_ko', 'string') }}
    from cluster_model
    group by entry_number, model_id, item
),

selection as (
    select
        model_id,
        candidate,
        feature_space,
        n_clusters,
        is_eligible,
        smallest_cluster_count,
        smallest_cluster_share,
        largest_cluster_share,
        min_jaccard,
        stability_band,
        prediction_strength,
        silhouette,
        calinski_harabasz,
        davies_bouldin,
        gap_gain,
        gap_error,
        eta_squared,
        eta_squared_error,
        auc,
        gini,
        explained_value_share,
        largest_archetype_distance,
        rule_fidelity,
        passes_complete,
        passes_size,
        passes_stability,
        passes_structure,
        passes_nameable,
        passes_rules,
        is_chosen,
        reason,
        reason_ko
    from candidates
    qualify entry_number = max(entry_number) over (partition by model_id)
)

select * from selection
