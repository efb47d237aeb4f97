-- Grain: one row per reported as_of_date and segment: how its customers buy again. Segments are
-- those reported at the time. A segment is made of such behaviour, so that its shares describe who
-- is in it; what is to be expected of a newcomer is the population's.
{% set days = [30, 60, 90] %}

with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where segment_id != 2
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

timed as (
    select
        customer_id,
        order_date,
        day_number,
        {{ days_between('previous_date', 'order_date') }} as gap_days,
        {{ days_between('first_order_date', 'order_date') }} as after_days
    from purchase_days
),

early as (
    select
        customer_id,
        max(after_days) filter (where day_number = 2) as second_after_days,
        max(after_days) filter (where day_number = 3) as third_after_days
    from timed
    where day_number <= 3
    group by customer_id
),

customers as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.customer_id,
        customer_segments.is_latest,
        features.tenure_days,
        features.purchase_day_count,
        features.last_gap_share,
        early.second_after_days,
        early.third_after_days
    from customer_segments
    inner join features
        on
            customer_segments.as_of_date = features.as_of_date
            and customer_segments.customer_id = features.customer_id
    left join early on customer_segments.customer_id = early.customer_id
),

gaps as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        count(*) as gap_count,
        percentile_cont(0.25) within group (order by timed.gap_days) as p25_gap_days,
        percentile_cont(0.5) within group (order by timed.gap_days) as median_gap_days,
        percentile_cont(0.75) within group (order by timed.gap_days) as p75_gap_days
    from customer_segments
    inner join timed
        on
            customer_segments.customer_id = timed.customer_id
            and customer_segments.as_of_date >= timed.order_date
    where timed.gap_days is not null
    group by customer_segments.as_of_date, customer_segments.segment_id
),

-- a day counts for those only who have been watched that long
measured as (
    select
        as_of_date,
        segment_id,
        segment_name,
        is_latest,
        count(*) as customer_count,
        count(*) filter (where purchase_day_count >= 2) as repeat_customer_count,
        count(*) filter (where purchase_day_count >= 3) as third_customer_count,
        {% for n in days %}
        count(*) filter (where tenure_days >= {{ n }}) as observed_count_{{ n }}d,
        count(*) filter (where tenure_days >= {{ n }} and second_after_days <= {{ n }})
            as second_count_{{ n }}d,
        count(*) filter (where tenure_days >= {{ n }} and third_after_days <= {{ n }})
            as third_count_{{ n }}d,
        {% endfor %}
        count(last_gap_share) as gap_share_count,
        {{ sum_of_doubles('last_gap_share') }} as gap_share_sum,
        {{ sum_of_doubles('power(last_gap_share, 2)') }} as gap_share_square_sum
    from customers
    group by as_of_date, segment_id, segment_name, is_latest
),

varied as (
    select
        *,
        case
            when gap_share_count > 1
                then
                    greatest(
                        gap_share_square_sum / gap_share_count
                        - power(gap_share_sum / gap_share_count, 2), 0
                    )
        end as gap_share_variance
    from measured
),

rhythm as (
    select
        varied.as_of_date,
        varied.segment_id,
        varied.segment_name,
        varied.customer_count,
        varied.repeat_customer_count,
        coalesce(gaps.gap_count, 0) as gap_count,
        gaps.p25_gap_days,
        gaps.median_gap_days,
        gaps.p75_gap_days,
        -- regularity of the gaps by Wheat & Morrison (1990)
        round(
            (1 - 4 * varied.gap_share_variance) / nullif(8 * varied.gap_share_variance, 0), 9
        ) as gap_regularity,
        {% for n in days %}
        varied.observed_count_{{ n }}d,
        {{ share('varied.second_count_' ~ n ~ 'd', 'varied.observed_count_' ~ n ~ 'd') }}
            as second_purchase_share_{{ n }}d,
        {{ share('varied.third_count_' ~ n ~ 'd', 'varied.observed_count_' ~ n ~ 'd') }}
            as third_purchase_share_{{ n }}d,
        {{ share('sum(varied.second_count_' ~ n ~ 'd) over of_date',
            'sum(varied.observed_count_' ~ n ~ 'd) over of_date') }}
            as population_second_purchase_share_{{ n }}d,
        {{ share('sum(varied.third_count_' ~ n ~ 'd) over of_date',
            'sum(varied.observed_count_' ~ n ~ 'd) over of_date') }}
            as population_third_purchase_share_{{ n }}d,
        {% endfor %}
        {{ share('varied.third_customer_count', 'varied.repeat_customer_count') }}
            as third_given_second_share,
        {{ share('sum(varied.third_customer_count) over of_date',
            'sum(varied.repeat_customer_count) over of_date') }}
            as population_third_given_second_share,
        varied.is_latest
    from varied
    left join gaps
        on varied.as_of_date = gaps.as_of_date and varied.segment_id = gaps.segment_id
    window of_date as (partition by varied.as_of_date)
)

select * from rhythm
