-- Grain: one row per month of the first purchase and month since that is over, from month 0.
{% set most_months =
    12 * (var('last_plausible_date')[:4] | int - var('first_plausible_date')[:4] | int + 1) %}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

latest as (
    select as_of_date
    from snapshots
    where is_latest
),

customers as (
    select
        features.customer_id,
        cast(date_trunc('month', features.first_order_date) as date) as cohort_month
    from features
    inner join latest on features.as_of_date = latest.as_of_date
),

cohorts as (
    select
        cohort_month,
        count(*) as customer_count
    from customers
    group by cohort_month
),

-- a month is over once its last day is not after as_of_date
months as (
    select
        cohorts.cohort_month,
        cast(numbers.n as integer) as month_number,
        cohorts.customer_count
    from cohorts
    cross join latest
    cross join range(0, {{ most_months }}) as numbers (n)
    where
        {{ days_before(months_after('cohorts.cohort_month', 'numbers.n + 1'), 1) }}
        <= latest.as_of_date
),

retained as (
    select
        customers.cohort_month,
        {{ months_from_to('customers.cohort_month', 'purchase_days.order_date') }} - 1
            as month_number,
        count(distinct customers.customer_id) as retained_count
    from customers
    inner join purchase_days on customers.customer_id = purchase_days.customer_id
    group by
        customers.cohort_month,
        {{ months_from_to('customers.cohort_month', 'purchase_days.order_date') }}
),

-- a return may lie before what counts as the first purchase: then before month 0
earned as (
    select
        customers.cohort_month,
        {{ months_from_to('customers.cohort_month', 'orders.order_date') }} - 1 as month_number,
        sum(orders.net_value) as net_value
    from customers
    inner join orders on customers.customer_id = orders.customer_id
    group by
        customers.cohort_month,
        {{ months_from_to('customers.cohort_month', 'orders.order_date') }}
),

cumulated as (
    select
        months.cohort_month,
        months.month_number,
        sum(earned.net_value) as net_value
    from months
    left join earned
        on
            months.cohort_month = earned.cohort_month
            and months.month_number >= earned.month_number
    group by months.cohort_month, months.month_number
),

retention as (
    select
        months.cohort_month,
        months.month_number,
        months.customer_count,
        coalesce(retained.retained_count, 0) as retained_count,
        {{ share('coalesce(retained.retained_count, 0)', 'months.customer_count') }}
            as retention_rate,
        cast(coalesce(cumulated.net_value, 0) as decimal(18, 4)) as cumulative_net_value
    from months
    inner join cumulated
        on
            months.cohort_month = cumulated.cohort_month
            and months.month_number = cumulated.month_number
    left join retained
        on
            months.cohort_month = retained.cohort_month
            and months.month_number = retained.month_number
)

select * from retention
