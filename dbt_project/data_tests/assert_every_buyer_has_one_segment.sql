-- Every buyer of a reported snapshot has exactly one segment there, and so has every other customer
-- of the shop in the newest snapshot; nobody else has one.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_reported
),

expected as (
    select
        features.as_of_date,
        features.customer_id
    from {{ ref('fct_customer_features') }} as features
    inner join snapshots on features.as_of_date = snapshots.as_of_date

    union

    select
        snapshots.as_of_date,
        customers.customer_id
    from {{ ref('dim_customers') }} as customers
    inner join snapshots on snapshots.is_latest
),

counted as (
    select
        coalesce(expected.as_of_date, segments.as_of_date) as as_of_date,
        coalesce(expected.customer_id, segments.customer_id) as customer_id,
        count(segments.segment_id) as segment_count,
        count(expected.customer_id) as expected_count
    from expected
    full outer join {{ ref('fct_customer_segments') }} as segments
        on
            expected.as_of_date = segments.as_of_date
            and expected.customer_id = segments.customer_id
    group by 1, 2
)

select *
from counted
where segment_count != 1 or expected_count != 1
