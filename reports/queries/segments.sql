-- Grain: one row per segment of the latest snapshot, in display order, prospects last.
with
segments as (
    select
        segment_summary.as_of_date,
        segment_summary.segment_id,
        coalesce(
            case $language when 'ko' then segment_name_ko else segment_name_en end,
            segment_name
        ) as segment_name,
        -- 2 is the id reserved for customers who never bought
        segment_summary.segment_id = 2 as is_prospect,
        display_order,
        customer_count,
        customer_share,
        net_value,
        value_share,
        order_count,
        average_order_value,
        order_count / nullif(customer_count, 0) as orders_per_customer,
        median_recency_days,
        expected_value,
        repurchase_rate,
        population_repurchase_rate,
        repurchase_customer_count,
        repurchase_as_of_date
    from marts.segment_summary
    left join marts.dim_segments
        on segment_summary.segment_id = dim_segments.segment_id
    where is_latest
),

-- one scale for both kinds of bars, so that a customer bar and a value bar compare
scaled as (
    select
        *,
        nullif(
            greatest(max(customer_share) over (), max(value_share) over ()), 0
        ) as longest_share
    from segments
)

select
    as_of_date,
    segment_id,
    segment_name,
    is_prospect,
    customer_count,
    customer_share,
    customer_share / longest_share as customer_bar,
    net_value,
    value_share,
    value_share / longest_share as value_bar,
    order_count,
    case when order_count > 0 then average_order_value end as average_order_value,
    case when not is_prospect then orders_per_customer end as orders_per_customer,
    median_recency_days,
    expected_value,
    repurchase_rate,
    population_repurchase_rate,
    repurchase_customer_count,
    repurchase_as_of_date
from scaled
order by is_prospect, display_order nulls last, segment_id
