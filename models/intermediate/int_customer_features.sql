-- Grain: one row per as_of_date and customer with a purchase by then. Only rows dated on or before
-- as_of_date count. Snapshots are kept until a row up to their date changes.
{{
    config(
        materialized=kept_materialization(),
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ drop_other_snapshots("
        ~ "ref('int_snapshots'), ref('int_due_snapshots')) }}",
        post_hook="{{ insert_other_batches(ref('int_due_snapshots')) }}"
    )
}}

{% set parts = {
    "lines": "int_customer_lines",
    "gaps": "int_customer_gaps",
    "breadth": "int_customer_breadth",
    "prices": "int_customer_prices",
    "calendar": "int_customer_calendar",
    "clumpiness": "int_customer_clumpiness",
    "exposure": "int_customer_exposure",
} %}
{% set whole_parts = ["clumpiness", "exposure"] %}

with
snapshots as (
    select as_of_date from {{ ref('int_due_snapshots') }}
    where {{ in_batch() }}
),

orders as (
    select * from {{ ref('int_customer_orders') }}
    where as_of_date in (select snapshots.as_of_date from snapshots)
),

{% for part, model in parts.items() -%}
{{ part }} as (
    select * from {{ ref(model) }}
    where
        as_of_date in (select snapshots.as_of_date from snapshots)
        {{ "and half = 0" if part not in whole_parts }}
),

{% endfor -%}
rates as (
    select
        as_of_date,
        customer_id,
        max(shrunk_rate) filter (where rate_name = 'coupon_rate') as shrunk_coupon_rate,
        max(shrunk_rate) filter (where rate_name = 'coupon_click_rate') as shrunk_coupon_click_rate,
        max(shrunk_rate) filter (where rate_name = 'return_rate') as shrunk_return_rate
    from {{ ref('int_customer_rates') }}
    where as_of_date in (select snapshots.as_of_date from snapshots) and half = 0
    group by as_of_date, customer_id
),

measured as (
    select
        orders.as_of_date,
        orders.customer_id,
        orders.input_digest,
        orders.first_order_date,
        orders.last_order_date,
        {{ days_between('orders.last_order_date', 'orders.as_of_date') }} as recency_days,
        {{ days_between('orders.first_order_date', 'orders.as_of_date') }} as tenure_days,
        {{ days_between('orders.first_order_date', 'orders.last_order_date') }} as active_span_days,
        orders.order_count,
        orders.purchase_day_count,
        lines.purchase_value,
        lines.return_value,
        orders.paid_value,
        orders.largest_order_value,
        orders.net_value_30d,
        orders.order_count_30d,
        orders.net_value_90d,
        orders.order_count_90d,
        orders.net_value_180d,
        orders.order_count_180d,
        orders.net_value_365d,
        orders.order_count_365d,
        orders.repeat_value,
        orders.net_value_horizon,
        orders.active_month_count,
        orders.order_value,
        orders.shipping_value,
        orders.order_value_365d,
        orders.fourth_quarter_value_365d,
        gaps.mean_gap_days,
        gaps.median_gap_days,
        gaps.shrunk_gap_days,
        gaps.gap_variation,
        gaps.last_gap_share,
        gaps.previous_recency_days,
        clumpiness.clumpiness_365d,
        lines.unit_count,
        lines.line_count,
        lines.product_count,
        breadth.category_count,
        breadth.category_entropy,
        breadth.category_evenness,
        breadth.top_category,
        breadth.top_category_share,
        prices.price_tier_index,
        prices.premium_share,
        lines.gross_value,
        lines.discount_value,
        lines.full_price_gross_value,
        nullif(lines.coupon_line_count, 0) as coupon_line_count,
        lines.coupon_used_count,
        lines.coupon_gross_value,
        lines.coupon_discount_value,
        rates.shrunk_coupon_rate,
        rates.shrunk_coupon_click_rate,
        rates.shrunk_return_rate,
        calendar.weekend_share,
        calendar.preferred_weekday,
        calendar.weekday_concentration,
        calendar.peak_month,
        calendar.month_concentration,
        exposure.marketing_exposure_ratio,
        exposure.online_exposure_share
    from orders
    {% for part in parts.keys() | list + ["rates"] -%}
    left join {{ part }}
        on orders.as_of_date = {{ part }}.as_of_date and orders.customer_id = {{ part }}.customer_id
    {% endfor %}
),

timed as (
    select
        *,
        round(recency_days / nullif(shrunk_gap_days, 0), 9) as overdue_ratio,
        tenure_days >= 180 as has_trend,
        tenure_days >= 365 as has_year
    from measured
),

features as (
    select
        as_of_date,
        customer_id,

        -- lifecycle
        first_order_date,
        last_order_date,
        recency_days,
        tenure_days,
        active_span_days,
        purchase_day_count = 1 as is_one_time_buyer,
        case
            when overdue_ratio is null then null
            when tenure_days <= 30 then 'new'
            when overdue_ratio <= 1 then 'active'
            when overdue_ratio <= 2 then 'cooling'
            when overdue_ratio <= 4 then 'lapsing'
            else 'lapsed'
        end as lifecycle_stage,

        -- frequency and value
        order_count,
        purchase_day_count,
        {{ share('order_count', 'purchase_day_count') }} as orders_per_purchase_day,
        purchase_value,
        return_value,
        cast(purchase_value - return_value as decimal(18, 4)) as monetary_value,
        paid_value,
        {{ money_ratio('purchase_value', 'order_count') }} as average_order_value,
        {{ money_ratio('purchase_value', 'purchase_day_count') }} as average_purchase_day_value,
        case
            when purchase_value > 0 then {{ share('largest_order_value', 'purchase_value') }}
        end as max_order_share,
        net_value_30d,
        order_count_30d,
        net_value_90d,
        order_count_90d,
        net_value_180d,
        order_count_180d,
        net_value_365d,
        order_count_365d,

        -- rhythm
        mean_gap_days,
        median_gap_days,
        shrunk_gap_days,
        gap_variation,
        last_gap_share,
        clumpiness_365d,
        overdue_ratio,
        {{ share('active_month_count', months_from_to('first_order_date', 'as_of_date')) }}
            as active_month_share,
        previous_recency_days,

        -- trend
        has_trend,
        case
            when has_trend then
                round(
                    ln(1 + cast(greatest(net_value_90d, 0) as double))
                    - ln(1 + cast(greatest(net_value_180d - net_value_90d, 0) as double)), 9
                )
        end as value_trend,
        case
            when has_trend then order_count_90d - (order_count_180d - order_count_90d)
        end as order_count_change,

        -- basket, breadth, price
        {{ share('unit_count', 'order_count') }} as units_per_order,
        {{ share('line_count', 'order_count') }} as lines_per_order,
        product_count,
        category_count,
        category_entropy,
        category_evenness,
        top_category,
        top_category_share,
        price_tier_index,
        premium_share,
        round(1 - cast(product_count as double) / nullif(line_count, 0), 9) as repeat_product_share,

        -- promotion, shipping, returns
        coupon_line_count,
        case when coupon_line_count > 0 then coupon_used_count end as coupon_used_count,
        shrunk_coupon_rate,
        shrunk_coupon_click_rate,
        case
            when coupon_line_count > 0
                then {{ share('coalesce(coupon_gross_value, 0)', 'gross_value') }}
        end as coupon_value_share,
        {{ share('discount_value', 'gross_value') }} as discount_rate,
        {{ share('coupon_discount_value', 'coupon_gross_value') }} as coupon_discount_rate,
        case
            when discount_value is not null
                then {{ share('coalesce(full_price_gross_value, 0)', 'gross_value') }}
        end as full_price_share,
        case
            when shipping_value + order_value = 0 then 0
            else {{ share('shipping_value', 'shipping_value + order_value') }}
        end as shipping_share,
        {{ money_ratio('shipping_value', 'order_count') }} as average_shipping_value,
        shrunk_return_rate,
        case
            when shrunk_return_rate is not null and purchase_value > 0
                then least(1, {{ share('return_value', 'purchase_value') }})
        end as return_value_share,

        -- calendar and exposure
        weekend_share,
        preferred_weekday,
        weekday_concentration,
        case when has_year then peak_month end as peak_month,
        case when has_year then month_concentration end as month_concentration,
        case
            when has_year
                then {{ share('coalesce(fourth_quarter_value_365d, 0)', 'order_value_365d') }}
        end as fourth_quarter_share,
        marketing_exposure_ratio,
        online_exposure_share,

        -- inputs of the value model
        purchase_day_count - 1 as repeat_day_count,
        cast(
            coalesce({{ money_ratio('repeat_value', 'purchase_day_count - 1') }}, 0)
            as decimal(18, 4)
        ) as repeat_day_value,
        net_value_horizon,

        input_digest
    from timed
)

select * from features
