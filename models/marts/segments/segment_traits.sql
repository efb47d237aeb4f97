-- Grain: one row per reported as_of_date, segment and trait: what its customers are known by, from
-- features and categories that customers are consistent in; at most five, and none where nothing
-- stands out. Segments are those reported at the time, as in segment_profile.
{% set most_traits = 5 %}
{% set most_categories = 2 %}
{% set smallest_difference = 0.3 %}
{% set fewest_customers = 10 %}
{% set fewest_customers_of_a_share = 30 %}

with
profile as (
    select * from {{ ref('segment_profile') }}
    where verdict in ('cluster', 'profile')
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where segment_id != 2
),

customer_categories as (
    select * from {{ ref('int_customer_categories') }}
    where half = 0
),

categories as (
    select
        as_of_date,
        feature,
        substr(feature, 10) as product_category,
        verdict
    from {{ ref('fct_feature_signal') }}
    where feature like 'category:%' and verdict in ('cluster', 'profile')
),

segments as (
    select
        as_of_date,
        segment_id,
        count(*) as customer_count,
        sum(count(*)) over (partition by as_of_date) as population_count
    from customer_segments
    group by as_of_date, segment_id
),

bought as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        categories.feature,
        coalesce(customer_categories.net_value_share, 0) as value_share
    from customer_categories
    inner join categories
        on
            customer_categories.as_of_date = categories.as_of_date
            and customer_categories.product_category = categories.product_category
    inner join customer_segments
        on
            customer_categories.as_of_date = customer_segments.as_of_date
            and customer_categories.customer_id = customer_segments.customer_id
),

segment_purchases as (
    select
        as_of_date,
        segment_id,
        feature,
        count(*) as buyer_count,
        {{ sum_of_doubles('value_share') }} as share_sum
    from bought
    group by as_of_date, segment_id, feature
),

population_purchases as (
    select
        as_of_date,
        feature,
        count(*) as buyer_count,
        {{ sum_of_doubles('value_share') }} as share_sum,
        {{ sum_of_doubles('power(value_share, 2)') }} as share_square_sum
    from bought
    group by as_of_date, feature
),

-- a segment that never bought in a category differs by that
penetrations as (
    select
        segments.as_of_date,
        segments.segment_id,
        population_purchases.feature,
        segments.customer_count,
        coalesce(segment_purchases.buyer_count, 0) as buyer_count,
        {{ share('coalesce(segment_purchases.buyer_count, 0)', 'segments.customer_count') }}
            as penetration,
        {{ share('population_purchases.buyer_count', 'segments.population_count') }}
            as population_penetration,
        -- who buys more often buys in more categories: a preference shows in the share of money
        round(
            (
                coalesce(segment_purchases.share_sum, 0) / segments.customer_count
                - (population_purchases.share_sum - coalesce(segment_purchases.share_sum, 0))
                / nullif(segments.population_count - segments.customer_count, 0)
            ) / nullif(
                sqrt(
                    greatest(
                        population_purchases.share_square_sum / segments.population_count
                        - power(population_purchases.share_sum / segments.population_count, 2), 0
                    )
                ), 0
            ), 9
        ) as standardized_difference
    from segments
    inner join population_purchases on segments.as_of_date = population_purchases.as_of_date
    left join segment_purchases
        on
            segments.as_of_date = segment_purchases.as_of_date
            and segments.segment_id = segment_purchases.segment_id
            and population_purchases.feature = segment_purchases.feature
),

candidates as (
    select
        profile.as_of_date,
        profile.segment_id,
        profile.feature,
        feature_catalog.section,
        1 as most_of_section,
        'difference' as kind,
        profile.customer_count,
        profile.median as segment_value,
        profile.population_median as population_value,
        profile.standardized_difference,
        profile.standardized_difference as effect,
        profile.standardized_difference_low as effect_low,
        profile.standardized_difference_high as effect_high,
        0 as no_effect,
        profile.verdict
    from profile
    inner join feature_catalog on profile.feature = feature_catalog.feature
    where
        profile.customer_count >= {{ fewest_customers }}
        and profile.population_count - profile.customer_count >= {{ fewest_customers }}

    union all

    select
        penetrations.as_of_date,
        penetrations.segment_id,
        penetrations.feature,
        'category' as section,
        {{ most_categories }} as most_of_section,
        'lift' as kind,
        penetrations.customer_count,
        penetrations.penetration as segment_value,
        penetrations.population_penetration as population_value,
        penetrations.standardized_difference,
        {{ share('penetrations.penetration', 'penetrations.population_penetration') }} as effect,
        round(
            {{ wilson_end('penetrations.buyer_count', 'penetrations.customer_count', '-') }}
            / penetrations.population_penetration, 9
        ) as effect_low,
        round(
            {{ wilson_end('penetrations.buyer_count', 'penetrations.customer_count', '+') }}
            / penetrations.population_penetration, 9
        ) as effect_high,
        1 as no_effect,
        categories.verdict
    from penetrations
    inner join categories
        on
            penetrations.as_of_date = categories.as_of_date
            and penetrations.feature = categories.feature
    where penetrations.customer_count >= {{ fewest_customers_of_a_share }}
),

-- of features that say nearly the same, the one that says it loudest
distinctive as (
    select *
    from candidates
    where
        abs(standardized_difference) >= {{ smallest_difference }}
        and (effect_low > no_effect or effect_high < no_effect)
        -- what is shown beside the effect must tell the same story
        and (segment_value - population_value) * standardized_difference > 0
    qualify
        row_number() over (
            partition by as_of_date, segment_id, section
            order by abs(standardized_difference) desc, feature asc
        ) <= most_of_section
),

traits as (
    select
        as_of_date,
        segment_id,
        feature,
        cast(
            row_number() over (
                partition by as_of_date, segment_id
                order by abs(standardized_difference) desc, feature asc
            ) as integer
        ) as trait_rank,
        kind,
        customer_count,
        segment_value,
        population_value,
        standardized_difference,
        effect,
        effect_low,
        effect_high,
        verdict
    from distinctive
)

select * from traits
where trait_rank <= {{ most_traits }}
