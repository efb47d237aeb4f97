{#-
    A number of segment_metrics as people read it, by its unit: share, money, days, count or ratio.
    What rounding would hide is a bound: 0.0001 is '<0.1%'. Null stays null. Money carries the var
    currency, and no decimals from 1,000 on.
    metric_text("value", "unit") renders a case that gives '12.3%' for 0.123 and 'share'.
-#}
{% macro metric_text(value, unit) -%}
    case
        when {{ unit }} = 'share' and {{ value }} > 0 and {{ value }} < 0.0005 then '<0.1%'
        when {{ unit }} = 'share' and {{ value }} < 1 and {{ value }} >= 0.9995 then '>99.9%'
        when {{ unit }} = 'share' then {{ number_text("100 * " ~ value, 1) }} || '%'
        when {{ unit }} = 'money' and abs({{ value }}) >= 1000
            then {{ number_text(value, 0) }} || ' {{ var("currency") }}'
        when {{ unit }} = 'money' then {{ number_text(value, 2) }} || ' {{ var("currency") }}'
        when {{ unit }} in ('days', 'count') and {{ value }} = round({{ value }})
            then {{ number_text(value, 0) }}
        when {{ unit }} in ('days', 'count') then {{ number_text(value, 1) }}
        else {{ number_text(value, 2) }}
    end
{%- endmacro %}


{#-
    A text of the playbook with its slots filled from the columns of the same names; an unknown
    number is a dash. filled_text("body_en", "rules", [1]) renders
    replace(replace(body_en, '{value_1}', coalesce(rules.value_1, '–')), '{base_1}', …) and so on.
-#}
{% macro filled_text(text, relation, slots) -%}
    {%- set filled = namespace(text=text) -%}
    {%- for slot in slots -%}
        {%- for part in ["value", "base", "category", "next_category"] -%}
            {%- set name = part ~ "_" ~ slot -%}
            {%- set filled.text
                = "replace(\n" ~ filled.text ~ ", '{" ~ name ~ "}', coalesce(" ~ relation ~ "."
                ~ name ~ ", '–')\n)" -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ filled.text }}
{%- endmacro %}


{#-
    Why an action is withheld. language: en or ko; preference: column with what customers would have
    to be consistent in; signal: the row of fct_feature_signal, with its correlation as text;
    needed: the correlation from which on they are.
-#}
{% macro withheld_text(language, preference, signal, needed) -%}
    case
        when {{ signal }}.verdict = 'noise' then
            {% if language == "ko" -%}
            {{ preference }} || ': 이 데이터에서는 일관된 성향이 확인되지 않습니다(재검사 상관 '
            || {{ signal }}.correlation_text || ', {{ needed }} 이상 필요). 이를 기준으로 세그먼트를 나누지 마세요.'
            {%- else -%}
            'No stable ' || {{ preference }} || ' in this data (retest correlation '
            || {{ signal }}.correlation_text || ', needed {{ needed }}): do not split customers by it.'
            {%- endif %}
        {% if language == "ko" -%}
        else {{ preference }} || ': 일관성을 확인하기에는 이 데이터의 고객이 너무 적습니다.'
        {%- else -%}
        else 'Whether there is a stable ' || {{ preference }} || ' could not be tested in this data.'
        {%- endif %}
    end
{%- endmacro %}
