-- The parts of a change lead from the count of the earlier date to that of the later; without a new
-- model all is behaviour, and on one and the same day nothing is. At the newest date the counts are
-- those of its snapshot, and every buyer of every date is counted.
with
parts as (
    select * from {{ ref('segment_migration_parts') }}
),

pairs as (
    select * from {{ ref('int_reported_model_pairs') }}
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

sizes as (
    select
        as_of_date,
        segment_id,
        count(*) as customer_count
    from {{ ref('fct_customer_segments') }}
    where is_latest and segment_id != 2
    group by as_of_date, segment_id
),

buyers as (
    select
        as_of_date,
        count(*) as customer_count
    from {{ ref('fct_customer_features') }}
    group by as_of_date
),

totals as (
    select
        from_as_of_date,
        to_as_of_date,
        sum(from_count) as from_count,
        sum(from_count + behaviour) as aged_count,
        sum(to_count) as to_count
    from parts
    group by from_as_of_date, to_as_of_date
)

select
    'parts' as claim,
    parts.from_as_of_date,
    parts.to_as_of_date,
    parts.segment_id
from parts
inner join pairs
    on
        parts.from_as_of_date = pairs.from_as_of_date
        and parts.to_as_of_date = pairs.to_as_of_date
where
    parts.from_count + parts.behaviour + parts.cut_points + parts.model != parts.to_count
    or (parts.from_as_of_date = parts.to_as_of_date and parts.behaviour != 0)
    or (
        pairs.old_model_id = pairs.new_model_id
        and (parts.cut_points != 0 or parts.model != 0)
    )

union all

select
    'newest snapshot' as claim,
    parts.from_as_of_date,
    parts.to_as_of_date,
    parts.segment_id
from parts
inner join snapshots on parts.to_as_of_date = snapshots.as_of_date
left join sizes
    on parts.to_as_of_date = sizes.as_of_date and parts.segment_id = sizes.segment_id
where parts.to_count != coalesce(sizes.customer_count, 0)

union all

select
    'everybody' as claim,
    pairs.from_as_of_date,
    pairs.to_as_of_date,
    cast(null as integer) as segment_id
from pairs
left join totals
    on
        pairs.from_as_of_date = totals.from_as_of_date
        and pairs.to_as_of_date = totals.to_as_of_date
left join buyers as earlier on pairs.from_as_of_date = earlier.as_of_date
left join buyers as later on pairs.to_as_of_date = later.as_of_date
where
    totals.from_count is distinct from earlier.customer_count
    or totals.aged_count is distinct from later.customer_count
    or totals.to_count is distinct from later.customer_count
