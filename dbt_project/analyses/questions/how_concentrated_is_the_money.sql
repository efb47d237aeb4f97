-- How much of the money do the best customers hold, and is it becoming more?
select
    as_of_date,
    customer_count as best_tenth_count,
    top_1_percent_share,
    value_share as best_tenth_share,
    gini
from {{ ref('segment_concentration') }}
where decile = 1
order by as_of_date
