-- Grain: one row per landed row of Onlinesales_info.csv, with its money. The end of the shop's
-- format: every shop ends in these columns.
with
online_sales as (
    select * from {{ ref('stg_dacon__online_sales') }}
),

discounts as (
    select * from {{ ref('stg_dacon__discounts') }}
    where reject_reason is null
),

taxes as (
    select * from {{ ref('stg_dacon__taxes') }}
    where reject_reason is null
),

rated as (
    select
        online_sales.*,
        -- a coupon that was only clicked lowers no price
        case
            when online_sales.coupon_status = 'used' then discounts.discount_percent
        end as discount_percent,
        taxes.tax_rate,
        try_cast(
            {{ wide_product("online_sales.quantity", "online_sales.unit_price") }} as decimal(18, 4)
        ) as gross_value
    from online_sales
    left join discounts
        on
            extract(month from online_sales.order_date) = discounts.discount_month
            and online_sales.product_category = discounts.product_category
    left join taxes on online_sales.product_category = taxes.product_category
),

discounted as (
    select
        *,
        cast(
            {{ wide_product("gross_value", "coalesce(discount_percent, 0)") }} * 0.01
            as decimal(18, 4)
        ) as discount_value
    from rated
),

taxed as (
    select
        'online_sales' as source_table,
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        customer_id,
        order_id,
        order_date_text,
        order_date,
        product_id,
        product_category,
        quantity_text,
        quantity,
        unit_price_text,
        unit_price,
        gross_value,
        cast(null as string) as discount_text,
        discount_value,
        cast(null as string) as tax_text,
        cast(
            {{ wide_product("gross_value - discount_value", "coalesce(tax_rate, 0)") }}
            as decimal(18, 4)
        ) as tax_value,
        shipping_text,
        shipping_value,
        coupon_status_text,
        coupon_status,
        -- the format has no returns
        false as is_return,
        coupon_status = 'used' and discount_percent is null as is_discount_unknown,
        tax_rate is null as is_tax_unknown,
        cast(null as string) as set_aside_reason,
        cast(null as string) as set_aside_column
    from discounted
)

select * from taxed
