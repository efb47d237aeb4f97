-- Grain: one row per as_of_date and customer with a purchase by then. Costs are those of the whole
-- shop: this describes in which weeks a customer bought, not what made him buy.
with
snapshots as (
    select * from {{ ref('int_due_snapshots') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

marketing_days as (
    select * from {{ ref('int_marketing_days') }}
),

weeks as (
    select
        marketing_date,
        sum(offline_cost_value + online_cost_value) over last_week as week_value,
        sum(online_cost_value) over last_week as week_online_value
    from marketing_days
    window last_week as (order by marketing_date rows between 6 preceding and current row)
),

purchases as (
    select
        snapshots.as_of_date,
        purchase_days.customer_id,
        min(purchase_days.order_date) as first_order_date,
        cast(sum(weeks.week_value) as double) / nullif(count(weeks.week_value), 0)
            as purchase_week_value,
        cast(sum(weeks.week_online_value) as double)
        / nullif(cast(sum(weeks.week_value) as double), 0) as online_exposure_share
    from snapshots
    inner join purchase_days on snapshots.as_of_date >= purchase_days.order_date
    left join weeks on purchase_days.order_date = weeks.marketing_date
    group by snapshots.as_of_date, purchase_days.customer_id
),

-- one row per pair of dates that occurs, so that customers never meet single days
periods as (
    select distinct
        as_of_date,
        first_order_date
    from purchases
),

calendars as (
    select
        periods.as_of_date,
        periods.first_order_date,
        cast(sum(weeks.week_value) as double) / count(weeks.week_value) as calendar_week_value
    from periods
    inner join weeks
        on weeks.marketing_date between periods.first_order_date and periods.as_of_date
    group by periods.as_of_date, periods.first_order_date
),

measured as (
    select
        purchases.as_of_date,
        purchases.customer_id,
        round(purchases.purchase_week_value / nullif(calendars.calendar_week_value, 0), 9)
            as marketing_exposure_ratio,
        round(purchases.online_exposure_share, 9) as online_exposure_share
    from purchases
    left join calendars
        on
            purchases.as_of_date = calendars.as_of_date
            and purchases.first_order_date = calendars.first_order_date
)

select * from measured
