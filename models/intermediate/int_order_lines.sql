-- Grain: one row per accepted order line.
{{
    config(
        pre_hook="{{ stop_if_too_many_rejected("
        ~ "ref('int_rejected_rows'), ref('int_raw_row_counts')) }}"
    )
}}

with
checked as (
    select * from {{ ref('int_order_lines_checked') }}
    where reject_reason is null
),

keyed as (
    select
        *,
        -- real shops share order ids between customers
        customer_id || '|' || order_id as order_key
    from checked
),

numbered as (
    select
        order_key,
        cast(
            row_number() over (
                partition by order_key
                order by
                    order_date, product_id, product_category, quantity, unit_price, gross_value,
                    discount_value, tax_value, shipping_value, coupon_status, is_return,
                    source_file, source_row_number
            ) as integer
        ) as line_number,
        order_id,
        customer_id,
        -- an order that spans two days has the date of the earlier one
        min(order_date) over (partition by order_key) as order_date,
        product_id,
        product_category,
        quantity,
        unit_price,
        gross_value,
        discount_value,
        cast(gross_value - coalesce(discount_value, 0) as decimal(18, 4)) as net_value,
        tax_value,
        shipping_value,
        coupon_status,
        is_return,
        is_discount_unknown,
        is_tax_unknown,
        source_table
    from keyed
)

select * from numbered
