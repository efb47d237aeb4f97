-- Which numbers set Champions apart from all buyers most, as a ratio whose interval excludes 1?
select
    metrics.metric,
    metrics.product_category,
    metrics.value,
    metrics.base,
    metrics.effect
from {{ ref('segment_metrics') }} as metrics
inner join {{ ref('dim_segments') }} as segments on metrics.segment_id = segments.segment_id
where
    segments.segment_code = 'CHAMPIONS'
    and metrics.effect_kind = 'ratio'
    and metrics.effect_low > 1
order by metrics.effect desc
limit 5
