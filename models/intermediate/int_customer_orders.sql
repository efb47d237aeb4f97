-- Grain: one row per as_of_date and customer with a purchase by then.
{{ config(post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}") }}

with
snapshots as (
    select * from {{ ref('int_due_snapshots') }}
    where {{ in_batch() }}
),

order_days as (
    select * from {{ ref('int_order_days') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

return_shifts as (
    select * from {{ ref('int_return_shifts') }}
),

-- money counts on one day and is known from another one on
known_days as (
    select
        customer_id,
        order_date,
        order_date as known_date,
        order_count,
        net_value,
        paid_value,
        largest_order_value,
        order_value,
        shipping_value
    from order_days

    union all

    select
        customer_id,
        counted_date as order_date,
        order_date as known_date,
        0 as order_count,
        net_value,
        null as paid_value,
        null as largest_order_value,
        null as order_value,
        null as shipping_value
    from return_shifts
),

shifts_to_date as (
    select
        snapshots.as_of_date,
        return_shifts.customer_id,
        return_shifts.counted_date,
        sum(return_shifts.net_value) as net_value
    from snapshots
    inner join return_shifts on snapshots.as_of_date >= return_shifts.order_date
    group by snapshots.as_of_date, return_shifts.customer_id, return_shifts.counted_date
),

days_to_date as (
    select
        snapshots.as_of_date,
        purchase_days.customer_id,
        min(purchase_days.order_date) as first_order_date,
        max(purchase_days.order_date) as last_order_date,
        cast(count(*) as integer) as purchase_day_count,
        cast(sum(purchase_days.order_count) as integer) as order_count,
        cast(count(*) filter (where purchase_days.is_first_of_month) as integer)
            as active_month_count,
        -- the first purchase day starts the count of repeat days
        sum(
            greatest(purchase_days.net_value + coalesce(shifts_to_date.net_value, 0), 0)
        ) filter (where purchase_days.day_number > 1) as repeat_value
    from snapshots
    inner join purchase_days on snapshots.as_of_date >= purchase_days.order_date
    left join shifts_to_date
        on
            snapshots.as_of_date = shifts_to_date.as_of_date
            and purchase_days.customer_id = shifts_to_date.customer_id
            and purchase_days.order_date = shifts_to_date.counted_date
    group by snapshots.as_of_date, purchase_days.customer_id
),

orders_to_date as (
    select
        snapshots.as_of_date,
        known_days.customer_id,
        cast(sum(known_days.paid_value) as decimal(18, 4)) as paid_value,
        max(known_days.largest_order_value) as largest_order_value,
        sum(known_days.order_value) as order_value,
        sum(known_days.shipping_value) as shipping_value,
        sum(known_days.order_value) filter (
            where known_days.order_date > {{ days_before('snapshots.as_of_date', 365) }}
        ) as order_value_365d,
        sum(
            case
                when extract(month from known_days.order_date) >= 10 then known_days.order_value
            end
        ) filter (
            where known_days.order_date > {{ days_before('snapshots.as_of_date', 365) }}
        ) as fourth_quarter_value_365d,
        {{ window_total('net_value', 'snapshots.horizon_days', 'decimal(18, 4)') }}
            as net_value_horizon,
        {{ window_total('net_value', 30, 'decimal(18, 4)') }} as net_value_30d,
        {{ window_total('order_count', 30, 'integer') }} as order_count_30d,
        {{ window_total('net_value', 90, 'decimal(18, 4)') }} as net_value_90d,
        {{ window_total('order_count', 90, 'integer') }} as order_count_90d,
        {{ window_total('net_value', 180, 'decimal(18, 4)') }} as net_value_180d,
        {{ window_total('order_count', 180, 'integer') }} as order_count_180d,
        {{ window_total('net_value', 365, 'decimal(18, 4)') }} as net_value_365d,
        {{ window_total('order_count', 365, 'integer') }} as order_count_365d
    from snapshots
    inner join known_days on snapshots.as_of_date >= known_days.known_date
    group by snapshots.as_of_date, known_days.customer_id
),

joined as (
    select
        days_to_date.*,
        snapshots.input_digest,
        orders_to_date.paid_value,
        orders_to_date.largest_order_value,
        orders_to_date.order_value,
        orders_to_date.shipping_value,
        orders_to_date.order_value_365d,
        orders_to_date.fourth_quarter_value_365d,
        orders_to_date.net_value_horizon,
        orders_to_date.net_value_30d,
        orders_to_date.order_count_30d,
        orders_to_date.net_value_90d,
        orders_to_date.order_count_90d,
        orders_to_date.net_value_180d,
        orders_to_date.order_count_180d,
        orders_to_date.net_value_365d,
        orders_to_date.order_count_365d
    from days_to_date
    inner join orders_to_date
        on
            days_to_date.as_of_date = orders_to_date.as_of_date
            and days_to_date.customer_id = orders_to_date.customer_id
    inner join snapshots on days_to_date.as_of_date = snapshots.as_of_date
)

select * from joined
