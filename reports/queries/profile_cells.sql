-- Grain: one row per shown feature and segment of the newest snapshot, features in the order of
-- the list, segments in display order.
with
shown as (
    select *
    from (
        values
        (1, 'recency_days'), (2, 'order_count'), (3, 'monetary_value'), (4, 'expected_value'),
        (5, 'alive_probability'), (6, 'average_order_value'), (7, 'shrunk_gap_days'),
        (8, 'units_per_order'), (9, 'category_count'), (10, 'shrunk_coupon_rate'),
        (11, 'discount_rate'), (12, 'shipping_share'), (13, 'shrunk_return_rate'),
        (14, 'price_tier_index'), (15, 'weekend_share')
    ) as listed (feature_order, feature)
),

latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.segment_profile
),

latest_names as (
    select
        segment_id,
        segment_name
    from marts.segment_summary
    where is_latest
),

profiled as (
    select
        feature_order,
        segment_profile.feature,
        segment_id,
        median,
        standardized_difference,
        population_median,
        verdict,
        count(median) over (partition by segment_profile.feature) > 0 as is_known
    from marts.segment_profile
    inner join latest_snapshot
        on segment_profile.as_of_date = latest_snapshot.as_of_date
    inner join shown
        on segment_profile.feature = shown.feature
)

-- the steps of the heat map are fixed, in standard deviations; above 0.8 is commonly called large
select
    profiled.feature,
    unit,
    is_known,
    coalesce(verdict = 'noise', false) as is_noise,
    coalesce(
        case $language when 'ko' then segment_name_ko else segment_name_en end,
        segment_name,
        cast(profiled.segment_id as varchar)
    ) as segment_name,
    median,
    standardized_difference,
    case
        when standardized_difference <= -0.8 then -3
        when standardized_difference <= -0.5 then -2
        when standardized_difference <= -0.2 then -1
        when standardized_difference >= 0.8 then 3
        when standardized_difference >= 0.5 then 2
        when standardized_difference >= 0.2 then 1
        else 0
    end as shade,
    population_median
from profiled
left join marts.dim_features
    on profiled.feature = dim_features.feature
left join marts.dim_segments
    on profiled.segment_id = dim_segments.segment_id
left join latest_names
    on profiled.segment_id = latest_names.segment_id
order by feature_order, dim_segments.display_order nulls last, profiled.segment_id
