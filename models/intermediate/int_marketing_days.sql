-- Grain: one row per date with marketing costs; empty where a shop delivers none.
with
marketing_days as (
    select * from {{ shop_model('marketing_days') }}
    where reject_reason is null and {{ is_known_by_as_of_date('marketing_date') }}
),

accepted as (
    select
        marketing_date,
        offline_cost_value,
        online_cost_value
    from marketing_days
)

select * from accepted
