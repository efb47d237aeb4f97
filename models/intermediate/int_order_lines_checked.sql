-- Grain: one row per landed row of the shop's order lines; a rejected one has a reason.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "customer_id", "order_lines.customer_id is null"],
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

-- a customer whose row has another fault is known all the same
customers as (
    select customer_id
    from {{ ref('int_customers_checked') }}
    where customer_id is not null
    group by customer_id
),

checked as (
    select
        order_lines.source_table,
        order_lines.source_file,
        order_lines.source_row_number,
        order_lines.source_text,
        order_lines.customer_id,
        order_lines.order_id,
        order_lines.order_date,
        order_lines.product_id,
        order_lines.product_category,
        order_lines.quantity,
        order_lines.unit_price,
        order_lines.gross_value,
        order_lines.discount_value,
        order_lines.tax_value,
        order_lines.shipping_value,
        order_lines.coupon_status,
        order_lines.is_return,
        order_lines.is_discount_unknown,
        order_lines.is_tax_unknown,
        order_lines.set_aside_reason,
        order_lines.set_aside_column,
        {{ first_failure(checks + customer_checks) }}
    from order_lines
    left join customers on order_lines.customer_id = customers.customer_id
),

-- what the shop's format or the var returns sets aside is no damage, and has a reason of its own; a
-- broken return is damage whatever the var says
set_aside as (
    select
        * exclude (set_aside_reason, set_aside_column, reject_reason, reject_column),
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
