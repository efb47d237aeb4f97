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


{#- A date some days earlier; days_before("as_of_date", 90) renders as_of_date - cast(90 as integer). -#}
{% macro days_before(date, days) -%}
    {{ return(adapter.dispatch("days_before")(date, days)) }}
{%- endmacro %}


{% macro duckdb__days_before(date, days) -%}
    {{ date }} - cast({{ days }} as integer)
{%- endmacro %}
