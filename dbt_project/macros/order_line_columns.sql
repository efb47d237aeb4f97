{#-
    The columns that the order lines of every shop end in, of a query over a landed table.
    table: name of the source table. given: SQL by column, for what the shop delivers; the rest is
    null. Numbers and the order time are given as delivered, in columns that end in _text, and cast
    here unless they are given too, so that a value that does not cast stays beside its text.
    gross_value is quantity times unit price unless it is given.
-#}
{% macro order_line_columns(table, given) -%}
    '{{ table }}' as source_table,
    source_file,
    source_row_number,
    source_text,
    is_malformed,
    {% for column in ["customer_id", "order_id", "order_date_text"] -%}
    {{ given_column(given, column, "string") }},
    {% endfor -%}
    {{ given.get("order_date", business_date(given["order_date_text"])) }} as order_date,
    {% for column in ["product_id", "product_category"] -%}
    {{ given_column(given, column, "string") }},
    {% endfor -%}
    {% for name in ["quantity", "unit_price"] -%}
    {{ given_column(given, name ~ "_text", "string") }},
    {{ given.get(name, as_decimal(name ~ "_text")) }} as {{ name }},
    {% endfor -%}
    {{ given.get(
        "gross_value", "try_cast(" ~ wide_product("quantity", "unit_price") ~ " as decimal(18, 4))"
    ) }}
        as gross_value,
    {% for name in ["discount", "tax", "shipping"] -%}
    {{ given_column(given, name ~ "_text", "string") }},
    {{ given.get(name ~ "_value", as_decimal(name ~ "_text")) }} as {{ name }}_value,
    {% endfor -%}
    {{ given_column(given, "coupon_status_text", "string") }},
    {{ given_column(given, "coupon_status", "string") }},
    {{ given.get("is_return", "coalesce(quantity < 0, false)") }} as is_return,
    false as is_discount_unknown,
    false as is_tax_unknown,
    {{ given_column(given, "set_aside_reason", "string") }},
    {{ given_column(given, "set_aside_column", "string") }}
{%- endmacro %}


{% macro given_column(given, column, data_type) -%}
    {{ given.get(column, "cast(null as " ~ data_type ~ ")") }} as {{ column }}
{%- endmacro %}
