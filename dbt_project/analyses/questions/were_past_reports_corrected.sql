-- Was anything said of a past date that was corrected later, and by how many models?
select
    as_of_date,
    count(distinct customer_id) as customer_count,
    max(report_number) as report_count,
    count(*) - count(distinct customer_id) as corrected_count,
    count(distinct model_id) as model_count
from {{ ref('reported_segments') }}
group by as_of_date
order by as_of_date
