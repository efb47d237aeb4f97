-- Grain: one row per landed row of the shop's order lines; a rejected one has a reason.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "customer_id", "known_customer_id is null"],
    ["missing_key", "order_id", "order_id is null"],
    ["missing_value", "order_date", "order_date_text is null"],
    ["bad_date", "order_date", "order_date is null"],
    ["implausible_date", "order_date", implausible_date("order_date")],
    ["bad_number", "quantity", "quantity_text is not null and quantity is null"],
    ["bad_number", "quantity", "quantity < 0 and not is_return"],
    ["bad_number", "unit_price", "unit_price_text is not null and unit_price is null"],
    ["negative_price", "unit_price", "unit_price < 0"],
    [
        "bad_number", "discount_value",
        "discount_text is not null and discount_value is null"
        ~ " or discount_value < 0 and not is_return",
    ],
    [
        "bad_number", "tax_value",
        "tax_text is not null and tax_value is null or tax_value < 0 and not is_return",
    ],
    [
        "bad_number", "shipping_value",
        "shipping_text is not null and (shipping_value is null or shipping_value < 0)",
    ],
    ["missing_value", "quantity", "gross_value is null and quantity is null"],
    ["missing_value", "unit_price", "gross_value is null and unit_price is null"],
    ["bad_number", "gross_value", "gross_value is null"],
    ["unknown_status", "coupon_status", "coupon_status_text is not null and coupon_status is null"],
    ["unknown_status", "is_return", "is_return is null"],
] %}
{% set is_gross = var("returns") == "gross" %}
{% set is_ignored = "reject_reason is null and is_return" if is_gross else "false" %}
{% set customer_checks = [
    ["unknown_customer", "customer_id", "customers.customer_id is null"],
] if shop_has("customers") else [] %}

with
order_lines as (
    select * from {{ shop_model('order_lines') }}
    where {{ is_known_by_as_of_date('order_date') }}
),

customer_ids as (
    select * from {{ ref('stg_identity__customer_ids') }}
),

identified as (
    select
        order_lines.*,
        coalesce(customer_ids.customer_id, order_lines.customer_id) as known_customer_id
    from order_lines
    left join customer_ids on order_lines.customer_id = customer_ids.raw_customer_id
),

-- a customer whose row has another fault is known all the same
customers as (
    select customer_id
    from {{ ref('int_customers_checked') }}
    where customer_id is not null
    group by customer_id
),

checked as (
    select
        identified.source_table,
        identified.source_file,
        identified.source_row_number,
        identified.source_text,
        identified.known_customer_id as customer_id,
        identified.customer_id as raw_customer_id,
        identified.order_id,
        identified.order_date,
        identified.product_id,
        identified.product_category,
        identified.quantity,
        identified.unit_price,
        identified.gross_value,
        identified.discount_value,
        identified.tax_value,
        identified.shipping_value,
        identified.coupon_status,
        identified.is_return,
        identified.is_discount_unknown,
        identified.is_tax_unknown,
        identified.set_aside_reason,
        identified.set_aside_column,
        {{ first_failure(checks + customer_checks) }}
    from identified
    left join customers on identified.known_customer_id = customers.customer_id
),

-- what the shop's format or the var returns sets aside is no damage, and has a reason of its own; a
-- broken return is damage whatever the var says
set_aside as (
    select
        source_table,
        source_file,
        source_row_number,
        source_text,
        customer_id,
        raw_customer_id,
        order_id,
        order_date,
        product_id,
        product_category,
        quantity,
        unit_price,
        gross_value,
        discount_value,
        tax_value,
        shipping_value,
        coupon_status,
        is_return,
        is_discount_unknown,
        is_tax_unknown,
        set_aside_reason is not null or {{ is_ignored }} as is_set_aside,
        coalesce(
            set_aside_reason, reject_reason, case when {{ is_ignored }} then 'return_ignored' end
        ) as reject_reason,
        coalesce(
            set_aside_column, reject_column, case when {{ is_ignored }} then 'is_return' end
        ) as reject_column
    from checked
)

select * from set_aside
