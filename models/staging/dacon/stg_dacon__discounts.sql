-- Grain: one row per landed row of Discount_info.csv; a row that must not be used has a reason.
{% set months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split() %}
{% set checks = [
    ["malformed_line", "source_text", "is_malformed"],
    ["missing_key", "month_text", "month_text is null"],
    ["missing_key", "product_category", "product_category is null"],
    ["bad_date", "discount_month", "discount_month is null"],
    ["missing_value", "discount_percent", "discount_percent_text is null"],
    [
        "bad_number", "discount_percent",
        "discount_percent is null or discount_percent not between 0 and 100",
    ],
] %}

with
source as (
    select * from {{ source('dacon', 'discounts') }}
),

renamed as (
    select
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('월') }} as month_text,
        {{ delivered('제품카테고리') }} as product_category,
        {{ delivered('쿠폰코드') }} as coupon_code,
        {{ delivered('할인율') }} as discount_percent_text
    from source
),

typed as (
    select
        *,
        -- spelled out: a locale would read other names on other machines
        case month_text
            {%- for month in months %}
            when '{{ month }}' then {{ loop.index }}
            {%- endfor %}
        end as discount_month,
        {{ as_decimal('discount_percent_text') }} as discount_percent
    from renamed
),

checked as (
    select
        'discounts' as source_table,
        source_file,
        source_row_number,
        source_text,
        discount_month,
        product_category,
        coupon_code,
        discount_percent,
        {{ first_failure(checks, key=["discount_month", "product_category"]) }}
    from typed
)

select * from checked
