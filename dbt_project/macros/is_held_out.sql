{#-
    Whether a customer belongs to the hold-out of a campaign, who get nothing and tell what would have
    happened without it: the same customers whenever it is asked, others for another salt. Hashes are
    compared as text, which all engines do alike.
    salt: text; customer_id: column; the share of customers is the var holdout_share.
    is_held_out("may", "customer_id") renders substr(md5('may' || customer_id), 1, 8) < '1999999a'.
-#}
{% macro is_held_out(salt, customer_id) -%}
    {%- set bound = (var("holdout_share") | float * 4294967296) | round | int -%}
    {%- if bound >= 4294967296 -%}
    true
    {%- else -%}
    substr(md5({{ sql_text(salt) }} || {{ customer_id }}), 1, 8) < '{{ "%08x" | format(bound) }}'
    {%- endif -%}
{%- endmacro %}
