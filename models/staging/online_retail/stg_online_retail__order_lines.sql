-- Grain: one row per landed row of the invoice lines. The end of the shop's format. Lines that are
-- no sale of goods to a known customer are set aside, each with its reason.
with
invoice_lines as (
    select * from {{ ref('stg_online_retail__invoice_lines') }}
),

non_merchandise as (
    select * from {{ ref('online_retail_non_merchandise') }}
),

judged as (
    select
        invoice_lines.*,
        case
            when invoice_lines.is_malformed then null
            when invoice_lines.customer_id is null then 'missing_customer'
            when non_merchandise.stock_code is not null then 'non_merchandise'
            when invoice_lines.unit_price = 0 then 'zero_price'
            when invoice_lines.quantity = 0 then 'zero_quantity'
        end as set_aside_reason
    from invoice_lines
    left join non_merchandise on invoice_lines.stock_code = non_merchandise.stock_code
),

order_lines as (
    select
        {{ order_line_columns("invoice_lines", {
            "customer_id": "customer_id",
            "order_id": "invoice_no",
            "order_date_text": "invoiced_at_text",
            "order_date": "invoice_date",
            "product_id": "stock_code",
            "quantity_text": "quantity_text",
            "unit_price_text": "unit_price_text",
            "set_aside_reason": "set_aside_reason",
            "set_aside_column": "case set_aside_reason
                when 'missing_customer' then 'customer_id'
                when 'non_merchandise' then 'product_id'
                when 'zero_price' then 'unit_price'
                when 'zero_quantity' then 'quantity'
            end",
        }) }}
    from judged
)

select * from order_lines
