-- Grain: one row per as_of_date, half and customer with a purchase in it: on which days of the week
-- and in which months of the year they buy.
{% set units = {"weekday": 7, "month": 12} %}

with
periods as (
    select * from {{ ref('int_periods') }}
),

purchase_days as (
    select
        customer_id,
        order_date,
        order_count,
        {{ iso_weekday('order_date') }} as weekday,
        cast(extract(month from order_date) as integer) as month
    from {{ ref('int_purchase_days') }}
),

counts as (
    select
        periods.as_of_date,
        periods.half,
        purchase_days.customer_id,
        cast(sum(purchase_days.order_count) as bigint) as order_count
        {%- for unit, size in units.items() %}
        {%- for number in range(1, size + 1) %},
        cast(
            coalesce(
                sum(purchase_days.order_count) filter (
                    where purchase_days.{{ unit }} = {{ number }}
                ), 0
            ) as bigint
        ) as {{ unit }}_{{ number }}
        {%- endfor %}
        {%- endfor %}
    from periods
    inner join purchase_days
        on purchase_days.order_date between periods.from_date and periods.to_date
    group by periods.as_of_date, periods.half, purchase_days.customer_id
),

peaks as (
    select
        *
        {%- for unit, size in units.items() %},
        greatest(
            {%- for number in range(1, size + 1) %}
            {{ unit }}_{{ number }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as most_in_{{ unit }},
        -- from integers: no order of rows can change it
        cast(
            {%- for number in range(1, size + 1) %}
            {{ unit }}_{{ number }} * {{ unit }}_{{ number }}{{ " +" if not loop.last }}
            {%- endfor %} as double
        ) / (order_count * order_count) as {{ unit }}_share_squares
        {%- endfor %}
    from counts
),

measured as (
    select
        as_of_date,
        half,
        customer_id,
        cast(order_count as integer) as order_count,
        cast(weekday_6 + weekday_7 as integer) as weekend_order_count,
        round(cast(weekday_6 + weekday_7 as double) / order_count, 9) as weekend_share
        {%- for unit, size in units.items() %},
        -- the first of equal ones
        case
            when order_count < 5 then null
            {%- for number in range(1, size + 1) %}
            when {{ unit }}_{{ number }} = most_in_{{ unit }} then {{ number }}
            {%- endfor %}
        end as {{ "preferred_weekday" if unit == "weekday" else "peak_month" }},
        case when order_count >= 5 then round({{ unit }}_share_squares - 1e0 / {{ size }}, 9) end
            as {{ unit }}_concentration
        {%- endfor %}
    from peaks
)

select * from measured
