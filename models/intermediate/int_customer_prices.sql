-- Grain: one row per as_of_date, half and customer with a priced line in a category in it.
with
periods as (
    select * from {{ ref('int_periods') }}
),

order_lines as (
    select * from {{ ref('int_order_lines') }}
    where not is_return and unit_price > 0 and product_category is not null
),

lines_to_date as (
    select
        periods.as_of_date,
        periods.half,
        order_lines.customer_id,
        order_lines.product_category,
        order_lines.unit_price,
        order_lines.net_value
    from periods
    inner join order_lines on order_lines.order_date between periods.from_date and periods.to_date
),

categories as (
    select
        as_of_date,
        half,
        product_category,
        cast(median(unit_price) as double) as median_price,
        percentile_disc(0.75) within group (order by unit_price) as upper_price
    from lines_to_date
    group by as_of_date, half, product_category
),

measured as (
    select
        lines_to_date.as_of_date,
        lines_to_date.half,
        lines_to_date.customer_id,
        round(
            {{ sum_of_doubles(
                'ln(cast(lines_to_date.unit_price as double) / categories.median_price)'
            ) }} / count(*), 9
        ) as price_tier_index,
        round(
            cast(
                coalesce(
                    sum(lines_to_date.net_value) filter (
                        where lines_to_date.unit_price > categories.upper_price
                    ), 0
                ) as double
            ) / nullif(cast(sum(lines_to_date.net_value) as double), 0), 9
        ) as premium_share
    from lines_to_date
    inner join categories
        on
            lines_to_date.as_of_date = categories.as_of_date
            and lines_to_date.half = categories.half
            and lines_to_date.product_category = categories.product_category
    group by lines_to_date.as_of_date, lines_to_date.half, lines_to_date.customer_id
)

select * from measured
