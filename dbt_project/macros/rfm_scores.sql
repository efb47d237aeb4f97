{#-
    The bounds of one measure as four columns, of a query over rfm_cut_points of one model.
    rfm_bounds("order_count") renders, for n = 2, 3, 4 and 5,
    max(lower_bound) filter (where measure = 'order_count' and score = n) as order_count_n.
-#}
{% macro rfm_bounds(measure) -%}
    {% for n in [2, 3, 4, 5] -%}
        max(lower_bound) filter (where measure = '{{ measure }}' and score = {{ n }})
        as {{ measure }}_{{ n }}{{ ", " if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#-
    Score of a value, larger being better, by the var rfm_method: the largest score whose bound is met
    (a missing bound is met by nobody), or the percent rank within the snapshot; within names the
    columns of a snapshot where a query holds one several times.
    rfm_score("order_count", "order_count") renders
    case when order_count >= order_count_5 then 5 … else 1 end.
-#}
{% macro rfm_score(measure, value, within="as_of_date") -%}
    {% if var("rfm_method") == "percent_rank" -%}
        cast(
            1 + least(
                4, floor(5 * percent_rank() over (partition by {{ within }} order by {{ value }}))
            ) as integer
        )
    {%- else -%}
        case
            {%- for n in [5, 4, 3, 2] %}
            when {{ value }} >= {{ measure }}_{{ n }} then {{ n }}
            {%- endfor %}
            else 1
        end
    {%- endif %}
{%- endmacro %}
