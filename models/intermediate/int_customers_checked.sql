-- Grain: one row per landed row of the shop's customer table; a rejected one has a reason.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "customer_id", "customer_id is null"],
    [
        "bad_number", "reported_tenure_months",
        "reported_tenure_text is not null"
        ~ " and (reported_tenure_months is null or reported_tenure_months < 0)",
    ],
] %}

with
customers as (
    select * from {{ shop_model('customers') }}
),

checked as (
    select
        source_table,
        source_file,
        source_row_number,
        source_text,
        customer_id,
        gender,
        region,
        reported_tenure_months,
        {{ first_failure(checks, key=["customer_id"]) }}
    from customers
)

select * from checked
