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
-- each distinct value once, however many rows have it; dates as days since 1970, so that they have
-- quantiles
value_counts as (
    {% for table, definition in tables.items() -%}
    {%- set last_table = loop.last -%}
    {%- for column, kind in definition[1].items() %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        '{{ kind }}' as value_kind,
        {{ column }} is null as is_missing,
        {{ {
            "date": "cast(" ~ days_between("cast('1970-01-01' as date)", column) ~ " as double)",
            "number": "cast(" ~ column ~ " as double)",
            "text": "cast(null as double)",
        }[kind] }} as value,
        count(*) as row_count
    from {{ table }}
    group by {{ column }}
    {{ "union all" if not (last_table and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

counted as (
    select
        table_name,
        column_name,
        value_kind,
        cast(sum(row_count) as double) as row_count,
        cast(coalesce(sum(row_count) filter (where is_missing), 0) as double) as missing_count,
        cast(count(*) filter (where not is_missing) as double) as distinct_count
    from value_counts
    group by table_name, column_name, value_kind
),

ordered as (
    select
        table_name,
        column_name,
        value,
        row_count,
        sum(row_count) over (
            partition by table_name, column_name order by value
        ) as rows_up_to_value,
        cast(sum(row_count) over (partition by table_name, column_name) - 1 as decimal(18, 0))
            as last_position
    from value_counts
    where value is not null
),

-- a quantile lies between the values of two neighbouring rows; positions start with 0
measured as (
    select
        table_name,
        column_name,
        min(value) as minimum,
        {% for name, share in quantiles.items() -%}
        {% for side in ["floor", "ceil"] -%}
        min(value) filter (where rows_up_to_value > {{ side }}({{ share }} * last_position))
            as {{ name }}_{{ side }},
        {% endfor -%}
        min({{ share }} * last_position - floor({{ share }} * last_position)) as {{ name }}_part,
        {% endfor -%}
        max(value) as maximum,
        -- money has four places: the sum is exact
        cast(sum(cast(value as decimal(18, 4)) * cast(row_count as decimal(18, 0))) as double)
        / sum(row_count) as mean
    from ordered
    group by table_name, column_name
),

described as (
    select
        counted.*,
        counted.missing_count / counted.row_count as missing_share,
        measured.minimum,
        {% for name in quantiles -%}
        measured.{{ name }}_floor
        + (measured.{{ name }}_ceil - measured.{{ name }}_floor) * measured.{{ name }}_part
            as {{ name }},
        {% endfor -%}
        measured.maximum,
        measured.mean
    from counted
    left join measured
        on
            counted.table_name = measured.table_name
            and counted.column_name = measured.column_name
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
