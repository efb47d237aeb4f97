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
        -- real shops share order ids between customers; of one with several ids too, an order stays
        -- as it was delivered
        raw_customer_id || '|' || order_id
        {%- if var('returns') == 'by_order_date' %}
        -- a return booked under the id of an earlier order must not be known before it came
        || case
            when
                is_return
                and order_date > min(order_date) over (partition by raw_customer_id, order_id)
                then '|' || cast(order_date as string)
            else ''
        end
        {%- endif %} as order_key
    from checked
),

numbered as (
    select
        order_key,
        cast(row_number() over in_order as integer) as line_number,
        order_id,
        customer_id,
        raw_customer_id,
        -- an order that spans two days has the date of the earlier one
        first_value(order_date) over in_order as order_date,
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
    -- sorted once for both: the first line has the earliest date
    window
        in_order as (
            partition by order_key
            order by
                order_date, product_id nulls last, product_category nulls last,
                quantity nulls last, unit_price nulls last, gross_value,
                discount_value nulls last, tax_value nulls last, shipping_value nulls last,
                coupon_status nulls last, is_return, source_file, source_row_number
        )
),

-- a return undoes the latest purchase of the product up to it; order_date stays the day on which it
-- became known, so that no earlier date knows of it
dated as (
    select
        order_key,
        line_number,
        order_id,
        customer_id,
        raw_customer_id,
        order_date,
        {% if var('returns') == 'by_order_date' -%}
        case
            when is_return and product_id is not null
                then
                    coalesce(
                        max(order_date) filter (where not is_return) over up_to_date, order_date
                    )
            else order_date
        end as counted_date,
        {%- else -%}
        order_date as counted_date,
        {%- endif %}
        product_id,
        product_category,
        quantity,
        unit_price,
        gross_value,
        discount_value,
        net_value,
        tax_value,
        shipping_value,
        coupon_status,
        is_return,
        is_discount_unknown,
        is_tax_unknown,
        source_table
    from numbered
    {%- if var('returns') == 'by_order_date' %}
    window
        up_to_date as (
            partition by customer_id, product_id order by order_date
            range between unbounded preceding and current row
        )
    {%- endif %}
)

select * from dated
