-- Grain: one row per origin and destination of the last two reported snapshots, in display order;
-- new customers are the last origin, those who are gone the last destination.
with
latest_pair as (
    select max(to_as_of_date) as to_as_of_date
    from marts.segment_migration
),

-- 2 is the id reserved for customers who never bought: the newest snapshot alone knows of them
migration as (
    select segment_migration.*
    from marts.segment_migration
    inner join latest_pair
        on segment_migration.to_as_of_date = latest_pair.to_as_of_date
    where coalesce(to_segment_id, 0) != 2
),

origins as (
    select
        from_segment_id,
        from_segment_name,
        sum(customer_count) as from_count
    from migration
    group by from_segment_id, from_segment_name
),

destinations as (
    select
        to_segment_id,
        to_segment_name,
        sum(customer_count) as to_count
    from migration
    group by to_segment_id, to_segment_name
),

cells as (
    select
        origins.from_segment_id,
        destinations.to_segment_id,
        origins.from_segment_name,
        destinations.to_segment_name,
        from_count,
        to_count,
        coalesce(customer_count, 0) as customer_count,
        coalesce(customer_count, 0) / from_count as row_share,
        case when destinations.to_segment_id is not null then coalesce(bought_count, 0) end
            as bought_count,
        coalesce(movement = 'moved', false) as is_move
    from origins
    cross join destinations
    left join migration
        on
            origins.from_segment_id is not distinct from migration.from_segment_id
            and destinations.to_segment_id is not distinct from migration.to_segment_id
)

-- the steps of the heat map are fixed, so that two reports compare
select
    from_segment_id,
    to_segment_id,
    coalesce(
        case $language
            when 'ko' then from_segments.segment_name_ko
            else from_segments.segment_name_en
        end,
        from_segment_name,
        cast(from_segment_id as varchar)
    ) as from_segment_name,
    coalesce(
        case $language
            when 'ko' then to_segments.segment_name_ko
            else to_segments.segment_name_en
        end,
        to_segment_name,
        cast(to_segment_id as varchar)
    ) as to_segment_name,
    from_count,
    to_count,
    customer_count,
    row_share,
    bought_count,
    coalesce(from_segment_id = to_segment_id, false) as is_stay,
    is_move and row_number() over (
        order by is_move desc, customer_count desc, from_segment_id asc, to_segment_id asc
    ) = 1 as is_largest_move,
    case
        when customer_count = 0 then 0
        when row_share < 0.05 then 1
        when row_share < 0.15 then 2
        when row_share < 0.3 then 3
        when row_share < 0.6 then 4
        else 5
    end as heat_level
from cells
left join marts.dim_segments as from_segments
    on cells.from_segment_id = from_segments.segment_id
left join marts.dim_segments as to_segments
    on cells.to_segment_id = to_segments.segment_id
order by
    from_segments.display_order nulls last,
    from_segment_id nulls last,
    to_segments.display_order nulls last,
    to_segment_id nulls last
