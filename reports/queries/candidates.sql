-- Grain: one row per candidate of the model behind the segments, the chosen one first; baselines
-- stand in the back-test.
with
champion as (
    select model_id
    from marts.cluster_models
    where status = 'champion'
    order by fitted_as_of_date desc, model_id
    limit 1
),

judged as (
    select
        cluster_selection.*,
        passes_complete
        and passes_size
        and passes_stability
        and passes_structure
        and passes_nameable
        and passes_rules as passes_all
    from marts.cluster_selection
    inner join champion
        on cluster_selection.model_id = champion.model_id
    where is_eligible
)

select
    candidate,
    feature_space,
    nullif(n_clusters, 0) as n_clusters,
    case
        when is_chosen then 'chosen'
        when passes_all then 'passes'
        when feature_space = 'rfm_map' then 'fallback'
        else 'fails'
    end as outcome,
    smallest_cluster_share,
    min_jaccard,
    stability_band,
    gap_gain,
    rule_fidelity,
    silhouette,
    eta_squared,
    case $language when 'ko' then reason_ko else reason end as reason
from judged
order by is_chosen desc, feature_space = 'rfm_map', feature_space desc, n_clusters, candidate
