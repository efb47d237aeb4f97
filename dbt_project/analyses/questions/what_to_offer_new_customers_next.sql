-- What do buyers buy next after their first category, and to how many newcomers can it be offered?
select
    first_category,
    next_category,
    audience_count,
    bought_share,
    lift
from {{ ref('segment_next_category') }}
where
    is_latest
    and is_evident
    and segment_name = 'New first-time buyers'
    and first_category != next_category
order by lift desc
limit 5
