-- Grain: one row per as_of_date, half and customer with a purchase in it: on which days of the week
-- and in which months of the year they buy.
with
periods as (
    select * from {{ ref('int_periods') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

units as (
    select
        customer_id,
        order_date,
        order_count,
        'weekday' as unit,
        {{ iso_weekday('order_date') }} as number
    from purchase_days

    union all

    select
        customer_id,
        order_date,
        order_count,
        'month' as unit,
        cast(extract(month from order_date) as integer) as number
    from purchase_days
),

counts as (
    select
        periods.as_of_date,
        periods.half,
        units.customer_id,
        units.unit,
        units.number,
        sum(units.order_count) as order_count
    from periods
    inner join units on units.order_date between periods.from_date and periods.to_date
    group by periods.as_of_date, periods.half, units.customer_id, units.unit, units.number
),

ranked as (
    select
        *,
        row_number() over (
            partition by as_of_date, half, customer_id, unit order by order_count desc, number asc
        ) as place
    from counts
),

measured as (
    select
        as_of_date,
        half,
        customer_id,
        unit,
        sum(order_count) as order_count,
        coalesce(sum(order_count) filter (where number >= 6), 0) as late_count,
        max(number) filter (where place = 1) as top_number,
        -- from integers: no order of rows can change it
        cast(sum(order_count * order_count) as double)
        / (sum(order_count) * sum(order_count)) as concentration
    from ranked
    group by as_of_date, half, customer_id, unit
),

spread as (
    select
        as_of_date,
        half,
        customer_id,
        cast(max(order_count) filter (where unit = 'weekday') as integer) as order_count,
        cast(max(late_count) filter (where unit = 'weekday') as integer) as weekend_order_count,
        max(round(cast(late_count as double) / order_count, 9)) filter (where unit = 'weekday')
            as weekend_share,
        max(top_number) filter (where unit = 'weekday' and order_count >= 5) as preferred_weekday,
        max(round(concentration - 1.0 / 7, 9)) filter (where unit = 'weekday' and order_count >= 5)
            as weekday_concentration,
        max(top_number) filter (where unit = 'month' and order_count >= 5) as peak_month,
        max(round(concentration - 1.0 / 12, 9)) filter (where unit = 'month' and order_count >= 5)
            as month_concentration
    from measured
    group by as_of_date, half, customer_id
)

select * from spread
