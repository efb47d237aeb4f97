-- Between two snapshots, origins add up to the customers of the earlier one, destinations to those
-- of the later one, segment by segment; customers who are gone are in neither any more. Every
-- customer who is not gone has either bought or not.
with
snapshots as (
    select
        as_of_date as from_as_of_date,
        lead(as_of_date) over (order by as_of_date) as to_as_of_date
    from {{ ref('int_snapshots') }}
    where is_reported
),

pairs as (
    select * from snapshots
    where to_as_of_date is not null
),

sizes as (
    select
        as_of_date,
        restated_segment_id as segment_id,
        count(*) as customer_count
    from {{ ref('fct_customer_segments') }}
    group by as_of_date, restated_segment_id
),

expected as (
    select
        'from' as margin,
        pairs.from_as_of_date,
        sizes.segment_id,
        sizes.customer_count
    from pairs
    inner join sizes on pairs.from_as_of_date = sizes.as_of_date

    union all

    select
        'to' as margin,
        pairs.from_as_of_date,
        sizes.segment_id,
        sizes.customer_count
    from pairs
    inner join sizes on pairs.to_as_of_date = sizes.as_of_date
),

found as (
    select
        'from' as margin,
        from_as_of_date,
        from_segment_id as segment_id,
        sum(customer_count) as customer_count
    from {{ ref('segment_migration') }}
    where movement in ('stayed', 'moved')
    group by from_as_of_date, from_segment_id

    union all

    select
        'to' as margin,
        from_as_of_date,
        to_segment_id as segment_id,
        sum(bought_count + not_bought_count) as customer_count
    from {{ ref('segment_migration') }}
    where movement != 'gone'
    group by from_as_of_date, to_segment_id
)

select *
from expected
full outer join found
    on
        expected.margin = found.margin
        and expected.from_as_of_date = found.from_as_of_date
        and expected.segment_id = found.segment_id
where expected.customer_count is distinct from found.customer_count
