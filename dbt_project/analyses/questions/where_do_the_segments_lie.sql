-- Around which number of orders and of days since the last one does each segment lie?
select
    segments.segment_name_en,
    scales.feature,
    exp(centroids.value / sqrt(scales.weight) * scales.scale + scales.mean) - 1 as centre
from {{ ref('cluster_centroids') }} as centroids
inner join {{ ref('cluster_transforms') }} as scales
    on centroids.model_id = scales.model_id and centroids.feature = scales.feature
inner join {{ ref('cluster_segments') }} as segments
    on centroids.model_id = segments.model_id and centroids.cluster_id = segments.cluster_id
where scales.feature in ('recency_days', 'order_count')
order by scales.feature, centre
