-- Grain: one row per day, from the first order to as_of_date.
{% set most_days =
    366 * (var('last_plausible_date')[:4] | int - var('first_plausible_date')[:4] | int + 1) %}

with
orders as (
    select * from {{ ref('int_orders') }}
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

bounds as (
    select
        snapshots.as_of_date as last_date,
        min(orders.order_date) as first_date
    from snapshots
    cross join orders
    group by snapshots.as_of_date
),

days as (
    select {{ days_before('bounds.last_date', 'numbers.n') }} as calendar_date
    from bounds
    cross join range(0, {{ most_days }}) as numbers (n)
    where {{ days_before('bounds.last_date', 'numbers.n') }} >= bounds.first_date
)

select * from days
