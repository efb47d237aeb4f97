-- Grain: one row per source table: what was delivered, counted before anything is checked.
{% set tables = ["order_lines", "customers", "lookup_rows"] %}

with
order_lines as (
    select
        *,
        order_date as row_date
    from {{ shop_model('order_lines') }}
),

customers as (
    select
        *,
        cast(null as date) as row_date
    from {{ shop_model('customers') }}
),

lookup_rows as (
    select * from {{ shop_model('lookup_rows') }}
),

counted as (
    {% for table in tables -%}
    select
        source_table,
        min(source_file) as source_file,
        count(*) as raw_row_count,
        {{ "cast(coalesce(sum(gross_value), 0) as decimal(38, 4))" if table == "order_lines"
            else "cast(null as decimal(38, 4))" }} as raw_value
    from {{ table }}
    where {{ is_known_by_as_of_date('row_date') }}
    group by source_table
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from counted
