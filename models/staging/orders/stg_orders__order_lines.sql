-- Grain: one row per landed row of the order lines. The end of the shop's format.
{#- what comes back is negative, whatever sign it was delivered with -#}
{% set signed = {} %}
{% for name, value in {
    "quantity": as_decimal("delivered_quantity"),
    "gross_value": "line_value",
    "discount_value": as_decimal(delivered("discount_value")),
    "tax_value": as_decimal(delivered("tax_value")),
}.items() %}
    {% do signed.update({
        name: "case when is_returned then -abs(" ~ value ~ ") else " ~ value ~ " end"
    }) %}
{% endfor %}

with
source as (
    select
        *,
        {{ delivered('quantity') }} as delivered_quantity,
        {{ delivered('unit_price') }} as delivered_price,
        lower({{ delivered('is_return') }}) as return_text,
        replace(replace(lower({{ delivered('coupon_status') }}), ' ', '_'), '-', '_') as coupon_text
    from {{ source('orders', 'order_lines') }}
),

-- a price without a quantity is that of the line
valued as (
    select
        *,
        coalesce(
            {{ as_decimal(delivered('gross_value')) }},
            try_cast(
                case
                    when delivered_quantity is null then {{ as_decimal('delivered_price') }}
                    else
                        {{ wide_product(
                            as_decimal('delivered_quantity'), as_decimal('delivered_price')
                        ) }}
                end as decimal(18, 4)
            )
        ) as line_value
    from source
),

marked as (
    select
        *,
        case
            when return_text in ('true', 't', 'yes', 'y', '1') then true
            when return_text in ('false', 'f', 'no', 'n', '0') then false
            when return_text is null
                then
                    coalesce({{ as_decimal('delivered_quantity') }} < 0, false)
                    or coalesce(line_value < 0, false)
        end as is_returned,
        -- corrected rows: of several with one line number, the one loaded last stays
        {{ delivered('line_number') }} is not null
        and row_number() over last_loaded > 1 as is_superseded
    from valued
    window
        last_loaded as (
            partition by
                {{ delivered('customer_id') }},
                {{ delivered('order_id') }},
                {{ delivered('line_number') }}
            order by
                {{ delivered('loaded_at') }} desc nulls last,
                source_file desc,
                source_row_number desc
        )
),

order_lines as (
    select
        {{ order_line_columns("order_lines", {
            "customer_id": delivered("customer_id"),
            "order_id": delivered("order_id"),
            "order_date_text": delivered("ordered_at"),
            "product_id": delivered("product_id"),
            "product_category": delivered("product_category"),
            "quantity_text": "delivered_quantity",
            "unit_price_text": "case
                when delivered_quantity is not null or " ~ as_decimal("delivered_price")
                ~ " is null then delivered_price
            end",
            "quantity": signed.quantity,
            "gross_value": signed.gross_value,
            "discount_text": delivered("discount_value"),
            "discount_value": signed.discount_value,
            "tax_text": delivered("tax_value"),
            "tax_value": signed.tax_value,
            "shipping_text": delivered("shipping_value"),
            "coupon_status_text": delivered("coupon_status"),
            "coupon_status":
                "case when coupon_text in ('used', 'clicked', 'not_used') then coupon_text end",
            "is_return": "is_returned",
            "set_aside_reason": "case when is_superseded then 'superseded' end",
            "set_aside_column": "case when is_superseded then 'line_number' end",
        }) }}
    from marked
)

select * from order_lines
