-- Grain: one row per date at which customers are measured.
{{ config(pre_hook="{{ stop_if_last_day_is_lonely(ref('int_order_lines')) }}") }}

with
order_lines as (
    select * from {{ ref('int_order_lines') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

day_digests as (
    select * from {{ ref('int_day_digests') }}
),

bounds as (
    select
        {% if var('as_of_date') -%}
        cast('{{ var("as_of_date") }}' as date) as last_date,
        {%- else -%}
        (select max(order_lines.order_date) from order_lines) as last_date,
        {%- endif %}
        min(purchase_days.order_date) as first_date
    from purchase_days
),

dates as (
    select
        last_date as as_of_date,
        true as is_reported
    from bounds

    union all

    select
        {{ earlier_period_end('bounds.last_date', var('snapshot_every'), 'numbers.n') }}
            as as_of_date,
        true as is_reported
    from bounds
    cross join range(1, {{ var('history_snapshots') }} + 1) as numbers (n)

    union all

    -- the newest dates whose outcome is complete: only the back-test needs them
    select
        {{ days_before('bounds.last_date', 'numbers.n * ' ~ var('horizon_days')) }} as as_of_date,
        false as is_reported
    from bounds
    cross join range(1, 3) as numbers (n)
    {% for date in var('backtest_dates') %}
    union all

    select cast('{{ date }}' as date) as as_of_date, false as is_reported
    {% endfor %}
),

-- a value model is fitted at month ends: each date needs the latest one not after it
with_month_ends as (
    select
        as_of_date,
        is_reported
    from dates

    union all

    select
        {{ earlier_period_end(days_before('as_of_date', -1), 'month', 1) }} as as_of_date,
        false as is_reported
    from dates
),

snapshots as (
    select
        with_month_ends.as_of_date,
        cast({{ var('horizon_days') }} as integer) as horizon_days,
        bool_or(with_month_ends.is_reported) as is_reported,
        with_month_ends.as_of_date = bounds.last_date as is_latest
    from with_month_ends
    cross join bounds
    -- nobody can be measured before the first purchase
    where with_month_ends.as_of_date between bounds.first_date and bounds.last_date
    group by with_month_ends.as_of_date, bounds.last_date
),

-- what features are measured from, up to each date
digests as (
    select
        snapshots.as_of_date,
        md5(
            coalesce(cast(sum(day_digests.day_digest) as string), '')
            || ' {{ feature_settings_digest() }}'
        ) as input_digest
    from snapshots
    left join day_digests on snapshots.as_of_date >= day_digests.digest_date
    group by snapshots.as_of_date
),

described as (
    select
        snapshots.*,
        digests.input_digest
    from snapshots
    inner join digests on snapshots.as_of_date = digests.as_of_date
)

select * from described
