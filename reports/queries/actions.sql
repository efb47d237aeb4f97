-- Grain: one row per segment, at most three: those with most value at stake, each with its action of
-- the best evidence. Actions of a segment share its customers, so their values do not add up.
with
proposed as (
    select
        segment_strategies.segment_id,
        coalesce(
            case $language when 'ko' then segment_name_ko else segment_name_en end,
            segment_strategies.segment_name
        ) as segment_name,
        action_code,
        case $language when 'ko' then title_ko else title_en end as title,
        confidence,
        customer_count,
        value_at_stake,
        row_number() over (
            partition by segment_strategies.segment_id
            order by
                case confidence when 'high' then 1 when 'medium' then 2 else 3 end,
                priority,
                action_code
        ) as action_rank
    from marts.segment_strategies
    left join marts.dim_segments
        on segment_strategies.segment_id = dim_segments.segment_id
    where status = 'proposed' and value_at_stake > 0
)

select
    segment_id,
    segment_name,
    action_code,
    title,
    confidence,
    customer_count,
    value_at_stake
from proposed
where action_rank = 1
order by value_at_stake desc, segment_id
limit 3
