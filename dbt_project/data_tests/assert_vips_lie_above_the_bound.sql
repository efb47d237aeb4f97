-- At every reported snapshot the VIPs under today's champion are exactly the buyers whose expected
-- value exceeds the bound of the model, and of the segments that were reported is_vip says which
-- was VIP.
with
features as (
    select * from {{ ref('fct_customer_features') }}
),

bounds as (
    select * from {{ ref('rfm_cut_points') }}
    where measure = 'expected_value'
)

select
    segments.as_of_date,
    segments.customer_id,
    segments.segment_id,
    segments.restated_segment_id,
    segments.is_vip,
    features.expected_value,
    bounds.lower_bound
from {{ ref('fct_customer_segments') }} as segments
left join features
    on
        segments.as_of_date = features.as_of_date
        and segments.customer_id = features.customer_id
left join bounds on segments.model_id = bounds.model_id
where
    segments.is_vip is distinct from (segments.segment_id = 1)
    or (segments.restated_segment_id = 1) != coalesce(
        cast(features.expected_value as double) > bounds.lower_bound, false
    )
