-- At every snapshot, the customers' monetary_value and the money of customers who only returned
-- make up the net money of all orders by then, to the last digit.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

order_totals as (
    select
        snapshots.as_of_date,
        coalesce(sum(orders.net_value), 0) as net_value,
        coalesce(sum(orders.net_value) filter (where features.customer_id is null), 0)
            as value_without_purchase
    from snapshots
    left join orders on snapshots.as_of_date >= orders.order_date
    left join features
        on
            snapshots.as_of_date = features.as_of_date
            and orders.customer_id = features.customer_id
    group by snapshots.as_of_date
),

feature_totals as (
    select
        as_of_date,
        sum(monetary_value) as monetary_value
    from features
    group by as_of_date
)

select *
from order_totals
left join feature_totals on order_totals.as_of_date = feature_totals.as_of_date
where
    order_totals.net_value
    is distinct from feature_totals.monetary_value + order_totals.value_without_purchase
