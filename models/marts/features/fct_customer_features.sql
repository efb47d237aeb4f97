-- Grain: one row per as_of_date and customer with a purchase by then.
with
features as (
    select * from {{ ref('int_customer_features') }}
),

snapshots as (
    select * from {{ ref('int_snapshots') }}
),

dated as (
    select
        features.*,
        snapshots.is_latest
    from features
    inner join snapshots on features.as_of_date = snapshots.as_of_date
)

select * from dated
