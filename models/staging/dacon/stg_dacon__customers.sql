-- Grain: one row per landed row of Customer_info.csv; nothing is filtered here.
with
source as (
    select * from {{ source('dacon', 'customers') }}
),

renamed as (
    select
        'customers' as source_table,
        source_file,
        source_row_number,
        source_text,
        is_malformed,
        {{ delivered('고객ID') }} as customer_id,
        case {{ delivered('성별') }}
            when '남' then 'male'
            when '여' then 'female'
            else {{ delivered('성별') }}
        end as gender,
        {{ delivered('고객지역') }} as region,
        {{ delivered('가입기간') }} as reported_tenure_text,
        try_cast(round({{ as_decimal(delivered('가입기간')) }}) as integer) as reported_tenure_months
    from source
)

select * from renamed
