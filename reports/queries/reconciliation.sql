-- Grain: one row per source table; every raw row is accepted or rejected, and so is its money.
select
    source_table,
    raw_row_count,
    accepted_row_count,
    rejected_row_count,
    rejected_row_count / nullif(raw_row_count, 0) as rejected_row_share,
    raw_value,
    accepted_value,
    rejected_value,
    coalesce(
        raw_row_count = accepted_row_count + rejected_row_count
        and raw_value is not distinct from accepted_value + rejected_value,
        false
    ) as adds_up
from marts.row_reconciliation
order by source_table
