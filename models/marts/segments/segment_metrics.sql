-- Grain: one row per segment of the newest snapshot and metric: what a strategy may rest on, each
-- with what it is compared to. A metric is named after the mart and column that it stands in.
{#- mart, column, unit, what it is compared to, customers behind it -#}
{% set plain_metrics = [
    ["summary", "customer_share", "share", none, "customer_count"],
    ["summary", "value_share", "share", "customer_share", "customer_count"],
    ["summary", "average_order_value", "money", none, "customer_count"],
    [
        "summary", "repurchase_rate", "share", "population_repurchase_rate",
        "repurchase_customer_count",
    ],
    ["rhythm", "p25_gap_days", "days", none, "repeat_customer_count"],
    ["rhythm", "median_gap_days", "days", none, "repeat_customer_count"],
    ["rhythm", "p75_gap_days", "days", none, "repeat_customer_count"],
    ["rhythm", "gap_regularity", "ratio", none, "repeat_customer_count"],
    [
        "rhythm", "third_given_second_share", "share", "population_third_given_second_share",
        "repeat_customer_count",
    ],
    [
        "rhythm", "second_purchase_share_30d", "share", "population_second_purchase_share_30d",
        "observed_count_30d",
    ],
    [
        "rhythm", "second_purchase_share_60d", "share", "population_second_purchase_share_60d",
        "observed_count_60d",
    ],
    [
        "rhythm", "second_purchase_share_90d", "share", "population_second_purchase_share_90d",
        "observed_count_90d",
    ],
    ["migration", "not_bought_count", "count", none, "customer_count"],
    ["migration", "value_at_risk", "money", none, "customer_count"],
    ["concentration", "top_1_percent_share", "share", none, "customer_count"],
] %}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

summary as (
    select * from {{ ref('segment_summary') }}
    where is_latest
),

profile as (
    select segment_profile.*
    from {{ ref('segment_profile') }} as segment_profile
    inner join snapshots on segment_profile.as_of_date = snapshots.as_of_date
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

affinity as (
    select * from {{ ref('segment_category_affinity') }}
    where is_latest
),

next_categories as (
    select * from {{ ref('segment_next_category') }}
    where is_latest and is_evident and first_category != next_category
),

rhythm as (
    select * from {{ ref('segment_rhythm') }}
    where is_latest
),

promotion as (
    select * from {{ ref('segment_promotion') }}
    where is_latest
),

-- the whole shop's, which every segment is part of
concentration as (
    select
        summary.segment_id,
        summary.customer_count,
        segment_concentration.top_1_percent_share
    from {{ ref('segment_concentration') }} as segment_concentration
    inner join summary on segment_concentration.as_of_date = summary.as_of_date
    where segment_concentration.decile = 1
),

-- who moved to a segment that is worth less
migration as (
    select
        segment_migration.from_segment_id as segment_id,
        sum(segment_migration.not_bought_count) as not_bought_count,
        sum(segment_migration.value_at_risk) as value_at_risk,
        cast(sum(segment_migration.customer_count) as bigint) as customer_count
    from {{ ref('segment_migration') }} as segment_migration
    inner join snapshots on segment_migration.to_as_of_date = snapshots.as_of_date
    where segment_migration.value_at_risk > 0
    group by segment_migration.from_segment_id
),

-- what has no interval of its own stands beside its base as it is
plain_metrics as (
    {%- for mart, column, unit, base, customer_count in plain_metrics %}
    select
        segment_id,
        'segment_{{ mart }}.{{ column }}' as metric,
        '{{ unit }}' as unit,
        cast({{ column }} as double) as value,
        cast({{ base or "null" }} as double) as base,
        {{ customer_count }} as customer_count
    from {{ mart }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- a mean says more of a share that is 0 for many, and of those that were retested it is fair
profile_metrics as (
    select
        profile.segment_id,
        'segment_profile.' || profile.feature as metric,
        profile.feature as signal_feature,
        feature_catalog.unit,
        case
            when feature_catalog.unit = 'share' and feature_catalog.is_retested then profile.mean
            else profile.median
        end as value,
        case
            when feature_catalog.unit = 'share' and feature_catalog.is_retested
                then profile.population_mean
            else profile.population_median
        end as base,
        profile.standardized_difference as effect,
        profile.standardized_difference_low as effect_low,
        profile.standardized_difference_high as effect_high,
        profile.customer_count,
        profile.verdict
    from profile
    inner join feature_catalog on profile.feature = feature_catalog.feature
),

-- of the categories bought more than in the shop, first those that customers are consistent in
favourite_categories as (
    select *
    from affinity
    where is_evident and lift > 1
    qualify
        row_number() over (
            partition by segment_id
            order by
                case when verdict in ('cluster', 'profile') then 0 else 1 end asc,
                affinity_rank asc
        ) = 1
),

-- what can be offered to most
best_next_categories as (
    select *
    from next_categories
    qualify
        row_number() over (
            partition by segment_id
            order by audience_count desc, lift desc, first_category asc, next_category asc
        ) = 1
),

metrics as (
    select
        segment_id,
        metric,
        cast(null as string) as signal_feature,
        cast(null as string) as product_category,
        cast(null as string) as next_category,
        unit,
        value,
        base,
        'ratio' as effect_kind,
        {{ share('value', 'base') }} as effect,
        cast(null as double) as effect_low,
        cast(null as double) as effect_high,
        customer_count,
        cast(null as string) as verdict
    from plain_metrics

    union all

    select
        segment_id,
        metric,
        signal_feature,
        cast(null as string) as product_category,
        cast(null as string) as next_category,
        unit,
        value,
        base,
        'difference' as effect_kind,
        effect,
        effect_low,
        effect_high,
        customer_count,
        verdict
    from profile_metrics

    union all

    select
        segment_id,
        'segment_category_affinity.penetration' as metric,
        'category:' || product_category as signal_feature,
        product_category,
        cast(null as string) as next_category,
        'share' as unit,
        penetration as value,
        population_penetration as base,
        'ratio' as effect_kind,
        lift as effect,
        lift_low as effect_low,
        lift_high as effect_high,
        segment_customer_count as customer_count,
        verdict
    from favourite_categories

    union all

    select
        segment_id,
        'segment_next_category.bought_share' as metric,
        cast(null as string) as signal_feature,
        first_category as product_category,
        next_category,
        'share' as unit,
        bought_share as value,
        base_share as base,
        'ratio' as effect_kind,
        lift as effect,
        lift_low as effect_low,
        lift_high as effect_high,
        beginner_count as customer_count,
        cast(null as string) as verdict
    from best_next_categories

    union all

    select
        segment_id,
        'segment_promotion.coupon_used_share' as metric,
        'shrunk_coupon_rate' as signal_feature,
        cast(null as string) as product_category,
        cast(null as string) as next_category,
        'share' as unit,
        coupon_used_share as value,
        population_coupon_used_share as base,
        'ratio' as effect_kind,
        {{ share('coupon_used_share', 'population_coupon_used_share') }} as effect,
        cast(null as double) as effect_low,
        cast(null as double) as effect_high,
        customer_count,
        coupon_verdict as verdict
    from promotion
),

described as (
    select
        snapshots.as_of_date,
        metrics.segment_id,
        metrics.metric,
        metrics.signal_feature,
        metrics.product_category,
        metrics.next_category,
        metrics.unit,
        metrics.value,
        metrics.base,
        metrics.effect_kind,
        metrics.effect,
        metrics.effect_low,
        metrics.effect_high,
        metrics.customer_count,
        metrics.verdict
    from metrics
    cross join snapshots
    where metrics.value is not null
)

select * from described
