-- Grain: one row per as_of_date and customer with a purchase by then. What the value model of the
-- latest month end expects of each: MBG/NBD (Batislam et al. 2007) and Gamma-Gamma (Fader and
-- Hardie 2013). The mean number of purchase days is wanted for the horizon (window 0) and for 12
-- steps of a year (windows 1 to 12).
{{ config(materialized='ephemeral') }}

{% set next_total =
    "1 + total * z * (a + b - r + n - 1) * (a - 1 + n - 1) / ((a + b + x + n - 1) * n)" %}

with
features as (
    select * from {{ ref('int_customer_features') }}
),

snapshots as (
    select * from {{ ref('int_due_snapshots') }}
    where {{ in_batch() }}
),

value_models as (
    select * from {{ ref('value_models') }}
),

snapshot_models as (
    select
        snapshots.as_of_date,
        value_models.*
    from snapshots
    inner join value_models on snapshots.as_of_date >= value_models.fitted_as_of_date
    qualify
        row_number() over (
            partition by snapshots.as_of_date order by value_models.fitted_as_of_date desc
        ) = 1
),

inputs as (
    select
        features.as_of_date,
        features.customer_id,
        cast(snapshots.horizon_days as double) / 7 as horizon_weeks,
        cast(features.repeat_day_count as double) as x,
        cast(features.active_span_days as double) / 7 as t_x,
        cast(features.tenure_days as double) / 7 as t,
        cast(features.repeat_day_value as double) as m,
        features.net_value_horizon,
        snapshot_models.fitted_as_of_date,
        snapshot_models.r,
        snapshot_models.alpha,
        snapshot_models.a,
        snapshot_models.b,
        snapshot_models.p,
        snapshot_models.q,
        snapshot_models.gamma,
        snapshot_models.has_dropout
    from features
    inner join snapshots on features.as_of_date = snapshots.as_of_date
    left join snapshot_models on features.as_of_date = snapshot_models.as_of_date
),

-- customers share few pairs (x, t): the series is summed once per model, pair and window
patterns as (
    select distinct
        fitted_as_of_date,
        x,
        t,
        horizon_weeks,
        r,
        alpha,
        a,
        b
    from inputs
    where r is not null
),

windows as (
    select
        patterns.*,
        numbers.n as window_number,
        case
            when numbers.n = 0 then patterns.horizon_weeks else 365e0 / 12 * numbers.n / 7
        end as h
    from patterns
    cross join range(0, 13) as numbers (n)
),

-- terms shrink at least like powers of h / (alpha + t + h): the tail is left out where it is below
-- the last digit kept
bounded as (
    select
        *,
        h / (alpha + t + h) as z,
        cast(least(2000, 20 + ceil(ln(1e-14) / ln(h / (alpha + t + h)))) as integer) as term_count
    from windows
),

-- each term is the one before it times a ratio; by Horner, from the last to the first
summed as (
    select
        *,
        -- the linter knows no function of two arguments
        {{ folded('term_count', 1, next_total) }} as hypergeometric -- noqa: PRS
    from bounded
),

days as (
    select
        fitted_as_of_date,
        x,
        t,
        window_number,
        (a + b + x) / (a - 1)
        * (1 - power((alpha + t) / (alpha + t + h), a - 1) * hypergeometric) as days_if_alive
    from summed
),

-- a year's steps, each discounted from its end
yearly as (
    select
        fitted_as_of_date,
        x,
        t,
        window_number,
        days_if_alive,
        (
            days_if_alive - coalesce(
                lag(days_if_alive) over (
                    partition by fitted_as_of_date, x, t order by window_number
                ), 0
            )
        ) / power(1 + {{ var('annual_discount_rate') }}, window_number / 12e0) as discounted_days
    from days
    where window_number > 0
),

totals as (
    select
        days.fitted_as_of_date,
        days.x,
        days.t,
        days.days_if_alive,
        cast(sum(cast(yearly.discounted_days as decimal(38, 18))) as double) as year_days_if_alive
    from days
    inner join yearly
        on
            days.fitted_as_of_date = yearly.fitted_as_of_date
            and days.x = yearly.x
            and days.t = yearly.t
    where days.window_number = 0
    group by days.fitted_as_of_date, days.x, days.t, days.days_if_alive
),

scored as (
    select
        inputs.as_of_date,
        inputs.customer_id,
        inputs.has_dropout,
        inputs.net_value_horizon,
        1 / (
            1 + inputs.a / (inputs.b + inputs.x)
            * power((inputs.alpha + inputs.t) / (inputs.alpha + inputs.t_x), inputs.r + inputs.x)
        ) as alive,
        totals.days_if_alive,
        totals.year_days_if_alive,
        inputs.p * (inputs.gamma + inputs.m * inputs.x) / (inputs.p * inputs.x + inputs.q - 1)
            as day_value
    from inputs
    left join totals
        on
            inputs.fitted_as_of_date = totals.fitted_as_of_date
            and inputs.x = totals.x
            and inputs.t = totals.t
),

valued as (
    select
        as_of_date,
        customer_id,
        round(case when has_dropout then alive end, 9) as alive_probability,
        round(alive * days_if_alive, 9) as expected_purchase_day_count,
        {{ as_money('day_value') }} as expected_purchase_day_value,
        -- without a value model, what came in lately is the best guess
        coalesce(
            {{ as_money('alive * days_if_alive * day_value') }},
            cast(greatest(net_value_horizon, 0) as decimal(18, 4))
        ) as expected_value,
        {{ as_money(var('margin_share') ~ ' * alive * year_days_if_alive * day_value') }}
            as lifetime_value_365d
    from scored
)

select * from valued
