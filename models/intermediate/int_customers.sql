-- Grain: one row per customer of the customer table, or with an accepted order line.
with
customers as (
    select * from {{ ref('int_customers_checked') }}
    where reject_reason is null
),

buyers as (
    select distinct customer_id from {{ ref('int_orders') }}
),

known as (
    select
        coalesce(customers.customer_id, buyers.customer_id) as customer_id,
        customers.gender,
        customers.region,
        customers.reported_tenure_months
    from customers
    full outer join buyers on customers.customer_id = buyers.customer_id
)

select * from known
