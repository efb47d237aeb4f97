-- Grain: one row per reported as_of_date, segment and numeric feature; customers who never bought
-- have no features. Segments are those reported at the time, as in segment_summary, so that the two
-- join; compare dates by the restated ones of segment_migration and segment_retention.
with
features as (
    select * from {{ ref('fct_customer_features') }}
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
        features.as_of_date,
        {% for feature in numeric_features() -%}
        cast(features.{{ feature }} as double) as {{ feature }},
        {% endfor -%}
        customer_segments.segment_id
    from features
    inner join customer_segments
        on
            features.as_of_date = customer_segments.as_of_date
            and features.customer_id = customer_segments.customer_id
),

-- decimals, since no order of rows can change their sums, and with room for large money
-- (the linter does not see the alias of an unpivot)
-- noqa: disable=RF01
measured as (
    {% for batch in feature_batches() -%}
    {% set scaled_value = "case feature_catalog.transform when 'log1p' then ln(1 + greatest("
        ~ "unpivoted.value, 0)) else unpivoted.value end" -%}
    select
        unpivoted.as_of_date,
        unpivoted.segment_id,
        unpivoted.feature,
        count(*) as value_count,
        sum(cast(unpivoted.value as decimal(38, 12))) as value_total,
        sum(cast({{ scaled_value }} as decimal(38, 12))) as scaled_total,
        sum(cast(power({{ scaled_value }}, 2) as decimal(38, 12))) as scaled_square_total,
        median(unpivoted.value) as median,
        percentile_cont(0.1) within group (order by unpivoted.value) as p10,
        percentile_cont(0.9) within group (order by unpivoted.value) as p90
    from joined unpivot (value for feature in ({{ batch | join(", ") }})) as unpivoted
    inner join feature_catalog on unpivoted.feature = feature_catalog.feature
    group by unpivoted.as_of_date, unpivoted.segment_id, unpivoted.feature
    {{ "union all" if not loop.last }}
    {% endfor %}
),

population_medians as (
    {% for batch in feature_batches() -%}
    select
        unpivoted.as_of_date,
        unpivoted.feature,
        median(unpivoted.value) as median
    from joined unpivot (value for feature in ({{ batch | join(", ") }})) as unpivoted
    group by unpivoted.as_of_date, unpivoted.feature
    {{ "union all" if not loop.last }}
    {% endfor %}
),

-- noqa: enable=RF01
population as (
    select
        measured.as_of_date,
        measured.feature,
        population_medians.median,
        cast(sum(measured.value_count) as bigint) as value_count,
        sum(measured.value_total) as value_total,
        sum(measured.scaled_total) as scaled_total,
        sum(measured.scaled_square_total) as scaled_square_total
    from measured
    inner join population_medians
        on
            measured.as_of_date = population_medians.as_of_date
            and measured.feature = population_medians.feature
    group by measured.as_of_date, measured.feature, population_medians.median
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
        round(cast(measured.value_total as double) / measured.value_count, 9) as mean,
        cast(measured.median as double) as median,
        measured.p10,
        measured.p90,
        round(cast(population.value_total as double) / population.value_count, 9)
            as population_mean,
        cast(population.median as double) as population_median,
        -- mean of the segment less mean of the rest, in standard deviations of all
        round(
            (
                cast(measured.scaled_total as double) / measured.value_count
                - cast(population.scaled_total - measured.scaled_total as double)
                / nullif(population.value_count - measured.value_count, 0)
            ) / nullif(
                sqrt(
                    greatest(
                        cast(population.scaled_square_total as double) / population.value_count
                        - power(
                            cast(population.scaled_total as double) / population.value_count, 2
                        ), 0
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
