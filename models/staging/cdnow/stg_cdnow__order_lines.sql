-- Grain: one row per landed row of CDNOW_master.txt. The end of the shop's format. It has no order
-- ids: a customer has one order a day.
with
source as (
    select * from {{ source('cdnow', 'purchases') }}
),

order_lines as (
    select
        {{ order_line_columns("purchases", {
            "customer_id": delivered("customer_id"),
            "order_id": delivered("date"),
            "order_date_text": delivered("date"),
            "order_date": business_date(dashed(delivered("date"))),
            "quantity_text": delivered("number_of_cds"),
            "gross_value": as_decimal(delivered("dollar_value")),
        }) }}
    from source
)

select * from order_lines
