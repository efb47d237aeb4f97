-- Weighted by their customers at that snapshot, the segments' repurchase rates give the rate of all
-- buyers there; and no newer reported snapshot is complete.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_reported
),

buyers as (
    select
        outcomes.as_of_date,
        count(*) as customer_count,
        count(*) filter (where outcomes.has_repurchased) as repurchased_count
    from {{ ref('fct_customer_outcomes') }} as outcomes
    inner join snapshots on outcomes.as_of_date = snapshots.as_of_date
    where outcomes.is_complete
    group by outcomes.as_of_date
    qualify outcomes.as_of_date = max(outcomes.as_of_date) over ()
),

segments as (
    select
        repurchase_as_of_date as as_of_date,
        sum(customer_count) as customer_count,
        round(sum(customer_count * repurchase_rate)) as repurchased_count
    from {{ ref('segment_summary') }}
    where as_of_date = repurchase_as_of_date
    group by repurchase_as_of_date
)

select *
from buyers
full outer join segments on buyers.as_of_date = segments.as_of_date
where
    buyers.customer_count is distinct from segments.customer_count
    or buyers.repurchased_count is distinct from segments.repurchased_count
