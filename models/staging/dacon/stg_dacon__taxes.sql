-- Grain: one row per landed row of Tax_info.csv; a row that must not be used has a reason.
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "product_category", "product_category is null"],
    ["missing_value", "tax_rate", "tax_rate_text is null"],
    ["bad_number", "tax_rate", "tax_rate is null or tax_rate not between 0 and 1"],
] %}

with
source as (
    select * from {{ source('dacon', 'taxes') }}
),

renamed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('제품카테고리') }} as product_category,
        {{ delivered('GST') }} as tax_rate_text,
        {{ as_decimal(delivered('GST')) }} as tax_rate
    from source
),

checked as (
    select
        'taxes' as source_table,
        source_file,
        source_row_number,
        source_text,
        product_category,
        tax_rate,
        {{ first_failure(checks, key=["product_category"]) }}
    from renamed
)

select * from checked
