-- The segments of the newest snapshot hold the money of all orders, those of an earlier one the
-- money of its buyers, to the last digit.
with
segment_values as (
    select
        as_of_date,
        is_latest,
        sum(net_value) as net_value,
        sum(order_count) as order_count
    from {{ ref('segment_summary') }}
    group by as_of_date, is_latest
),

feature_values as (
    select
        as_of_date,
        sum(monetary_value) as net_value,
        sum(order_count) as order_count
    from {{ ref('fct_customer_features') }}
    group by as_of_date
),

order_values as (
    select sum(net_value) as net_value
    from {{ ref('fct_orders') }}
)

select *
from segment_values
left join feature_values on segment_values.as_of_date = feature_values.as_of_date
cross join order_values
where
    segment_values.order_count is distinct from feature_values.order_count
    or (segment_values.is_latest and segment_values.net_value != order_values.net_value)
    or (
        not segment_values.is_latest
        and segment_values.net_value is distinct from feature_values.net_value
    )
