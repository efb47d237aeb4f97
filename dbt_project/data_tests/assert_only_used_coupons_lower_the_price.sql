-- A coupon that was clicked but not used has no discount.
select *
from {{ ref('int_order_lines') }}
where coupon_status != 'used' and discount_value != 0
