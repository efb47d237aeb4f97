-- Grain: one row per landed row of the invoice lines; nothing is filtered here.
with
source as (
    select * from {{ source('online_retail', 'invoice_lines') }}
),

renamed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('InvoiceNo') }} as invoice_no,
        {{ delivered('StockCode') }} as stock_code,
        {{ delivered('Description') }} as product_name,
        {{ delivered('Quantity') }} as quantity_text,
        {{ delivered('InvoiceDate') }} as invoiced_at_text,
        {{ delivered('UnitPrice') }} as unit_price_text,
        -- tools that know no missing integers write 17850.0
        regexp_replace({{ delivered('CustomerID') }}, '[.]0$', '') as customer_id,
        {{ delivered('Country') }} as country
    from source
),

reordered as (
    select
        *,
        split_part(split_part(invoiced_at_text, '/', 3), ' ', 1)
        || '-' || split_part(invoiced_at_text, '/', 1)
        || '-' || split_part(invoiced_at_text, '/', 2)
        || ' ' || split_part(invoiced_at_text, ' ', 2) as reordered_text
    from renamed
),

typed as (
    select
        *,
        {{ as_decimal('quantity_text') }} as quantity,
        {{ as_decimal('unit_price_text') }} as unit_price,
        -- as published, or month/day/year
        coalesce(
            {{ business_date('invoiced_at_text') }}, {{ business_date('reordered_text') }}
        ) as invoice_date
    from reordered
)

select * from typed
