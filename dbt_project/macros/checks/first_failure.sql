{#-
    The first check that a row fails, as reject_reason, and the column it fails on, as
    reject_column; both null for a good row.
    checks: list of [reason, column, condition], in the order in which they are tried.
    key: columns that only one good row may have; of equal ones the first by text stays.
    first_failure([["bad_date", "order_date", "order_date is null"]]) renders
        case when order_date is null then 'bad_date' end as reject_reason,
        case when order_date is null then 'order_date' end as reject_column
-#}
{% macro first_failure(checks, key=[]) -%}
    {%- set all_checks = checks | list -%}
    {%- if key -%}
        {%- set conditions = checks | map(attribute=2) | join(" or ") -%}
        {%- set is_second -%}
            row_number() over (
                partition by {{ key | join(", ") }}
                order by case when {{ conditions }} then 1 else 0 end, source_text, source_row_number
            ) > 1
        {%- endset -%}
        {%- do all_checks.append(["duplicate_key", key | last, is_second]) -%}
    {%- endif -%}
    {%- for output in ["reject_reason", "reject_column"] -%}
        {%- set position = loop.index0 -%}
        case
            {%- for check in all_checks %}
            when {{ check[2] }} then '{{ check[position] }}'
            {%- endfor %}
        end as {{ output }}{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
