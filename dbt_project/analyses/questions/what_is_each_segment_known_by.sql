-- What are the customers of each segment known by most?
select
    segment_name,
    feature,
    segment_value,
    population_value,
    standardized_difference
from {{ ref('segment_traits') }}
where is_latest and trait_rank = 1
order by standardized_difference desc, segment_name asc
