-- Shares of customers and of value add to 1 at every snapshot; each is rounded to 9 places, so a
-- sum of a dozen may be off by as many halves of the last one.
select
    as_of_date,
    sum(customer_share) as customer_share,
    sum(value_share) as value_share
from {{ ref('segment_summary') }}
group by as_of_date
having abs(sum(customer_share) - 1) > 0.00000001 or abs(sum(value_share) - 1) > 0.00000001
