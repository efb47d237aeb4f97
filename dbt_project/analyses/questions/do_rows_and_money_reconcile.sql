-- Do delivered rows and money equal what was accepted and what was rejected?
select
    source_table,
    raw_row_count,
    accepted_row_count,
    rejected_row_count,
    raw_row_count = accepted_row_count + rejected_row_count as rows_reconcile,
    raw_value - accepted_value - rejected_value as unexplained_value
from {{ ref('row_reconciliation') }}
order by source_table
