-- Grain: one row per as_of_date and customer with a purchase by then: what followed. It judges
-- segments and never feeds a feature; where the horizon is not over, nothing is said.
with
features as (
    select * from {{ ref('int_customer_features') }}
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

return_shifts as (
    select * from {{ ref('int_return_shifts') }}
),

bounded as (
    select
        as_of_date,
        horizon_days,
        {{ days_before('as_of_date', '-horizon_days') }} as last_date,
        {{ days_before('as_of_date', '-horizon_days') }} <= max(as_of_date) over () as is_complete
    from snapshots
),

-- a return counts on its day, but changes no outcome whose horizon was over before it came
ordered as (
    select
        customer_id,
        order_date,
        order_date as known_date,
        net_value,
        is_return
    from orders

    union all

    select
        customer_id,
        counted_date as order_date,
        order_date as known_date,
        net_value,
        true as is_return
    from return_shifts
),

followed as (
    select
        bounded.as_of_date,
        ordered.customer_id,
        count(*) filter (where not ordered.is_return) as order_count,
        count(distinct ordered.order_date) filter (where not ordered.is_return)
            as purchase_day_count,
        sum(ordered.net_value) as net_value
    from bounded
    inner join ordered
        on
            bounded.as_of_date < ordered.order_date
            and bounded.last_date >= ordered.known_date
    where bounded.is_complete
    group by bounded.as_of_date, ordered.customer_id
),

outcomes as (
    select
        features.as_of_date,
        features.customer_id,
        bounded.horizon_days,
        case
            when bounded.is_complete then cast(coalesce(followed.order_count, 0) as integer)
        end as future_order_count,
        case
            when bounded.is_complete then cast(coalesce(followed.purchase_day_count, 0) as integer)
        end as future_purchase_day_count,
        case
            when bounded.is_complete then cast(coalesce(followed.net_value, 0) as decimal(18, 4))
        end as future_value,
        case
            when bounded.is_complete then coalesce(followed.order_count, 0) > 0
        end as has_repurchased,
        bounded.is_complete
    from features
    inner join bounded on features.as_of_date = bounded.as_of_date
    left join followed
        on
            features.as_of_date = followed.as_of_date
            and features.customer_id = followed.customer_id
)

select * from outcomes
