-- Grain: one row per variable (a column of a table of accepted rows) and statistic. The exploratory
-- analysis as rows.
{% set tables = {
    "order_lines": [ref("int_order_lines"), {
        "order_date": "date", "customer_id": "text", "order_id": "text", "product_id": "text",
        "product_category": "text", "quantity": "number", "unit_price": "number",
        "gross_value": "number", "discount_value": "number", "net_value": "number",
        "tax_value": "number", "shipping_value": "number", "coupon_status": "text",
    }],
    "orders": [ref("int_orders"), {
        "net_value": "number", "paid_value": "number", "unit_count": "number",
        "line_count": "number",
    }],
    "customers": [ref("int_customers"), {
        "customer_id": "text", "gender": "text", "region": "text",
        "reported_tenure_months": "number",
    }],
    "marketing_days": [ref("int_marketing_days"), {
        "marketing_date": "date", "offline_cost_value": "number", "online_cost_value": "number",
    }],
} %}
{% set quantiles = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95} %}

with
{% for table, definition in tables.items() -%}
{{ table }} as (
    select * from {{ definition[0] }}
),

{% endfor -%}
-- dates as days since 1970, so that they have quantiles
column_values as (
    {% for table, definition in tables.items() -%}
    {%- set last_table = loop.last -%}
    {%- for column, kind in definition[1].items() %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        '{{ kind }}' as value_kind,
        cast({{ column }} as string) as value_text,
        {{ {
            "date": "cast(" ~ days_between("cast('1970-01-01' as date)", column) ~ " as double)",
            "number": "cast(" ~ column ~ " as double)",
            "text": "cast(null as double)",
        }[kind] }} as value
    from {{ table }}
    {{ "union all" if not (last_table and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

measured as (
    select
        table_name,
        column_name,
        value_kind,
        cast(count(*) as double) as row_count,
        cast(count(*) - count(value_text) as double) as missing_count,
        cast(count(*) - count(value_text) as double) / nullif(count(*), 0) as missing_share,
        min(value) as minimum,
        {% for name, share in quantiles.items() -%}
        percentile_cont({{ share }}) within group (order by value) as {{ name }},
        {% endfor -%}
        max(value) as maximum,
        -- money has four places: the sum is exact
        cast(sum(cast(value as decimal(38, 4))) as double) / nullif(count(value), 0) as mean
    from column_values
    group by table_name, column_name, value_kind
),

-- apart: beside it, an engine would make quantiles of each distinct text
distinct_counts as (
    select
        table_name,
        column_name,
        cast(count(distinct value_text) as double) as distinct_count
    from column_values
    group by table_name, column_name
),

described as (
    select
        measured.*,
        distinct_counts.distinct_count
    from measured
    inner join distinct_counts
        on
            measured.table_name = distinct_counts.table_name
            and measured.column_name = distinct_counts.column_name
),

-- a statistic that there is none of has no row
statistics as (
    select
        table_name,
        column_name,
        value_kind,
        statistic,
        value
    from described unpivot (
        value for statistic in (
            row_count, missing_count, missing_share, distinct_count, minimum,
            {{ quantiles | join(", ") }}, maximum, mean
        )
    )
),

profile as (
    select
        table_name || '.' || column_name as variable,
        statistic,
        table_name,
        column_name,
        round(value, 9) as value,
        case
            when
                value_kind = 'date'
                and statistic not in (
                    'row_count', 'missing_count', 'missing_share', 'distinct_count'
                )
                then
                    cast(
                        {{ days_before("cast('1970-01-01' as date)", "-round(value)") }} as string
                    )
            else {{ double_text('round(value, 4)') }}
        end as value_text
    from statistics
)

select * from profile
