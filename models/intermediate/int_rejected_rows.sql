-- Grain: one row per rejected landed row, of every table of the shop, with its text as delivered.
{% set checked = {
    "order_lines": ref("int_order_lines_checked"),
    "customers": ref("int_customers_checked"),
    "lookup_rows": shop_model("lookup_rows"),
} %}

with
{% for name, relation in checked.items() -%}
{{ name }} as (
    select * from {{ relation }}
    {%- if name == "lookup_rows" %}
    where {{ is_known_by_as_of_date('row_date') }}
    {%- endif %}
),

{% endfor -%}
unioned as (
    {% for name in checked -%}
    select
        source_table,
        source_file,
        source_row_number,
        reject_reason,
        reject_column,
        source_text,
        {{ "gross_value" if name == "order_lines" else "cast(null as decimal(18, 4))" }}
            as gross_value,
        {{ "false" if name == "lookup_rows" else "is_set_aside" }} as is_set_aside
    from {{ name }}
    where reject_reason is not null
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from unioned
