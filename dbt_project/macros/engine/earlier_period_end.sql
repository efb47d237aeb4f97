{#-
    The last day of the period before the one that holds a date, or of the n-th one before it.
    unit is week (ending on Sunday), month or quarter; earlier_period_end("as_of_date", "month", "n")
    gives 2024-05-31 for 2024-06-30 and n = 1.
-#}
{% macro earlier_period_end(date, unit, n) -%}
    {{ return(adapter.dispatch("earlier_period_end")(date, unit, n)) }}
{%- endmacro %}


{% macro duckdb__earlier_period_end(date, unit, n) -%}
    cast(
        date_trunc('{{ unit }}', {{ date }})
        - ({{ n }} - 1) * interval '1 {{ unit }}' - interval '1 day' as date
    )
{%- endmacro %}


{% macro spark__earlier_period_end(date, unit, n) -%}
    {%- set start = "cast(date_trunc('" ~ unit ~ "', " ~ date ~ ") as date)" -%}
    {%- set before = "cast(" ~ n ~ " as integer) - 1" -%}
    {%- if unit == "week" -%}
    {{ start }} - (7 * ({{ before }}) + 1)
    {%- else -%}
    add_months({{ start }}, -{{ 3 if unit == "quarter" else 1 }} * ({{ before }})) - 1
    {%- endif -%}
{%- endmacro %}
