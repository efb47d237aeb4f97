-- Grain: one row per column of a public mart, by table and in the order of its columns; a mart that
-- is not there has one row without a column.
select
    dim_marts.table_name,
    dim_marts.key_columns,
    tables.comment as table_description,
    columns.column_name,
    columns.data_type,
    columns.comment as column_description
from marts.dim_marts
left join duckdb_tables() as tables
    on
        tables.database_name = current_database()
        and tables.schema_name = 'marts'
        and dim_marts.table_name = tables.table_name
left join duckdb_columns() as columns
    on
        tables.table_oid = columns.table_oid
        and columns.database_name = current_database()
        and columns.schema_name = 'marts'
where dim_marts.is_public
order by dim_marts.table_name, columns.column_index
