-- Who is active and hardly ever uses a coupon, and so should get none? The ten who spend most.
select
    customers.customer_id,
    customers.current_segment_name,
    features.shrunk_coupon_rate,
    features.net_value_365d
from {{ ref('fct_customer_features') }} as features
inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
where
    features.is_latest
    and features.lifecycle_stage = 'active'
    and features.coupon_line_count >= 10
    and features.shrunk_coupon_rate < 0.2
order by features.net_value_365d desc
limit 10
