-- Grain: at most one row, all movement between the last two reported snapshots.
with
latest_pair as (
    select max(to_as_of_date) as to_as_of_date
    from marts.segment_migration
),

-- 2 is the id reserved for customers who never bought: the newest snapshot alone knows of them
migration as (
    select
        segment_migration.*,
        row_number() over (
            order by
                movement = 'moved' desc,
                customer_count desc,
                from_segment_id asc,
                to_segment_id asc
        ) as move_rank
    from marts.segment_migration
    inner join latest_pair
        on segment_migration.to_as_of_date = latest_pair.to_as_of_date
    where coalesce(to_segment_id, 0) != 2
),

named as (
    select
        migration.*,
        coalesce(
            case $language
                when 'ko' then from_segments.segment_name_ko
                else from_segments.segment_name_en
            end,
            from_segment_name,
            cast(from_segment_id as varchar)
        ) as from_name,
        coalesce(
            case $language
                when 'ko' then to_segments.segment_name_ko
                else to_segments.segment_name_en
            end,
            to_segment_name,
            cast(to_segment_id as varchar)
        ) as to_name
    from migration
    left join marts.dim_segments as from_segments
        on migration.from_segment_id = from_segments.segment_id
    left join marts.dim_segments as to_segments
        on migration.to_segment_id = to_segments.segment_id
),

totals as (
    select
        from_as_of_date,
        to_as_of_date,
        coalesce(
            sum(customer_count) filter (where movement in ('stayed', 'moved')), 0
        ) as customer_count,
        coalesce(sum(customer_count) filter (where movement = 'stayed'), 0) as stayed_count,
        coalesce(sum(customer_count) filter (where movement = 'moved'), 0) as moved_count,
        coalesce(sum(bought_count) filter (where movement = 'moved'), 0) as moved_bought_count,
        coalesce(
            sum(not_bought_count) filter (where movement = 'moved'), 0
        ) as moved_not_bought_count,
        coalesce(sum(customer_count) filter (where movement = 'new'), 0) as new_count,
        coalesce(sum(customer_count) filter (where movement = 'gone'), 0) as gone_count,
        max(from_name) filter (where movement = 'moved' and move_rank = 1) as largest_from_name,
        max(to_name) filter (where movement = 'moved' and move_rank = 1) as largest_to_name,
        max(customer_count) filter (where movement = 'moved' and move_rank = 1) as largest_count,
        max(bought_count)
        filter (where movement = 'moved' and move_rank = 1) as largest_bought_count
    from named
    group by from_as_of_date, to_as_of_date
)

select
    from_as_of_date,
    to_as_of_date,
    customer_count,
    stayed_count,
    stayed_count / nullif(customer_count, 0) as stayed_share,
    moved_count,
    moved_bought_count,
    moved_not_bought_count,
    new_count,
    gone_count,
    largest_from_name,
    largest_to_name,
    largest_count,
    largest_bought_count
from totals
