{#-
    One attribute out of the long table of models, typed.
    model_attribute("mean", "double") renders
    cast(max(value) filter (where attribute = 'mean') as double) as mean.
-#}
{% macro model_attribute(attribute, data_type) -%}
    cast(max(value) filter (where attribute = '{{ attribute }}') as {{ data_type }}) as {{ attribute }}
{%- endmacro %}
