-- Weighted by their customers at that snapshot, the segments' repurchase rates give the rate of all
-- buyers there, each counted where today's champion puts them; and no newer reported snapshot is
-- complete. A segment without a row in the summary has no rate to compare.
with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

rates as (
    select
        segment_id,
        repurchase_as_of_date as as_of_date,
        repurchase_rate
    from {{ ref('segment_summary') }}
    where repurchase_as_of_date is not null
    group by segment_id, repurchase_as_of_date, repurchase_rate
),

summarised as (
    select distinct segment_id
    from {{ ref('segment_summary') }}
),

buyers as (
    select
        outcomes.as_of_date,
        count(*) as customer_count,
        count(*) filter (where outcomes.has_repurchased) as repurchased_count
    from {{ ref('fct_customer_outcomes') }} as outcomes
    inner join customer_segments
        on
            outcomes.as_of_date = customer_segments.as_of_date
            and outcomes.customer_id = customer_segments.customer_id
    inner join summarised on customer_segments.restated_segment_id = summarised.segment_id
    where outcomes.is_complete
    group by outcomes.as_of_date
    qualify outcomes.as_of_date = max(outcomes.as_of_date) over ()
),

sizes as (
    select
        as_of_date,
        restated_segment_id as segment_id,
        count(*) as customer_count
    from customer_segments
    group by as_of_date, restated_segment_id
),

segments as (
    select
        rates.as_of_date,
        sum(sizes.customer_count) as customer_count,
        round(sum(sizes.customer_count * rates.repurchase_rate)) as repurchased_count
    from rates
    inner join sizes
        on rates.as_of_date = sizes.as_of_date and rates.segment_id = sizes.segment_id
    group by rates.as_of_date
)

select *
from buyers
full outer join segments on buyers.as_of_date = segments.as_of_date
where
    buyers.customer_count is distinct from segments.customer_count
    or buyers.repurchased_count is distinct from segments.repurchased_count
