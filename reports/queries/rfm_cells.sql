-- Grain: one row per cell of the RFM grid, most recent buyers first, then fewest orders first.
with
latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.fct_customer_rfm
),

counted as (
    select
        r_score,
        f_score,
        count(*) as customer_count
    from marts.fct_customer_rfm
    inner join latest_snapshot
        on fct_customer_rfm.as_of_date = latest_snapshot.as_of_date
    group by r_score, f_score
),

cells as (
    select
        dim_rfm_cells.r_score,
        dim_rfm_cells.f_score,
        rfm_segment,
        coalesce(customer_count, 0) as customer_count
    from marts.dim_rfm_cells
    left join counted
        on dim_rfm_cells.r_score = counted.r_score
        and dim_rfm_cells.f_score = counted.f_score
),

shared as (
    select
        *,
        coalesce(customer_count / nullif(sum(customer_count) over (), 0), 0) as customer_share
    from cells
)

-- the steps of the heat map are fixed, so that two reports compare; evenly spread is 4 %
select
    r_score,
    f_score,
    rfm_segment,
    customer_count,
    customer_share,
    case
        when customer_count = 0 then 0
        when customer_share < 0.01 then 1
        when customer_share < 0.03 then 2
        when customer_share < 0.06 then 3
        when customer_share < 0.12 then 4
        else 5
    end as heat_level
from shared
order by r_score desc, f_score
