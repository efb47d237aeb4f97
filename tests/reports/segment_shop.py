"""What the page of a segment shows of the shop of five customers, as rows of its marts."""

from collections.abc import Sequence

Rows = Sequence[Sequence[object]]

SEGMENT_TABLES = {
    "segment_traits": "segment_id integer, feature varchar, trait_rank integer, kind varchar, "
    "customer_count bigint, segment_value double, population_value double, effect double, "
    "effect_low double, effect_high double, verdict varchar, is_latest boolean",
    "segment_category_affinity": "segment_id integer, product_category varchar, "
    "segment_customer_count bigint, customer_count bigint, value_share double, "
    "population_value_share double, penetration double, population_penetration double, "
    "lift double, lift_low double, lift_high double, affinity_rank integer, is_evident boolean, "
    "is_latest boolean",
    "segment_next_category": "segment_id integer, first_category varchar, next_category varchar, "
    "audience_count bigint, beginner_count bigint, bought_share double, base_share double, "
    "lift double, lift_low double, lift_high double, is_evident boolean, is_latest boolean",
    "segment_rhythm": "segment_id integer, customer_count bigint, repeat_customer_count bigint, "
    "gap_count bigint, p25_gap_days double, median_gap_days double, p75_gap_days double, "
    + ", ".join(
        f"observed_count_{days}d bigint, second_purchase_share_{days}d double, "
        f"third_purchase_share_{days}d double, population_second_purchase_share_{days}d double, "
        f"population_third_purchase_share_{days}d double"
        for days in (30, 60, 90)
    )
    + ", is_latest boolean",
    "segment_promotion": "segment_id integer, customer_count bigint, coupon_customer_count bigint, "
    "coupon_line_count bigint, coupon_used_share double, coupon_clicked_share double, "
    "population_coupon_used_share double, discount_value decimal(18, 4), discount_share double, "
    "full_price_share double, population_full_price_share double, coupon_verdict varchar, "
    "discount_verdict varchar, is_latest boolean",
    "segment_strategies": "segment_id integer, action_code varchar, priority integer, "
    "status varchar, title_en varchar, body_en varchar, kpi_en varchar, guardrail_en varchar, "
    "title_ko varchar, body_ko varchar, kpi_ko varchar, guardrail_ko varchar, test_days integer, "
    "evidence varchar, customer_count bigint, value_at_stake decimal(18, 4), confidence varchar, "
    "detectable_difference double, is_too_small_to_test boolean",
    "segment_metrics": "segment_id integer, metric varchar, unit varchar",
    "segment_audience_changes": "as_of_date date, customer_id varchar, segment_id integer, "
    "previous_segment_id integer, change varchar, is_holdout boolean",
}
