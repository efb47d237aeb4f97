-- Grain: one row, all source tables together.
with
reconciled as (
    select
        coalesce(sum(raw_row_count), 0) as raw_row_count,
        coalesce(sum(rejected_row_count), 0) as rejected_row_count,
        coalesce(
            bool_and(
                raw_row_count = accepted_row_count + rejected_row_count
                and raw_value is not distinct from accepted_value + rejected_value
            ), true
        ) as adds_up
    from marts.row_reconciliation
),

listed as (
    select count(*) as listed_row_count
    from marts.fct_rejected_rows
)

select
    raw_row_count,
    rejected_row_count,
    rejected_row_count / nullif(raw_row_count, 0) as rejected_row_share,
    listed_row_count,
    adds_up and rejected_row_count = listed_row_count as adds_up
from reconciled
cross join listed
