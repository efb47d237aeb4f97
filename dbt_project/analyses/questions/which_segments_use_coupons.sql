-- Which segments use coupons more than others, and can the difference be believed?
select
    segment_name,
    coupon_customer_count,
    coupon_used_share,
    population_coupon_used_share,
    discount_value,
    coupon_verdict
from {{ ref('segment_promotion') }}
where is_latest
order by coupon_used_share desc
