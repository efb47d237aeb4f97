-- Grain: one row per as_of_date, half and customer with a priced line in a category in it.
{{ config(post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}") }}

with
periods as (
    select * from {{ ref('int_periods') }}
    where {{ in_batch() }}
),

order_lines as (
    select * from {{ ref('int_order_lines') }}
    where not is_return and unit_price > 0 and product_category is not null
),

day_prices as (
    select
        order_date,
        product_category,
        unit_price,
        count(*) as line_count
    from order_lines
    group by order_date, product_category, unit_price
),

-- there are far fewer prices than lines
counts as (
    select
        periods.as_of_date,
        periods.half,
        day_prices.product_category,
        day_prices.unit_price,
        sum(day_prices.line_count) as line_count
    from periods
    inner join day_prices on day_prices.order_date between periods.from_date and periods.to_date
    group by
        periods.as_of_date, periods.half, day_prices.product_category, day_prices.unit_price
),

ranks as (
    select
        *,
        sum(line_count) over (
            partition by as_of_date, half, product_category order by unit_price
        ) as lines_up_to,
        sum(line_count) over (partition by as_of_date, half, product_category) as all_lines
    from counts
),

categories as (
    select
        as_of_date,
        half,
        product_category,
        -- the mean of the two middle lines, which are one where their number is odd
        cast(
            min(unit_price) filter (where 2 * lines_up_to >= all_lines)
            + min(unit_price) filter (where 2 * lines_up_to > all_lines) as double
        ) / 2 as median_price,
        min(unit_price) filter (where 4 * lines_up_to >= 3 * all_lines) as upper_price
    from ranks
    group by as_of_date, half, product_category
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
