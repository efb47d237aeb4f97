{#-
    The shop formats, each with the ends it has beside its order lines: customers (its table of
    customers, in which every buyer must stand), lookup_rows, marketing_days.
-#}
{% macro shops() %}
    {% do return({
        "dacon": ["customers", "lookup_rows", "marketing_days"],
        "online_retail": [],
        "cdnow": ["lookup_rows"],
        "orders": [],
    }) %}
{% endmacro %}


{% macro shop_has(end) %}
    {% do return(end == "order_lines" or end in shops()[var("shop")]) %}
{% endmacro %}


{#-
    An end of the configured shop's format, or no rows where it has none; shop_model("order_lines")
    renders "database"."staging"."stg_dacon__order_lines".
-#}
{% macro shop_model(end) -%}
    {%- if var("shop") not in shops() -%}
        {%- do stop_setting("shop", shops() | join(", ")) -%}
    {%- elif shop_has(end) -%}
        {{ ref("stg_" ~ var("shop") ~ "__" ~ end) }}
    {%- else -%}
        {%- set columns = {
            "customers": {
                "is_malformed": "boolean", "customer_id": "string", "gender": "string",
                "region": "string", "reported_tenure_text": "string",
                "reported_tenure_months": "integer",
            },
            "lookup_rows": {
                "row_date": "date", "reject_reason": "string", "reject_column": "string",
            },
            "marketing_days": {
                "marketing_date": "date", "offline_cost_value": "decimal(18, 4)",
                "online_cost_value": "decimal(18, 4)", "reject_reason": "string",
            },
        }[end] -%}
        (
            select
                cast(null as string) as source_table,
                cast(null as string) as source_file,
                cast(null as bigint) as source_row_number,
                cast(null as string) as source_text
                {%- for column, data_type in columns.items() %},
                cast(null as {{ data_type }}) as {{ column }}
                {%- endfor %}
            where false
        )
    {%- endif -%}
{%- endmacro %}
