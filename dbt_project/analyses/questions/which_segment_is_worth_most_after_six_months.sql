-- What has each segment of the earliest snapshot, half a year ago, spent since, per customer?
select
    segments.segment_name,
    count(distinct segments.customer_id) as customer_count,
    coalesce(sum(orders.net_value), 0) as future_value,
    round(future_value / customer_count, 2) as value_per_customer
from {{ ref('fct_customer_segments') }} as segments
left join {{ ref('fct_orders') }} as orders
    on segments.customer_id = orders.customer_id and segments.as_of_date < orders.order_date
group by segments.as_of_date, segments.segment_name
qualify segments.as_of_date = min(segments.as_of_date) over ()
order by value_per_customer desc
