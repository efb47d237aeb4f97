-- Every landed row stands in the end of the format exactly once: no join loses or doubles one.
{{ config(enabled=var('shop') == 'dacon') }}
{% set ends = {
    "online_sales": ref("stg_dacon__order_lines"),
    "customers": ref("stg_dacon__customers"),
    "discounts": ref("stg_dacon__lookup_rows"),
    "taxes": ref("stg_dacon__lookup_rows"),
    "marketing_days": ref("stg_dacon__lookup_rows"),
} %}

with
landed as (
    {% for table in ends %}
    select
        '{{ table }}' as source_table,
        source_row_number,
        source_text
    from {{ source('dacon', table) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

staged as (
    {% for table, relation in ends.items() %}
    select
        source_table,
        source_row_number,
        source_text
    from {{ relation }}
    where source_table = '{{ table }}'
    {{ "union all" if not loop.last }}
    {% endfor %}
),

compared as (
    select
        *,
        1 as difference
    from landed

    union all

    select
        *,
        -1 as difference
    from staged
)

select
    source_table,
    source_row_number,
    source_text
from compared
group by source_table, source_row_number, source_text
having sum(difference) != 0
