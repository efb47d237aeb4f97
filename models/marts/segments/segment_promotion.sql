-- Grain: one row per reported as_of_date and segment: how it used coupons and discounts by then.
-- A description: customers chose to use a coupon, so nothing here says what coupons bring about.
with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where segment_id != 2
),

line_days as (
    select * from {{ ref('int_line_days') }}
),

signal as (
    select * from {{ ref('fct_feature_signal') }}
),

-- verdicts of the features that these shares belong to
verdicts as (
    select
        as_of_date,
        max(verdict) filter (where feature = 'shrunk_coupon_rate') as coupon_verdict,
        max(verdict) filter (where feature = 'full_price_share') as discount_verdict
    from signal
    group by as_of_date
),

customers as (
    select
        customer_id,
        min(order_date) as first_date,
        min(order_date) filter (where coupon_used_count > 0) as first_coupon_date
    from line_days
    group by customer_id
),

counted as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.is_latest,
        count(*) as customer_count,
        count(*) filter (where customer_segments.as_of_date >= customers.first_coupon_date)
            as coupon_customer_count
    from customer_segments
    inner join customers
        on
            customer_segments.customer_id = customers.customer_id
            and customer_segments.as_of_date >= customers.first_date
    group by
        customer_segments.as_of_date, customer_segments.segment_id, customer_segments.segment_name,
        customer_segments.is_latest
),

totals as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        coalesce(sum(line_days.coupon_line_count), 0) as coupon_line_count,
        coalesce(sum(line_days.coupon_used_count), 0) as coupon_used_count,
        coalesce(sum(line_days.coupon_clicked_count), 0) as coupon_clicked_count,
        sum(line_days.gross_value) as gross_value,
        sum(line_days.discount_value) as discount_value,
        -- a day without full price adds nothing where discounts are delivered
        case
            when count(line_days.discount_value) > 0
                then coalesce(sum(line_days.full_price_gross_value), 0)
        end as full_price_gross_value
    from customer_segments
    inner join line_days
        on
            customer_segments.customer_id = line_days.customer_id
            and customer_segments.as_of_date >= line_days.order_date
    group by customer_segments.as_of_date, customer_segments.segment_id
),

summed as (
    select
        counted.segment_name,
        counted.is_latest,
        counted.customer_count,
        counted.coupon_customer_count,
        totals.*
    from counted
    inner join totals
        on counted.as_of_date = totals.as_of_date and counted.segment_id = totals.segment_id
),

promotion as (
    select
        summed.as_of_date,
        summed.segment_id,
        summed.segment_name,
        summed.customer_count,
        case when summed.coupon_line_count > 0 then summed.coupon_customer_count end
            as coupon_customer_count,
        cast(summed.coupon_line_count as bigint) as coupon_line_count,
        {{ share('summed.coupon_used_count', 'summed.coupon_line_count') }} as coupon_used_share,
        {{ share('summed.coupon_clicked_count', 'summed.coupon_line_count') }}
            as coupon_clicked_share,
        {{ share('sum(summed.coupon_used_count) over of_date',
            'sum(summed.coupon_line_count) over of_date') }} as population_coupon_used_share,
        cast(summed.discount_value as decimal(18, 4)) as discount_value,
        {{ share('summed.discount_value', 'summed.gross_value') }} as discount_share,
        {{ share('summed.full_price_gross_value', 'summed.gross_value') }} as full_price_share,
        {{ share('sum(summed.full_price_gross_value) over of_date',
            'sum(summed.gross_value) over of_date') }} as population_full_price_share,
        coalesce(verdicts.coupon_verdict, 'untested') as coupon_verdict,
        coalesce(verdicts.discount_verdict, 'untested') as discount_verdict,
        summed.is_latest
    from summed
    left join verdicts on summed.as_of_date = verdicts.as_of_date
    window of_date as (partition by summed.as_of_date)
)

select * from promotion
