-- Grain: one row per date with an accepted order line or a marketing cost. A row that is added,
-- lost or changed changes the digest of its date.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
),

marketing_days as (
    select * from {{ ref('int_marketing_days') }}
),

digests as (
    select
        order_date as digest_date,
        {{ row_digest([
            "order_key", "customer_id", "order_date", "counted_date", "product_id",
            "product_category", "quantity", "unit_price",
            "gross_value", "discount_value", "tax_value", "shipping_value", "coupon_status",
            "is_return",
        ]) }} as row_digest
    from order_lines

    union all

    select
        marketing_date as digest_date,
        {{ row_digest(["marketing_date", "offline_cost_value", "online_cost_value"]) }}
            as row_digest
    from marketing_days
),

days as (
    select
        digest_date,
        sum(row_digest) as day_digest
    from digests
    group by digest_date
)

select * from days
