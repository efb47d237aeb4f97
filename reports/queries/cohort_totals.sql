-- Grain: one row, all cohorts together that have the month behind them.
with
added_up as (
    select
        month_number,
        sum(customer_count) as customer_count,
        sum(retained_count) as retained_count
    from marts.cohort_retention
    group by month_number
    having sum(customer_count) >= 30
)

select
    max(retained_count / customer_count) filter (where month_number = 1) as first_month_rate,
    max(retained_count / customer_count) filter (where month_number = 3) as third_month_rate
from added_up
