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

customer_ids as (
    select * from {{ ref('stg_identity__customer_ids') }}
),

-- as delivered: two rows with one id are duplicates, whatever the id is mapped to
checked as (
    select
        source_table,
        source_file,
        source_row_number,
        source_text,
        customer_id as raw_customer_id,
        gender,
        region,
        reported_tenure_months,
        {{ first_failure(checks, key=["customer_id"]) }}
    from customers
),

identified as (
    select
        checked.*,
        coalesce(customer_ids.customer_id, checked.raw_customer_id) as customer_id
    from checked
    left join customer_ids on checked.raw_customer_id = customer_ids.raw_customer_id
),

-- of good rows that are one customer, the one with the customer's own id says who that is
numbered as (
    select
        *,
        reject_reason is null
        and row_number() over (
            partition by customer_id, reject_reason
            order by
                case when raw_customer_id = customer_id then 0 else 1 end,
                source_file, source_row_number
        ) > 1 as is_merged
    from identified
),

merged as (
    select
        source_table,
        source_file,
        source_row_number,
        source_text,
        customer_id,
        raw_customer_id,
        gender,
        region,
        reported_tenure_months,
        is_merged as is_set_aside,
        case when is_merged then 'merged_customer' else reject_reason end as reject_reason,
        case when is_merged then 'customer_id' else reject_column end as reject_column
    from numbered
)

select * from merged
