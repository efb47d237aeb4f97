-- Grain: one row per reported as_of_date, segment under the champion of today, and month after the
-- snapshot that is over; month 1 begins the day after it.
{% set most_months = 3 * var('history_snapshots') | int %}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_reported
),

customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    -- customers who never bought stand in the newest snapshot only, which nothing follows
    where restated_segment_id != 2
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

latest as (
    select as_of_date
    from snapshots
    where is_latest
),

-- the oldest snapshot lies that many quarters back, at most
months as (
    select
        snapshots.as_of_date,
        cast(numbers.n as integer) as month_number,
        {{ months_after('snapshots.as_of_date', 'numbers.n - 1') }} as after_date,
        {{ months_after('snapshots.as_of_date', 'numbers.n') }} as last_date
    from snapshots
    cross join latest
    cross join range(1, {{ most_months + 1 }}) as numbers (n)
    where {{ months_after('snapshots.as_of_date', 'numbers.n') }} <= latest.as_of_date
),

sizes as (
    select
        as_of_date,
        restated_segment_id as segment_id,
        count(*) as customer_count
    from customer_segments
    group by as_of_date, restated_segment_id
),

retained as (
    select
        customer_segments.as_of_date,
        customer_segments.restated_segment_id as segment_id,
        months.month_number,
        count(distinct customer_segments.customer_id) as retained_count
    from customer_segments
    inner join purchase_days
        on
            customer_segments.customer_id = purchase_days.customer_id
            and customer_segments.as_of_date < purchase_days.order_date
    inner join months
        on
            customer_segments.as_of_date = months.as_of_date
            and purchase_days.order_date > months.after_date
            and purchase_days.order_date <= months.last_date
    group by
        customer_segments.as_of_date, customer_segments.restated_segment_id, months.month_number
),

retention as (
    select
        sizes.as_of_date,
        sizes.segment_id,
        dim_segments.segment_name_en as segment_name,
        months.month_number,
        sizes.customer_count,
        coalesce(retained.retained_count, 0) as retained_count,
        {{ share('coalesce(retained.retained_count, 0)', 'sizes.customer_count') }}
            as retention_rate
    from sizes
    inner join months on sizes.as_of_date = months.as_of_date
    left join dim_segments on sizes.segment_id = dim_segments.segment_id
    left join retained
        on
            sizes.as_of_date = retained.as_of_date
            and sizes.segment_id = retained.segment_id
            and months.month_number = retained.month_number
)

select * from retention
