-- Grain: one row per as_of_date, half, customer and product category bought in it; empty where a
-- shop delivers no categories.
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ drop_other_snapshots("
        ~ "ref('int_snapshots'), ref('int_due_snapshots')) }}"
    )
}}

with
periods as (
    select * from {{ ref('int_periods') }}
),

line_days as (
    select * from {{ ref('int_line_days') }}
),

summed as (
    select
        periods.as_of_date,
        periods.input_digest,
        periods.half,
        line_days.customer_id,
        line_days.product_category,
        cast(sum(line_days.purchase_value) as decimal(18, 4)) as net_value
    from periods
    inner join line_days on line_days.order_date between periods.from_date and periods.to_date
    where line_days.product_category is not null and line_days.line_count > 0
    group by
        periods.as_of_date, periods.input_digest, periods.half, line_days.customer_id,
        line_days.product_category
),

shared as (
    select
        as_of_date,
        half,
        customer_id,
        product_category,
        net_value,
        round(
            cast(net_value as double)
            / nullif(cast(sum(net_value) over by_customer as double), 0), 9
        ) as net_value_share,
        input_digest
    from summed
    window by_customer as (partition by as_of_date, half, customer_id)
)

select * from shared
