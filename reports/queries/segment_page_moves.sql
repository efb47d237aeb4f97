-- Grain: one row per segment, direction and other segment between the last two snapshots, under
-- today's model; what is smaller than the four largest stands together.
with
last_pair as (
    select * from marts.segment_migration
    qualify to_as_of_date = max(to_as_of_date) over ()
),

both_ways as (
    select
        to_segment_id as segment_id,
        'from' as direction,
        from_segment_id as other_segment_id,
        from_segment_name as other_segment_name,
        *
    from last_pair
    where to_segment_id is not null

    union all

    select
        from_segment_id as segment_id,
        'to' as direction,
        to_segment_id as other_segment_id,
        to_segment_name as other_segment_name,
        *
    from last_pair
    where from_segment_id is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by segment_id, direction
            order by
                movement = 'stayed' desc,
                movement = 'moved',
                customer_count desc,
                other_segment_id
        ) as move_rank,
        count(*) over (partition by segment_id, direction) as move_count
    from both_ways
),

-- one that is left over stands by itself
folded as (
    select
        from_as_of_date,
        to_as_of_date,
        segment_id,
        direction,
        case when move_rank > 4 and move_count > 5 then 'others' else movement end as movement,
        case
            when move_rank <= 4 or move_count <= 5 then other_segment_id
        end as other_segment_id,
        case
            when move_rank <= 4 or move_count <= 5 then other_segment_name
        end as other_segment_name,
        least(move_rank, case when move_count > 5 then 5 else 6 end) as move_rank,
        customer_count,
        bought_count,
        value_at_risk
    from ranked
),

summed as (
    select
        from_as_of_date,
        to_as_of_date,
        segment_id,
        direction,
        movement,
        other_segment_id,
        other_segment_name,
        move_rank,
        sum(customer_count) as customer_count,
        sum(bought_count) as bought_count,
        sum(value_at_risk) as value_at_risk
    from folded
    group by all
)

select
    from_as_of_date,
    to_as_of_date,
    summed.segment_id,
    direction,
    movement,
    coalesce(
        case $language when 'ko' then segment_name_ko else segment_name_en end,
        other_segment_name
    ) as other_segment_name,
    cast(customer_count as bigint) as customer_count,
    customer_count / sum(customer_count) over (
        partition by summed.segment_id, direction
    ) as customer_share,
    cast(bought_count as bigint) as bought_count,
    -- of those who went; of those who came it is at risk no more
    case when direction = 'to' and value_at_risk > 0 then value_at_risk end as value_at_risk
from summed
left join marts.dim_segments
    on summed.other_segment_id = dim_segments.segment_id
-- 2 is the id reserved for customers who never bought, of whom no past date knows
where summed.segment_id != 2
order by summed.segment_id, direction, move_rank
