-- Grain: one row per landed row of the tables that are neither order lines nor customers. The end
-- of the shop's format: what was rejected here is counted with all the rest.
with
discounts as (
    select * from {{ ref('stg_dacon__discounts') }}
),

taxes as (
    select * from {{ ref('stg_dacon__taxes') }}
),

marketing_days as (
    select * from {{ ref('stg_dacon__marketing_days') }}
),

unioned as (
    {% for table in ["discounts", "taxes", "marketing_days"] %}
    select
        source_table,
        source_file,
        source_row_number,
        source_text,
        {{ "marketing_date" if table == "marketing_days" else "cast(null as date)" }} as row_date,
        reject_reason,
        reject_column
    from {{ table }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from unioned
