-- Grain: one row per RFM segment with customers in the latest snapshot, largest first.
with
latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.fct_customer_rfm
),

totals as (
    select
        rfm_segment,
        count(*) as customer_count,
        sum(monetary_value) as monetary_value,
        median(recency_days) as median_recency_days
    from marts.fct_customer_rfm
    inner join latest_snapshot
        on fct_customer_rfm.as_of_date = latest_snapshot.as_of_date
    group by rfm_segment
)

select
    rfm_segment,
    customer_count,
    customer_count / sum(customer_count) over () as customer_share,
    cast(monetary_value as double)
    / nullif(cast(sum(monetary_value) over () as double), 0) as value_share,
    median_recency_days
from totals
order by customer_count desc, rfm_segment
