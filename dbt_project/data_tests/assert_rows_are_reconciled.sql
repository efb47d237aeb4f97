-- Delivered = accepted + rejected, in rows and in money, for every source table.
select *
from {{ ref('row_reconciliation') }}
where
    raw_row_count != accepted_row_count + rejected_row_count
    or raw_value != accepted_value + rejected_value
