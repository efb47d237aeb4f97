-- Grain: one row per as_of_date and half: 0 for all history up to it; where it is reported, also
-- 1 and 2 for its two halves, which tell whether customers are consistent. The median order date
-- falls in the first half.
with
snapshots as (
    select * from {{ ref('int_due_snapshots') }}
),

orders as (
    select * from {{ ref('int_orders') }}
    where not is_return
),

middles as (
    select
        snapshots.as_of_date,
        snapshots.input_digest,
        snapshots.is_reported,
        snapshots.batch_number,
        min(orders.order_date) as first_date,
        percentile_disc(0.5) within group (
            order by {{ days_between("cast('1970-01-01' as date)", 'orders.order_date') }}
        ) as middle_day
    from snapshots
    inner join orders on snapshots.as_of_date >= orders.order_date
    group by
        snapshots.as_of_date, snapshots.input_digest, snapshots.is_reported,
        snapshots.batch_number
),

dated as (
    select
        *,
        {{ days_before("cast('1970-01-01' as date)", '-middle_day') }} as middle_date
    from middles
),

periods as (
    select
        as_of_date,
        input_digest,
        batch_number,
        0 as half,
        first_date as from_date,
        as_of_date as to_date
    from dated

    union all

    select
        as_of_date,
        input_digest,
        batch_number,
        1 as half,
        first_date as from_date,
        middle_date as to_date
    from dated
    where is_reported

    union all

    select
        as_of_date,
        input_digest,
        batch_number,
        2 as half,
        {{ days_before('middle_date', -1) }} as from_date,
        as_of_date as to_date
    from dated
    where is_reported
)

select * from periods
