{#-
    A JSON object as text. json_object({"n": "customer_count"}) renders
    cast(to_json(struct_pack(n := customer_count)) as varchar), which is '{"n":12}'.
    pairs: expressions by name.
-#}
{% macro json_object(pairs) -%}
    {{ return(adapter.dispatch("json_object")(pairs)) }}
{%- endmacro %}


{% macro duckdb__json_object(pairs) -%}
    cast(
        to_json(
            struct_pack(
                {%- for name, expression in pairs.items() %}
                {{ name }} := {{ expression }}{{ "," if not loop.last }}
                {%- endfor %}
            )
        ) as varchar
    )
{%- endmacro %}


{#- Spark would write 1.0E7: a double is written apart. -#}
{% macro spark__json_object(pairs) -%}
    '{' || concat_ws(
        ',',
        {%- for name, expression in pairs.items() %}
        '"{{ name }}":' || coalesce(
            case typeof({{ expression }})
                when 'double' then {{ double_text("cast(" ~ expression ~ " as double)") }}
                else nullif(
                    regexp_extract(to_json(named_struct('v', {{ expression }})), '^..v.:(.*)}$', 1), ''
                )
            end,
            'null'
        ){{ "," if not loop.last }}
        {%- endfor %}
    ) || '}'
{%- endmacro %}
