-- No accepted row is also rejected: rejected rows are exactly those with a reason.
with
expected as (
    select count(*) as row_count
    from {{ ref('int_rejected_rows') }}
),

listed as (
    select sum(rejected_row_count) as row_count
    from {{ ref('row_reconciliation') }}
),

published as (
    select count(*) as row_count
    from {{ ref('fct_rejected_rows') }}
)

select
    expected.row_count as expected_row_count,
    listed.row_count as listed_row_count,
    published.row_count as published_row_count
from expected
cross join listed
cross join published
where expected.row_count != listed.row_count or expected.row_count != published.row_count
