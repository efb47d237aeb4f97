-- Grain: one row per reported as_of_date and tested feature: are customers consistent in it?
{{
    config(
        materialized=kept_materialization(),
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ drop_other_snapshots("
        ~ "ref('int_snapshots'), ref('int_due_snapshots')) }}"
    )
}}

with
half_features as (
    select * from {{ ref('int_half_features') }}
),

snapshots as (
    select * from {{ ref('int_due_snapshots') }}
    where is_reported
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
    where is_retested
),

rates as (
    select
        as_of_date,
        rate_name,
        max(signal_share) as signal_share
    from {{ ref('int_customer_rates') }}
    where half = 0
    group by as_of_date, rate_name
),

pairs as (
    select
        as_of_date,
        feature,
        customer_id,
        max(value) filter (where half = 1) as first_value,
        max(value) filter (where half = 2) as second_value
    from half_features
    group by as_of_date, feature, customer_id
),

-- twice the average rank: the first place of equal values and, counted up to them, the last; whole
-- numbers, so that no order of rows can change the sums below
ranks as (
    select
        as_of_date,
        feature,
        rank() over by_first + count(*) over by_first as first_rank,
        rank() over by_second + count(*) over by_second as second_rank
    from pairs
    where first_value is not null and second_value is not null
    window
        by_first as (partition by as_of_date, feature order by first_value),
        by_second as (partition by as_of_date, feature order by second_value)
),

sums as (
    select
        as_of_date,
        feature,
        cast(count(*) as integer) as customer_count,
        cast(
            count(*) * sum(first_rank * second_rank) - sum(first_rank) * sum(second_rank)
            as double
        ) as covariance,
        cast(
            count(*) * sum(first_rank * first_rank) - sum(first_rank) * sum(first_rank)
            as double
        ) as first_variance,
        cast(
            count(*) * sum(second_rank * second_rank) - sum(second_rank) * sum(second_rank)
            as double
        ) as second_variance
    from ranks
    group by as_of_date, feature
),

-- a feature that the shop cannot have is listed all the same
listed as (
    select
        snapshots.as_of_date,
        feature_catalog.feature,
        feature_catalog.feature_use,
        feature_catalog.rate_name
    from snapshots
    cross join feature_catalog

    union all

    select distinct
        as_of_date,
        feature,
        'P' as feature_use,
        cast(null as string) as rate_name
    from half_features
    where feature like 'category:%'
),

measured as (
    select
        listed.as_of_date,
        listed.feature,
        listed.feature_use,
        listed.rate_name,
        coalesce(sums.customer_count, 0) as customer_count,
        round(
            sums.covariance / nullif(sqrt(sums.first_variance) * sqrt(sums.second_variance), 0), 9
        ) as retest_correlation,
        rates.signal_share
    from listed
    left join sums on listed.as_of_date = sums.as_of_date and listed.feature = sums.feature
    left join rates
        on listed.as_of_date = rates.as_of_date and listed.rate_name = rates.rate_name
),

judged as (
    select
        as_of_date,
        feature,
        customer_count,
        retest_correlation,
        signal_share,
        case
            -- state, not taste: clusters use it whatever the retest says
            when feature_use = 'C' then 'cluster'
            when customer_count < 100 or retest_correlation is null then 'untested'
            when
                retest_correlation >= 0.30
                and (rate_name is null or coalesce(signal_share, 0) >= 0.20)
                then 'cluster'
            when retest_correlation >= 0.15 then 'profile'
            else 'noise'
        end as verdict
    from measured
),

judged_of as (
    select
        judged.*,
        snapshots.input_digest
    from judged
    inner join snapshots on judged.as_of_date = snapshots.as_of_date
)

select * from judged_of
