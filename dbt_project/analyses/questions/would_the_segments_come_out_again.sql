-- Would each segment come out again from other customers of the same shop? (1: always)
select
    segments.segment_name_en,
    stability.customer_count,
    stability.jaccard
from {{ ref('cluster_stability') }} as stability
inner join {{ ref('cluster_selection') }} as selection
    on stability.model_id = selection.model_id and stability.candidate = selection.candidate
inner join {{ ref('cluster_segments') }} as segments
    on stability.model_id = segments.model_id and stability.cluster_id = segments.cluster_id
where selection.is_chosen
order by stability.jaccard, segments.segment_name_en
