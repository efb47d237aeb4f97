-- Grain: one row per landed row of CDNOW_sample.txt. The end of the shop's format: the sample says
-- which customers are in it, and is counted with all the rest.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "customer_id", "customer_id is null"],
    ["bad_number", "sample_id", "sample_id is null"],
    ["bad_date", "row_date", "row_date is null"],
] %}

with
source as (
    select * from {{ source('cdnow', 'sample') }}
),

typed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('customer_id') }} as customer_id,
        try_cast({{ as_decimal(delivered('sample_id')) }} as integer) as sample_id,
        {{ business_date(dashed(delivered('date'))) }} as row_date
    from source
),

checked as (
    select
        'sample' as source_table,
        source_file,
        source_row_number,
        source_text,
        customer_id,
        sample_id,
        row_date,
        {{ first_failure(checks) }}
    from typed
)

select * from checked
