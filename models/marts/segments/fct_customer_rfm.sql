-- Grain: one row per as_of_date and customer with a purchase by then.
{% set measures = {
    "r_score": ["recency_days", "-recency_days"],
    "f_score": ["order_count", "order_count"],
    "m_score": ["monetary_value", "cast(monetary_value as double)"],
} %}

with
features as (
    select * from {{ ref('fct_customer_features') }}
),

champion as (
    select * from {{ ref('cluster_models') }}
    where status = 'champion'
),

cut_points as (
    select rfm_cut_points.*
    from {{ ref('rfm_cut_points') }} as rfm_cut_points
    inner join champion on rfm_cut_points.model_id = champion.model_id
),

-- one row: a customer meets at most four bounds a measure, as columns
bounds as (
    select
        {% for score, measure in measures.items() -%}
        {% for n in [2, 3, 4, 5] -%}
        max(lower_bound) filter (where measure = '{{ measure[0] }}' and score = {{ n }})
            as {{ score }}_{{ n }}{{ "," if not (loop.last and score == "m_score") }}
        {% endfor -%}
        {% endfor %}
    from cut_points
),

scored as (
    select
        features.as_of_date,
        features.customer_id,
        champion.model_id,
        features.recency_days,
        features.order_count,
        features.monetary_value,
        {% for score, measure in measures.items() -%}
        {% if var('rfm_method') == 'percent_rank' -%}
        cast(
            1 + least(4, floor(5 * percent_rank() over (
                partition by features.as_of_date order by {{ measure[1] }}
            ))) as integer
        ) as {{ score }}{{ "," if not loop.last }}
        {% else -%}
        -- the largest score whose bound is met; a missing bound is met by nobody
        case
            {%- for n in [5, 4, 3, 2] %}
            when {{ measure[1] }} >= bounds.{{ score }}_{{ n }} then {{ n }}
            {%- endfor %}
            else 1
        end as {{ score }}{{ "," if not loop.last }}
        {% endif -%}
        {% endfor %}
    from features
    cross join champion
    cross join bounds
),

mapped as (
    select
        scored.as_of_date,
        scored.customer_id,
        scored.model_id,
        scored.recency_days,
        scored.order_count,
        scored.monetary_value,
        scored.r_score,
        scored.f_score,
        scored.m_score,
        scored.r_score || '' || scored.f_score || '' || scored.m_score as rfm_code,
        cells.rfm_segment
    from scored
    left join {{ ref('dim_rfm_cells') }} as cells
        on scored.r_score = cells.r_score and scored.f_score = cells.f_score
)

select * from mapped
