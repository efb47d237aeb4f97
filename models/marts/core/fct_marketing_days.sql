-- Grain: one row per date with marketing costs: what was spent and what was sold, side by side. The
-- costs are the same for all customers: this describes, and proves no effect.
with
marketing_days as (
    select * from {{ ref('int_marketing_days') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

return_shifts as (
    select * from {{ ref('int_return_shifts') }}
),

ordered as (
    select
        order_date,
        net_value,
        is_return
    from orders

    union all

    select
        counted_date as order_date,
        net_value,
        true as is_return
    from return_shifts
),

order_days as (
    select
        order_date,
        count(*) filter (where not is_return) as order_count,
        sum(net_value) as net_value
    from ordered
    group by order_date
),

joined as (
    select
        marketing_days.marketing_date,
        marketing_days.offline_cost_value,
        marketing_days.online_cost_value,
        cast(coalesce(order_days.order_count, 0) as integer) as order_count,
        cast(coalesce(order_days.net_value, 0) as decimal(18, 4)) as net_value
    from marketing_days
    left join order_days on marketing_days.marketing_date = order_days.order_date
)

select * from joined
