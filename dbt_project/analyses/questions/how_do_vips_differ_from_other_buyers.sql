-- In which behaviour that customers are consistent in do VIPs differ most from other buyers?
select
    segment_profile.feature,
    dim_features.unit,
    segment_profile.median,
    segment_profile.population_median,
    segment_profile.standardized_difference
from {{ ref('segment_profile') }}
inner join {{ ref('dim_features') }} on segment_profile.feature = dim_features.feature
where
    segment_profile.is_latest
    and segment_profile.segment_name = 'VIP'
    and segment_profile.verdict in ('cluster', 'profile')
order by abs(segment_profile.standardized_difference) desc
limit 5
