-- Grain: one row per source table. Delivered, accepted and rejected are counted apart, each from
-- its own model, so that their sum proves something.
with
raw_row_counts as (
    select * from {{ ref('int_raw_row_counts') }}
),

order_lines as (
    select * from {{ ref('int_order_lines') }}
),

customers as (
    select * from {{ ref('int_customers_checked') }}
),

lookup_rows as (
    select * from {{ shop_model('lookup_rows') }}
    where reject_reason is null and {{ is_known_by_as_of_date('row_date') }}
),

rejected_rows as (
    select * from {{ ref('int_rejected_rows') }}
),

accepted as (
    select
        source_table,
        count(*) as row_count,
        sum(gross_value) as gross_value
    from order_lines
    group by source_table

    union all

    select
        source_table,
        count(*) as row_count,
        null as gross_value
    from customers
    where reject_reason is null
    group by source_table

    union all

    select
        source_table,
        count(*) as row_count,
        null as gross_value
    from lookup_rows
    group by source_table
),

rejected as (
    select
        source_table,
        count(*) as row_count,
        sum(gross_value) as gross_value
    from rejected_rows
    group by source_table
),

-- rows whose customer was merged away are those of a customer all the same
merged as (
    select
        source_table,
        count(distinct raw_customer_id) filter (where raw_customer_id != customer_id)
            as customer_count
    from order_lines
    group by source_table

    union all

    select
        source_table,
        count(distinct raw_customer_id) filter (
            where raw_customer_id != customer_id
            and coalesce(reject_reason, 'merged_customer') = 'merged_customer'
        ) as customer_count
    from customers
    group by source_table
),

reconciled as (
    select
        raw_row_counts.source_table,
        raw_row_counts.source_file,
        cast(raw_row_counts.raw_row_count as bigint) as raw_row_count,
        cast(coalesce(accepted.row_count, 0) as bigint) as accepted_row_count,
        cast(coalesce(rejected.row_count, 0) as bigint) as rejected_row_count,
        raw_row_counts.raw_value,
        -- a table without money has no value anywhere
        case
            when raw_row_counts.raw_value is not null
                then cast(coalesce(accepted.gross_value, 0) as decimal(38, 4))
        end as accepted_value,
        case
            when raw_row_counts.raw_value is not null
                then cast(coalesce(rejected.gross_value, 0) as decimal(38, 4))
        end as rejected_value,
        cast(merged.customer_count as bigint) as merged_customer_count
    from raw_row_counts
    left join accepted on raw_row_counts.source_table = accepted.source_table
    left join rejected on raw_row_counts.source_table = rejected.source_table
    left join merged on raw_row_counts.source_table = merged.source_table
)

select * from reconciled
