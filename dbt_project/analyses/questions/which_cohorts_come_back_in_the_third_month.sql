-- Of those who first bought in a month, which share bought again three months later? The best.
select
    cohort_month,
    customer_count,
    retained_count,
    retention_rate
from {{ ref('cohort_retention') }}
where month_number = 3 and customer_count >= 30
order by retention_rate desc, cohort_month asc
limit 5
