-- Grain: one row per as_of_date and customer with at least three purchase days in the last year.
-- Entropy of the waiting times between them (Zhang, Bradlow and Small 2015): 0 evenly spread,
-- towards 1 bunched together.
with
snapshots as (
    select * from {{ ref('int_due_snapshots') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

days as (
    select
        snapshots.as_of_date,
        purchase_days.customer_id,
        purchase_days.order_date,
        greatest(
            {{ days_before('snapshots.as_of_date', 365) }},
            {{ days_before('min(purchase_days.order_date) over by_customer', 1) }}
        ) as day_zero
    from snapshots
    inner join purchase_days on snapshots.as_of_date >= purchase_days.order_date
    window
        by_customer as (partition by snapshots.as_of_date, purchase_days.customer_id)
),

events as (
    select
        as_of_date,
        customer_id,
        {{ days_between('day_zero', 'order_date') }} as day_number,
        {{ days_between('day_zero', 'as_of_date') }} + 1 as last_number
    from days
    where order_date > day_zero
),

intervals as (
    select
        as_of_date,
        customer_id,
        (day_number - lag(day_number, 1, 0) over by_day) / cast(last_number as double)
            as waiting_share
    from events
    window by_day as (partition by as_of_date, customer_id order by day_number)

    union all

    select
        as_of_date,
        customer_id,
        (last_number - max(day_number)) / cast(last_number as double) as waiting_share
    from events
    group by as_of_date, customer_id, last_number
),

measured as (
    select
        as_of_date,
        customer_id,
        round(1 + {{ sum_of_doubles('waiting_share * ln(waiting_share)') }} / ln(count(*)), 9)
            as clumpiness_365d
    from intervals
    group by as_of_date, customer_id
    having count(*) >= 4
)

select * from measured
