-- Grain: one row per reported as_of_date and segment with a customer, as reported at the time: what
-- a dashboard showed of a month stays, whatever model came after it.
with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

measured as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.is_latest,
        count(*) as customer_count,
        cast(sum(customer_segments.net_value) as decimal(18, 4)) as net_value,
        cast(sum(customer_segments.order_count) as bigint) as order_count,
        sum(customer_segments.purchase_value) as purchase_value,
        cast(median(features.recency_days) as double) as median_recency_days,
        cast(sum(features.expected_value) as decimal(18, 4)) as expected_value
    from customer_segments
    left join features
        on
            customer_segments.as_of_date = features.as_of_date
            and customer_segments.customer_id = features.customer_id
    group by
        customer_segments.as_of_date, customer_segments.segment_id, customer_segments.segment_name,
        customer_segments.is_latest
),

-- what followed can only be seen some time ago: at the newest snapshot whose horizon is over. It is
-- asked of the segments of today's champion, or segments born since would have no rate
repurchases as (
    select
        as_of_date,
        restated_segment_id as segment_id,
        count(*) filter (where has_repurchased) as repurchased_count,
        count(*) as customer_count,
        {{ share(
            'sum(count(*) filter (where has_repurchased)) over of_date',
            'sum(count(*)) over of_date'
        ) }} as population_rate
    from customer_segments
    where has_repurchased is not null
    group by as_of_date, restated_segment_id
    window of_date as (partition by as_of_date)
    qualify as_of_date = max(as_of_date) over ()
),

summary as (
    select
        measured.as_of_date,
        measured.segment_id,
        measured.segment_name,
        measured.customer_count,
        round(
            cast(measured.customer_count as double)
            / cast(sum(measured.customer_count) over by_date as double), 9
        ) as customer_share,
        measured.net_value,
        round(
            cast(measured.net_value as double)
            / nullif(cast(sum(measured.net_value) over by_date as double), 0), 9
        ) as value_share,
        measured.order_count,
        {{ money_ratio('measured.purchase_value', 'measured.order_count') }} as average_order_value,
        measured.median_recency_days,
        measured.expected_value,
        {{ share('repurchases.repurchased_count', 'repurchases.customer_count') }}
            as repurchase_rate,
        repurchases.population_rate as population_repurchase_rate,
        repurchases.customer_count as repurchase_customer_count,
        repurchases.as_of_date as repurchase_as_of_date,
        measured.is_latest
    from measured
    left join repurchases on measured.segment_id = repurchases.segment_id
    window by_date as (partition by measured.as_of_date)
)

select * from summary
