-- Grain: one row per segment and pair of categories of the newest snapshot that is evident and that
-- there is somebody to offer to: at most three, as strategies choose, those for most customers first.
with
-- of how many, since some of them are evident by chance
counted as (
    select
        *,
        count(*) over (partition by segment_id) as pair_count
    from marts.segment_next_category
    where is_latest and first_category != next_category
)

select
    segment_id,
    first_category,
    next_category,
    audience_count,
    beginner_count,
    bought_share,
    base_share,
    lift,
    lift_low,
    lift_high,
    pair_count
from counted
where is_evident and audience_count > 0
qualify
    row_number() over (
        partition by segment_id
        order by audience_count desc, lift desc, first_category, next_category
    ) <= 3
order by segment_id, audience_count desc, lift desc, first_category, next_category
