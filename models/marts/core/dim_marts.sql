-- Grain: one row per table of this schema, as the project describes it; publishing goes by it.
with
marts as (
    {% for mart in described_marts() -%}
    select
        '{{ mart.table_name }}' as table_name,
        '{{ mart.key_columns }}' as key_columns,
        {{ mart.is_public | string | lower }} as is_public
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from marts
