-- Grain: one row per as_of_date, half and customer with a purchase in it.
{{ config(post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}") }}

with
periods as (
    select * from {{ ref('int_periods') }}
    where {{ in_batch() }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

-- days before the period do not count in it
gaps as (
    select
        periods.as_of_date,
        periods.half,
        purchase_days.customer_id,
        purchase_days.order_date,
        case
            when purchase_days.previous_date >= periods.from_date then purchase_days.previous_date
        end as previous_date,
        case
            when purchase_days.before_previous_date >= periods.from_date
                then purchase_days.before_previous_date
        end as before_previous_date,
        case
            when purchase_days.previous_date >= periods.from_date
                then {{ days_between("purchase_days.previous_date", "purchase_days.order_date") }}
        end as gap_days
    from periods
    inner join purchase_days
        on purchase_days.order_date between periods.from_date and periods.to_date
),

pooled as (
    select
        as_of_date,
        half,
        cast(sum(gap_days) as double) / nullif(count(gap_days), 0) as mean_gap_days
    from gaps
    group by as_of_date, half
),

customer_gaps as (
    select
        as_of_date,
        half,
        customer_id,
        count(gap_days) as gap_count,
        cast(coalesce(sum(gap_days), 0) as double) as gap_sum,
        cast(median(gap_days) as double) as median_gap_days,
        -- sample sd / mean from integer sums, which no order of rows can change
        case
            when count(gap_days) >= 3 then
                sqrt(
                    cast(
                        count(gap_days) * sum(gap_days * gap_days) - sum(gap_days) * sum(gap_days)
                        as double
                    ) / (count(gap_days) * (count(gap_days) - 1))
                ) * count(gap_days) / sum(gap_days)
        end as gap_variation,
        -- the newest of each are those of the last purchase day
        {{ days_between("max(previous_date)", "max(order_date)") }} as last_gap_days,
        {{ days_between("max(before_previous_date)", "max(previous_date)") }} as previous_gap_days,
        max(previous_date) as previous_order_date
    from gaps
    group by as_of_date, half, customer_id
),

measured as (
    select
        customer_gaps.as_of_date,
        customer_gaps.half,
        customer_gaps.customer_id,
        round(customer_gaps.gap_sum / nullif(customer_gaps.gap_count, 0), 9) as mean_gap_days,
        customer_gaps.median_gap_days,
        -- two gaps of the shop's mean stand in for what a short history has not shown yet
        round(
            (customer_gaps.gap_sum + 2 * pooled.mean_gap_days) / (customer_gaps.gap_count + 2), 9
        ) as shrunk_gap_days,
        round(customer_gaps.gap_variation, 9) as gap_variation,
        round(
            cast(customer_gaps.last_gap_days as double)
            / (customer_gaps.last_gap_days + customer_gaps.previous_gap_days), 9
        ) as last_gap_share,
        {{ days_between('customer_gaps.previous_order_date', 'customer_gaps.as_of_date') }}
            as previous_recency_days
    from customer_gaps
    inner join pooled
        on customer_gaps.as_of_date = pooled.as_of_date and customer_gaps.half = pooled.half
)

select * from measured
