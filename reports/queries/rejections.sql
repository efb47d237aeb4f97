-- Grain: one row per source table and reject reason, most rows first.
with
counted as (
    select
        source_table,
        reject_reason,
        coalesce(
            list(distinct reject_column order by reject_column)
            filter (where reject_column is not null), []
        ) as reject_columns,
        count(*) as row_count
    from marts.fct_rejected_rows
    group by source_table, reject_reason
)

select
    source_table,
    reject_reason,
    reject_columns,
    row_count,
    row_count / sum(row_count) over () as rejected_row_share
from counted
order by row_count desc, source_table, reject_reason
