-- Grain: one row per as_of_date and customer with at least three purchase days in the last year.
-- Entropy of the waiting times between them (Zhang, Bradlow and Small 2015): 0 evenly spread,
-- towards 1 bunched together.
{% set day_before_first = days_before('purchase_days.first_order_date', 1) %}

with
years as (
    select
        as_of_date,
        {{ days_before('as_of_date', 365) }} as day_before_year
    from {{ ref('int_due_snapshots') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

-- the year begins a day before the first purchase where that lies in it; a wait begins with the
-- purchase before it, or with the year
waits as (
    select
        years.as_of_date,
        purchase_days.customer_id,
        purchase_days.order_date,
        {{ days_between(
            'greatest(years.day_before_year, ' ~ day_before_first ~ ')', 'years.as_of_date'
        ) }} + 1 as day_count,
        {{ days_between(
            'greatest(
                years.day_before_year, ' ~ day_before_first ~ ', purchase_days.previous_date
            )', 'purchase_days.order_date'
        ) }} as waiting_days
    from years
    inner join purchase_days
        on
            years.as_of_date >= purchase_days.order_date
            and years.day_before_year < purchase_days.order_date
),

waiting_shares as (
    select
        *,
        waiting_days / cast(day_count as double) as waiting_share
    from waits
),

yearly as (
    select
        as_of_date,
        customer_id,
        count(*) as purchase_day_count,
        {{ sum_of_doubles('waiting_share * ln(waiting_share)') }} as wait_entropy,
        ({{ days_between('max(order_date)', 'as_of_date') }} + 1) / cast(day_count as double)
            as last_share
    from waiting_shares
    group by as_of_date, customer_id, day_count
    having count(*) >= 3
),

measured as (
    select
        as_of_date,
        customer_id,
        round(
            1 + (wait_entropy + last_share * ln(last_share)) / ln(purchase_day_count + 1), 9
        ) as clumpiness_365d
    from yearly
)

select * from measured
