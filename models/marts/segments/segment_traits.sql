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

categories as (
    select * from {{ ref('segment_category_affinity') }}
    where verdict in ('cluster', 'profile')
),

candidates as (
    select
        profile.as_of_date,
        profile.segment_id,
        profile.segment_name,
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
        profile.verdict,
        profile.is_latest
    from profile
    inner join feature_catalog on profile.feature = feature_catalog.feature
    where
        profile.customer_count >= {{ fewest_customers }}
        and profile.population_count - profile.customer_count >= {{ fewest_customers }}

    union all

    select
        as_of_date,
        segment_id,
        segment_name,
        'category:' || product_category as feature,
        'category' as section,
        {{ most_categories }} as most_of_section,
        'lift' as kind,
        segment_customer_count as customer_count,
        penetration as segment_value,
        population_penetration as population_value,
        standardized_difference,
        lift as effect,
        lift_low as effect_low,
        lift_high as effect_high,
        1 as no_effect,
        verdict,
        is_latest
    from categories
    where segment_customer_count >= {{ fewest_customers_of_a_share }}
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
        segment_name,
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
        verdict,
        is_latest
    from distinctive
)

select * from traits
where trait_rank <= {{ most_traits }}
