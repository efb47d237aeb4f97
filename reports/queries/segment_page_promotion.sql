-- Grain: one row per segment with buyers of the newest snapshot: coupons and discounts.
select
    segment_id,
    customer_count,
    coupon_customer_count,
    coupon_line_count,
    coupon_used_share,
    population_coupon_used_share,
    coupon_clicked_share,
    -- every buyer is in one segment
    sum(coupon_clicked_share * coupon_line_count) over () / nullif(sum(coupon_line_count) over (), 0)
        as population_coupon_clicked_share,
    discount_value,
    discount_share,
    full_price_share,
    population_full_price_share,
    coupon_verdict,
    discount_verdict
from marts.segment_promotion
where is_latest
order by segment_id
