{#-
    A date without separators as business_date reads one; dashed("'19970101'") renders SQL that gives
    1997-01-01.
-#}
{% macro dashed(text) -%}
    substr({{ text }}, 1, 4) || '-' || substr({{ text }}, 5, 2) || '-' || substr({{ text }}, 7)
{%- endmacro %}


{#- A date some days earlier; days_before("as_of_date", 90) renders as_of_date - cast(90 as integer). -#}
{% macro days_before(date, days) -%}
    {{ date }} - cast({{ days }} as integer)
{%- endmacro %}


{#-
    Whether a date lies outside what the shop can have; implausible_date("order_date") renders
    order_date not between cast('1990-01-01' as date) and cast('2037-12-31' as date).
-#}
{% macro implausible_date(column) -%}
    {{ column }} not between cast('{{ var("first_plausible_date") }}' as date)
    and cast('{{ var("last_plausible_date") }}' as date)
{%- endmacro %}


{#-
    Rows dated after the var as_of_date do not exist; rows without a date do. Without the var nothing
    is cut. is_known_by_as_of_date("order_date") renders
    (order_date is null or order_date <= cast('2024-06-30' as date)).
-#}
{% macro is_known_by_as_of_date(column) -%}
    {%- if var("as_of_date") -%}
    ({{ column }} is null or {{ column }} <= cast('{{ var("as_of_date") }}' as date))
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{#-
    Calendar months from that of one date to that of another, both counted: 2024-01-31 to 2024-02-01
    are 2.
-#}
{% macro months_from_to(first_date, last_date) -%}
    (
        (extract(year from {{ last_date }}) - extract(year from {{ first_date }})) * 12
        + extract(month from {{ last_date }}) - extract(month from {{ first_date }}) + 1
    )
{%- endmacro %}
