-- For which categories do Champions spend a larger share of their money than other buyers?
select
    product_category,
    value_share,
    population_value_share,
    standardized_difference,
    lift
from {{ ref('segment_category_affinity') }}
where
    is_latest
    and segment_name = 'Champions'
    and is_evident
    and standardized_difference >= 0.1
order by standardized_difference desc
