-- Grain: one row per as_of_date and customer with a purchase by then.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

order_lines as (
    select * from {{ ref('int_order_lines') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

-- brought to customer and date first, so that snapshots never meet single lines
line_days as (
    select
        customer_id,
        order_date,
        coalesce(sum(net_value) filter (where not is_return), 0) as purchase_value,
        coalesce(-sum(net_value) filter (where is_return), 0) as return_value
    from order_lines
    group by customer_id, order_date
),

order_days as (
    select
        customer_id,
        order_date,
        count(*) filter (where not is_return) as order_count,
        sum(net_value) as net_value,
        sum(paid_value) as paid_value,
        max(net_value) filter (where not is_return) as largest_order_value
    from orders
    group by customer_id, order_date
),

days_to_date as (
    select
        snapshots.as_of_date,
        purchase_days.customer_id,
        min(purchase_days.order_date) as first_order_date,
        max(purchase_days.order_date) as last_order_date,
        cast(count(*) as integer) as purchase_day_count,
        cast(sum(purchase_days.order_count) as integer) as order_count
    from snapshots
    inner join purchase_days on snapshots.as_of_date >= purchase_days.order_date
    group by snapshots.as_of_date, purchase_days.customer_id
),

lines_to_date as (
    select
        snapshots.as_of_date,
        line_days.customer_id,
        cast(sum(line_days.purchase_value) as decimal(18, 4)) as purchase_value,
        cast(sum(line_days.return_value) as decimal(18, 4)) as return_value
    from snapshots
    inner join line_days on snapshots.as_of_date >= line_days.order_date
    group by snapshots.as_of_date, line_days.customer_id
),

orders_to_date as (
    select
        snapshots.as_of_date,
        order_days.customer_id,
        cast(sum(order_days.paid_value) as decimal(18, 4)) as paid_value,
        max(order_days.largest_order_value) as largest_order_value,
        {{ window_total('net_value', 30, 'decimal(18, 4)') }} as net_value_30d,
        {{ window_total('order_count', 30, 'integer') }} as order_count_30d,
        {{ window_total('net_value', 90, 'decimal(18, 4)') }} as net_value_90d,
        {{ window_total('order_count', 90, 'integer') }} as order_count_90d,
        {{ window_total('net_value', 180, 'decimal(18, 4)') }} as net_value_180d,
        {{ window_total('order_count', 180, 'integer') }} as order_count_180d,
        {{ window_total('net_value', 365, 'decimal(18, 4)') }} as net_value_365d,
        {{ window_total('order_count', 365, 'integer') }} as order_count_365d
    from snapshots
    inner join order_days on snapshots.as_of_date >= order_days.order_date
    group by snapshots.as_of_date, order_days.customer_id
),

joined as (
    select
        days_to_date.*,
        lines_to_date.purchase_value,
        lines_to_date.return_value,
        orders_to_date.paid_value,
        orders_to_date.largest_order_value,
        orders_to_date.net_value_30d,
        orders_to_date.order_count_30d,
        orders_to_date.net_value_90d,
        orders_to_date.order_count_90d,
        orders_to_date.net_value_180d,
        orders_to_date.order_count_180d,
        orders_to_date.net_value_365d,
        orders_to_date.order_count_365d
    from days_to_date
    inner join lines_to_date
        on
            days_to_date.as_of_date = lines_to_date.as_of_date
            and days_to_date.customer_id = lines_to_date.customer_id
    inner join orders_to_date
        on
            days_to_date.as_of_date = orders_to_date.as_of_date
            and days_to_date.customer_id = orders_to_date.customer_id
)

select * from joined
