-- Grain: one row per customer, whether or not they ever bought.
with
customers as (
    select * from {{ ref('int_customers') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
    where is_latest
),

customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where is_latest
),

joined as (
    select
        customers.customer_id,
        features.customer_id is not null as has_purchased,
        features.first_order_date,
        customer_segments.segment_id as current_segment_id,
        customer_segments.segment_name as current_segment_name,
        customers.region,
        customers.gender,
        customers.reported_tenure_months
    from customers
    left join features on customers.customer_id = features.customer_id
    left join customer_segments on customers.customer_id = customer_segments.customer_id
)

select * from joined
