-- Grain: one row per reported as_of_date, segment and numeric feature; customers who never bought
-- have no features. Segments are those reported at the time, as in segment_summary, so that the two
-- join; compare dates by the restated ones of segment_migration and segment_retention.
with
feature_values as (
    {{ features_as_rows(
        ref('fct_customer_features'), ['as_of_date', 'customer_id'], numeric_features()
    ) }}
),

customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

signal as (
    select * from {{ ref('fct_feature_signal') }}
),

joined as (
    select
        feature_values.as_of_date,
        customer_segments.segment_id,
        feature_values.feature,
        feature_values.value,
        case feature_catalog.transform
            when 'log1p' then ln(1 + greatest(feature_values.value, 0))
            else feature_values.value
        end as scaled_value
    from feature_values
    inner join customer_segments
        on
            feature_values.as_of_date = customer_segments.as_of_date
            and feature_values.customer_id = customer_segments.customer_id
    inner join feature_catalog on feature_values.feature = feature_catalog.feature
    where feature_values.value is not null
),

measured as (
    select
        as_of_date,
        segment_id,
        feature,
        count(*) as value_count,
        {{ sum_of_doubles('value') }} as value_sum,
        {{ sum_of_doubles('scaled_value') }} as scaled_sum,
        {{ sum_of_doubles('power(scaled_value, 2)') }} as scaled_square_sum,
        median(value) as median,
        percentile_cont(0.1) within group (order by value) as p10,
        percentile_cont(0.9) within group (order by value) as p90
    from joined
    group by as_of_date, segment_id, feature
),

population as (
    select
        as_of_date,
        feature,
        count(*) as value_count,
        {{ sum_of_doubles('value') }} as value_sum,
        {{ sum_of_doubles('scaled_value') }} as scaled_sum,
        {{ sum_of_doubles('power(scaled_value, 2)') }} as scaled_square_sum,
        median(value) as median
    from joined
    group by as_of_date, feature
),

-- every segment has a row for every feature, null where nobody has a value
listed as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.is_latest,
        feature_catalog.feature,
        feature_catalog.feature_use
    from customer_segments
    cross join feature_catalog
    where customer_segments.segment_id != 2
    group by
        customer_segments.as_of_date, customer_segments.segment_id, customer_segments.segment_name,
        customer_segments.is_latest, feature_catalog.feature, feature_catalog.feature_use
),

compared as (
    select
        listed.as_of_date,
        listed.segment_id,
        listed.segment_name,
        listed.feature,
        coalesce(measured.value_count, 0) as customer_count,
        coalesce(population.value_count, 0) as population_count,
        round(measured.value_sum / measured.value_count, 9) as mean,
        cast(measured.median as double) as median,
        measured.p10,
        measured.p90,
        round(population.value_sum / population.value_count, 9) as population_mean,
        cast(population.median as double) as population_median,
        -- mean of the segment less mean of the rest, in standard deviations of all
        round(
            (
                measured.scaled_sum / measured.value_count
                - (population.scaled_sum - measured.scaled_sum)
                / nullif(population.value_count - measured.value_count, 0)
            ) / nullif(
                sqrt(
                    greatest(
                        population.scaled_square_sum / population.value_count
                        - power(population.scaled_sum / population.value_count, 2), 0
                    )
                ), 0
            ), 9
        ) as standardized_difference,
        coalesce(
            signal.verdict, case when listed.feature_use = 'C' then 'cluster' else 'untested' end
        ) as verdict,
        listed.is_latest
    from listed
    left join measured
        on
            listed.as_of_date = measured.as_of_date
            and listed.segment_id = measured.segment_id
            and listed.feature = measured.feature
    left join population
        on listed.as_of_date = population.as_of_date and listed.feature = population.feature
    left join signal
        on listed.as_of_date = signal.as_of_date and listed.feature = signal.feature
),

bounded as (
    select
        as_of_date,
        segment_id,
        segment_name,
        feature,
        customer_count,
        population_count,
        mean,
        median,
        p10,
        p90,
        population_mean,
        population_median,
        standardized_difference,
        {{ difference_end(
            'standardized_difference', 'customer_count', '(population_count - customer_count)', '-'
        ) }} as standardized_difference_low,
        {{ difference_end(
            'standardized_difference', 'customer_count', '(population_count - customer_count)', '+'
        ) }} as standardized_difference_high,
        verdict,
        is_latest
    from compared
)

select * from bounded
