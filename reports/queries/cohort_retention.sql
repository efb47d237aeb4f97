-- Grain: one row per cohort and month since, of the twelve newest cohorts with a month behind them
-- and of the first twelve months; a month that is not over has no rate.
with
-- in month 0 everybody bought, since it is the month of the first purchase
observed as (
    select *
    from marts.cohort_retention
    where month_number between 1 and 12
),

cohorts as (
    select
        cohort_month,
        customer_count
    from observed
    where month_number = 1
    order by cohort_month desc
    limit 12
),

months as (
    select month_number
    from observed
    inner join cohorts
        on observed.cohort_month = cohorts.cohort_month
    group by month_number
)

-- the steps of the heat map are fixed, so that two reports compare
select
    cohorts.cohort_month,
    months.month_number,
    cohorts.customer_count,
    retention_rate,
    cohorts.customer_count < 30 as is_small,
    case
        when coalesce(retention_rate, 0) = 0 then 0
        when retention_rate < 0.1 then 1
        when retention_rate < 0.25 then 2
        when retention_rate < 0.5 then 3
        when retention_rate < 0.75 then 4
        else 5
    end as heat_level
from cohorts
cross join months
left join observed
    on
        cohorts.cohort_month = observed.cohort_month
        and months.month_number = observed.month_number
order by cohorts.cohort_month, months.month_number
