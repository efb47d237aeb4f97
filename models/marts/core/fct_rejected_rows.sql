-- Grain: one row per rejected raw row; its text stays in int_rejected_rows.
with
rejected_rows as (
    select * from {{ ref('int_rejected_rows') }}
),

reasons as (
    select
        source_table,
        source_file,
        source_row_number,
        reject_reason,
        reject_column
    from rejected_rows
)

select * from reasons
