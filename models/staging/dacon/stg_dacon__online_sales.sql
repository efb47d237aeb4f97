-- Grain: one row per landed row of Onlinesales_info.csv; nothing is filtered here.
with
source as (
    select * from {{ source('dacon', 'online_sales') }}
),

renamed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('고객ID') }} as customer_id,
        {{ delivered('거래ID') }} as order_id,
        {{ delivered('거래날짜') }} as order_date_text,
        {{ delivered('제품ID') }} as product_id,
        {{ delivered('제품카테고리') }} as product_category,
        {{ delivered('수량') }} as quantity_text,
        {{ delivered('평균금액') }} as unit_price_text,
        {{ delivered('배송료') }} as shipping_text,
        {{ delivered('쿠폰상태') }} as coupon_status_text
    from source
),

typed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        customer_id,
        order_id,
        order_date_text,
        {{ business_date('order_date_text') }} as order_date,
        product_id,
        product_category,
        quantity_text,
        {{ as_decimal('quantity_text') }} as quantity,
        unit_price_text,
        {{ as_decimal('unit_price_text') }} as unit_price,
        shipping_text,
        {{ as_decimal('shipping_text') }} as shipping_value,
        coupon_status_text,
        case coupon_status_text
            when 'Used' then 'used'
            when 'Clicked' then 'clicked'
            when 'Not Used' then 'not_used'
        end as coupon_status
    from renamed
)

select * from typed
