-- Grain: at most one row, all movement between the last two reported snapshots.
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
        coalesce(sum(customer_count) filter (where movement = 'gone'), 0) as gone_count
    from migration
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
    gone_count
from totals
