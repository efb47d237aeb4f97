-- Grain: one row per as_of_date, half (1 or 2), customer and retested feature, of customers with at
-- least five lines in both halves. Rates are unshrunk: shrinking would make everybody alike.
{% set features = [
    "order_count", "purchase_day_count", "monetary_value", "average_order_value",
    "shrunk_gap_days", "units_per_order", "lines_per_order", "category_entropy",
    "price_tier_index", "premium_share", "repeat_product_share", "shrunk_coupon_rate",
    "shrunk_coupon_click_rate", "coupon_value_share", "discount_rate", "coupon_discount_rate",
    "full_price_share", "shipping_share", "shrunk_return_rate", "return_value_share",
    "weekend_share",
] %}

with
lines as (
    select * from {{ ref('int_customer_lines') }}
    where half > 0 and line_count >= 5
),

periods as (
    select * from {{ ref('int_periods') }}
    where half > 0
),

order_days as (
    select * from {{ ref('int_order_days') }}
    where order_count > 0
),

gaps as (
    select * from {{ ref('int_customer_gaps') }}
),

breadth as (
    select * from {{ ref('int_customer_breadth') }}
),

prices as (
    select * from {{ ref('int_customer_prices') }}
),

rates as (
    select
        as_of_date,
        half,
        customer_id,
        {{ unshrunk_rate('coupon_rate') }} as coupon_rate,
        {{ unshrunk_rate('coupon_click_rate') }} as coupon_click_rate,
        {{ unshrunk_rate('return_rate') }} as return_rate,
        {{ unshrunk_rate('weekend_rate') }} as weekend_rate
    from {{ ref('int_customer_rates') }}
    where half > 0
    group by as_of_date, half, customer_id
),

tested as (
    select
        as_of_date,
        customer_id
    from lines
    group by as_of_date, customer_id
    having count(*) = 2
),

days as (
    select
        periods.as_of_date,
        periods.half,
        order_days.customer_id,
        count(*) as purchase_day_count,
        sum(order_days.order_count) as order_count,
        sum(order_days.order_value) as order_value,
        sum(order_days.shipping_value) as shipping_value
    from periods
    inner join order_days on order_days.order_date between periods.from_date and periods.to_date
    group by periods.as_of_date, periods.half, order_days.customer_id
),

measured as (
    select
        lines.as_of_date,
        lines.half,
        lines.customer_id,
        days.order_count,
        days.purchase_day_count,
        lines.purchase_value - lines.return_value as monetary_value,
        {{ share('lines.purchase_value', 'days.order_count') }} as average_order_value,
        gaps.mean_gap_days as shrunk_gap_days,
        {{ share('lines.unit_count', 'days.order_count') }} as units_per_order,
        {{ share('lines.line_count', 'days.order_count') }} as lines_per_order,
        breadth.category_entropy,
        prices.price_tier_index,
        prices.premium_share,
        1 - {{ share('lines.product_count', 'lines.line_count') }} as repeat_product_share,
        rates.coupon_rate as shrunk_coupon_rate,
        rates.coupon_click_rate as shrunk_coupon_click_rate,
        case
            when lines.coupon_line_count > 0
                then {{ share('coalesce(lines.coupon_gross_value, 0)', 'lines.gross_value') }}
        end as coupon_value_share,
        {{ share('lines.discount_value', 'lines.gross_value') }} as discount_rate,
        {{ share('lines.coupon_discount_value', 'lines.coupon_gross_value') }}
            as coupon_discount_rate,
        case
            when lines.discount_value is not null
                then {{ share('coalesce(lines.full_price_gross_value, 0)', 'lines.gross_value') }}
        end as full_price_share,
        {{ share('days.shipping_value', 'days.shipping_value + days.order_value') }}
            as shipping_share,
        rates.return_rate as shrunk_return_rate,
        case
            when rates.return_rate is not null
                then {{ share('lines.return_value', 'lines.purchase_value') }}
        end as return_value_share,
        rates.weekend_rate as weekend_share
    from lines
    inner join tested
        on lines.as_of_date = tested.as_of_date and lines.customer_id = tested.customer_id
    {% for part in ["days", "gaps", "breadth", "prices", "rates"] -%}
    left join {{ part }}
        on
            lines.as_of_date = {{ part }}.as_of_date
            and lines.half = {{ part }}.half
            and lines.customer_id = {{ part }}.customer_id
    {% endfor %}
),

categories as (
    select * from {{ ref('int_customer_categories') }}
    where half > 0
),

category_values as (
    select
        as_of_date,
        product_category,
        cast(sum(net_value) as double) as net_value,
        cast(sum(sum(net_value)) over (partition by as_of_date) as double) as shop_value
    from {{ ref('int_customer_categories') }}
    where half = 0 and as_of_date in (select periods.as_of_date from periods)
    group by as_of_date, product_category
),

-- categories that hold at least 5 % of the shop's money are tested one by one
large_categories as (
    select
        as_of_date,
        product_category
    from category_values
    where net_value >= 0.05 * shop_value
),

category_shares as (
    select
        measured.as_of_date,
        measured.half,
        measured.customer_id,
        'category:' || large_categories.product_category as feature,
        coalesce(categories.net_value_share, 0) as feature_value
    from measured
    inner join large_categories on measured.as_of_date = large_categories.as_of_date
    left join categories
        on
            measured.as_of_date = categories.as_of_date
            and measured.half = categories.half
            and measured.customer_id = categories.customer_id
            and large_categories.product_category = categories.product_category
),

doubles as (
    select
        as_of_date,
        half,
        {% for feature in features -%}
        cast({{ feature }} as double) as {{ feature }},
        {% endfor -%}
        customer_id
    from measured
),

-- with nulls, which are counted
unpivoted as (
    select
        as_of_date,
        half,
        customer_id,
        feature,
        value
    from doubles unpivot include nulls (
        value for feature in ({{ features | join(", ") }})
    )

    union all

    select * from category_shares
)

select * from unpivoted
