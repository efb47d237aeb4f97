-- Grain: one row per segment and trait of the newest snapshot, the most distinctive first.
select
    segment_traits.segment_id,
    segment_traits.feature,
    kind,
    case kind when 'lift' then 'share' else unit end as unit,
    customer_count,
    segment_value,
    population_value,
    effect,
    effect_low,
    effect_high,
    verdict
from marts.segment_traits
left join marts.dim_features
    on segment_traits.feature = dim_features.feature
where is_latest
order by segment_traits.segment_id, trait_rank
