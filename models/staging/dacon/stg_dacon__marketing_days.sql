-- Grain: one row per landed row of Marketing_info.csv; a row that must not be used has a reason.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "marketing_date", "marketing_date_text is null"],
    ["bad_date", "marketing_date", "marketing_date is null"],
    ["implausible_date", "marketing_date", implausible_date("marketing_date")],
    ["missing_value", "offline_cost_value", "offline_cost_text is null"],
    ["missing_value", "online_cost_value", "online_cost_text is null"],
    ["bad_number", "offline_cost_value", "offline_cost_value is null or offline_cost_value < 0"],
    ["bad_number", "online_cost_value", "online_cost_value is null or online_cost_value < 0"],
] %}

with
source as (
    select * from {{ source('dacon', 'marketing_days') }}
),

renamed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('날짜') }} as marketing_date_text,
        {{ delivered('오프라인비용') }} as offline_cost_text,
        {{ delivered('온라인비용') }} as online_cost_text
    from source
),

typed as (
    select
        *,
        {{ business_date('marketing_date_text') }} as marketing_date,
        {{ as_decimal('offline_cost_text') }} as offline_cost_value,
        {{ as_decimal('online_cost_text') }} as online_cost_value
    from renamed
),

checked as (
    select
        'marketing_days' as source_table,
        source_file,
        source_row_number,
        source_text,
        marketing_date,
        offline_cost_value,
        online_cost_value,
        {{ first_failure(checks, key=["marketing_date"]) }}
    from typed
)

select * from checked
