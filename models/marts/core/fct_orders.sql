-- Grain: one row per order, that is per customer and order id.
with
orders as (
    select * from {{ ref('int_orders') }}
)

select * from orders
