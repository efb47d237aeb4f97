-- Grain: one row per as_of_date, half and customer with a purchase in it: on which days of the week
-- and in which months of the year they buy.
{{ config(post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}") }}

{% set units = {"week_day": 7, "month_of_year": 12} %}

with
periods as (
    select * from {{ ref('int_periods') }}
    where {{ in_batch() }}
),

purchase_days as (
    select
        customer_id,
        order_date,
        order_count,
        {{ iso_weekday('order_date') }} as week_day,
        cast(extract(month from order_date) as integer) as month_of_year
    from {{ ref('int_purchase_days') }}
),

counts as (
    select
        periods.as_of_date,
        periods.half,
        purchase_days.customer_id,
        {% for unit, size in units.items() -%}
        {% for number in range(1, size + 1) -%}
        cast(
            coalesce(
                sum(purchase_days.order_count) filter (
                    where purchase_days.{{ unit }} = {{ number }}
                ), 0
            ) as bigint
        ) as {{ unit }}_{{ number }},
        {% endfor -%}
        {% endfor -%}
        cast(sum(purchase_days.order_count) as bigint) as order_count
    from periods
    inner join purchase_days
        on purchase_days.order_date between periods.from_date and periods.to_date
    group by periods.as_of_date, periods.half, purchase_days.customer_id
),

-- squares of integers: no order of rows can change their sum
peaks as (
    select
        *,
        {% for unit, size in units.items() -%}
        greatest(
            {% for number in range(1, size + 1) -%}
            {{ unit }}_{{ number }}{{ "," if not loop.last }}
            {% endfor -%}
        ) as most_in_{{ unit }},
        {% for number in range(1, size + 1) -%}
        {{ unit }}_{{ number }} * {{ unit }}_{{ number }}{{ " + " if not loop.last }}
        {%- endfor %} as {{ unit }}_squares,
        {% endfor -%}
        order_count >= 5 as has_five
    from counts
),

measured as (
    select
        as_of_date,
        half,
        customer_id,
        {% for unit, size in units.items() -%}
        -- the first of equal ones
        case
            when not has_five then null
            {% for number in range(1, size + 1) -%}
            when {{ unit }}_{{ number }} = most_in_{{ unit }} then {{ number }}
            {% endfor -%}
        end as {{ "preferred_weekday" if unit == "week_day" else "peak_month" }},
        case
            when has_five
                then
                    round(
                        cast({{ unit }}_squares as double) / (order_count * order_count)
                        - 1e0 / {{ size }}, 9
                    )
        end as {{ "weekday_concentration" if unit == "week_day" else "month_concentration" }},
        {% endfor -%}
        cast(week_day_6 + week_day_7 as integer) as weekend_order_count,
        round(cast(week_day_6 + week_day_7 as double) / order_count, 9) as weekend_share,
        cast(order_count as integer) as order_count
    from peaks
)

select * from measured
