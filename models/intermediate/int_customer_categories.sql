-- Grain: one row per as_of_date, half, customer and product category bought in it; empty where a
-- shop delivers no categories.
{{
    config(
        materialized=kept_materialization(),
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ drop_other_snapshots("
        ~ "ref('int_snapshots'), ref('int_due_snapshots')) }}",
        post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}"
    )
}}

with
periods as (
    select * from {{ ref('int_periods') }}
    where {{ in_batch() }}
),

snapshots as (
    select * from {{ ref('int_due_snapshots') }}
),

category_days as (
    select * from {{ ref('int_category_days') }}
),

summed as (
    select
        periods.as_of_date,
        periods.half,
        category_days.customer_id,
        category_days.product_category,
        cast(sum(category_days.purchase_value) as decimal(18, 4)) as net_value
    from periods
    inner join category_days
        on category_days.order_date between periods.from_date and periods.to_date
    group by
        periods.as_of_date, periods.half, category_days.customer_id,
        category_days.product_category
),

shared as (
    select
        *,
        round(
            cast(net_value as double)
            / nullif(cast(sum(net_value) over by_customer as double), 0), 9
        ) as net_value_share
    from summed
    window by_customer as (partition by as_of_date, half, customer_id)
),

-- late, since every row would carry it through the sums
kept as (
    select
        shared.*,
        snapshots.input_digest
    from shared
    inner join snapshots on shared.as_of_date = snapshots.as_of_date
)

select * from kept
