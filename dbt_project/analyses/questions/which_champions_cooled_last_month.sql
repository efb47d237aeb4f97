-- Which customers were Champions at the last snapshot and are cooling now? The ten worth the most.
select
    segments.customer_id,
    features.recency_days,
    features.monetary_value
from {{ ref('fct_customer_segments') }} as segments
inner join {{ ref('fct_customer_features') }} as features
    on segments.as_of_date = features.as_of_date and segments.customer_id = features.customer_id
inner join {{ ref('dim_segments') }} as past on segments.previous_segment_id = past.segment_id
where
    features.is_latest
    and past.segment_name_en = 'Champions'
    and segments.segment_name = 'Cooling regulars'
order by features.monetary_value desc, segments.customer_id asc
limit 10
