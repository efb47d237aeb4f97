{#-
    The end of the configured shop's format; shop_model("order_lines") renders
    "database"."staging"."stg_dacon__order_lines".
-#}
{% macro shop_model(name) -%}
    {%- if not modules.re.fullmatch("dacon", var("shop") | string) -%}
        {%- do stop_setting("shop", "dacon") -%}
    {%- endif -%}
    {{ ref("stg_" ~ var("shop") ~ "__" ~ name) }}
{%- endmacro %}
