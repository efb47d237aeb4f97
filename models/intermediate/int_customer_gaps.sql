-- Grain: one row per as_of_date and customer with a purchase by then.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

gaps as (
    select
        snapshots.as_of_date,
        purchase_days.customer_id,
        {{ days_between(
            "lag(purchase_days.order_date) over by_date", "purchase_days.order_date"
        ) }} as gap_days
    from snapshots
    inner join purchase_days on snapshots.as_of_date >= purchase_days.order_date
    window
        by_date as (
            partition by snapshots.as_of_date, purchase_days.customer_id
            order by purchase_days.order_date
        )
),

pooled as (
    select
        as_of_date,
        cast(sum(gap_days) as double) / nullif(count(gap_days), 0) as mean_gap_days
    from gaps
    group by as_of_date
),

customer_gaps as (
    select
        as_of_date,
        customer_id,
        count(gap_days) as gap_count,
        cast(coalesce(sum(gap_days), 0) as double) as gap_sum
    from gaps
    group by as_of_date, customer_id
),

-- two gaps of the shop's mean stand in for what a short history has not shown yet
shrunk as (
    select
        customer_gaps.as_of_date,
        customer_gaps.customer_id,
        round(
            (customer_gaps.gap_sum + 2 * pooled.mean_gap_days) / (customer_gaps.gap_count + 2), 9
        ) as shrunk_gap_days
    from customer_gaps
    inner join pooled on customer_gaps.as_of_date = pooled.as_of_date
)

select * from shrunk
