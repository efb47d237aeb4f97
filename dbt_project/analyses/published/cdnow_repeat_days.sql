-- Published of CDNOW: the sample's purchases up to 1997-09-30, merged by day. One row per customer:
-- repeat days, weeks from the first to the last and to the end, mean money of repeat days.
{{ config(enabled=var('shop') == 'cdnow') }}

with
sample_customers as (
    select distinct
        customer_id,
        sample_id
    from {{ ref('stg_cdnow__lookup_rows') }}
    where reject_reason is null
),

days as (
    select
        customer_id,
        order_date,
        row_number() over (partition by customer_id order by order_date) as day_number,
        sum(gross_value) as day_value
    from {{ ref('stg_cdnow__order_lines') }}
    where order_date <= cast('1997-09-30' as date)
    group by customer_id, order_date
)

select
    sample_customers.sample_id,
    count(*) - 1 as frequency,
    {{ days_between('min(days.order_date)', 'max(days.order_date)') }} / 7 as recency_weeks,
    {{ days_between('min(days.order_date)', "cast('1997-09-30' as date)") }} / 7 as age_weeks,
    coalesce(avg(days.day_value) filter (where days.day_number > 1), 0) as repeat_day_value
from days
inner join sample_customers on days.customer_id = sample_customers.customer_id
group by sample_customers.sample_id
order by sample_customers.sample_id
