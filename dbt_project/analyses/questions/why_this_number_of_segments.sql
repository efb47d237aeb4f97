-- Why this number of segments and no other?
select
    n_clusters,
    min_jaccard,
    eta_squared,
    is_chosen,
    reason
from {{ ref('cluster_selection') }}
where feature_space = 'rfm_ev'
order by n_clusters
