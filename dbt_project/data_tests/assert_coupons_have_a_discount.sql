-- A used coupon that the discount table does not list counts as a discount of 0. Some are missing
-- in real shops (whole categories have none); a table that misses half of them is the wrong one.
select
    count(*) as used_count,
    count(*) filter (where is_discount_unknown) as unknown_count
from {{ ref('int_order_lines') }}
where coupon_status = 'used'
having count(*) filter (where is_discount_unknown) > 0.5 * count(*)
