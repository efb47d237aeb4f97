-- Grain: one row per segment and category of the newest snapshot: at most six, those bought most
-- above the shop first.
select
    segment_id,
    product_category,
    customer_count,
    penetration,
    population_penetration,
    lift,
    lift_low,
    lift_high,
    value_share,
    population_value_share,
    is_evident,
    -- of how many, since the rest is not shown
    count(*) over (partition by segment_id) as category_count
from marts.segment_category_affinity
where is_latest
qualify row_number() over (partition by segment_id order by affinity_rank, product_category) <= 6
order by segment_id, affinity_rank, product_category
