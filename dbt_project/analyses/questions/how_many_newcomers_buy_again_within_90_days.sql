-- How many newcomers buy a second and a third time within 30 and 90 days, and is it changing?
select
    as_of_date,
    max(population_second_purchase_share_30d) as second_purchase_share_30d,
    max(population_second_purchase_share_90d) as second_purchase_share_90d,
    max(population_third_purchase_share_90d) as third_purchase_share_90d
from {{ ref('segment_rhythm') }}
group by as_of_date
order by as_of_date
