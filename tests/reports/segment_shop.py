"""What the page of a segment shows of the shop of five customers, as rows of its marts.

Segment 101 is ann, 102 are bob, cy and dee, and 2 is eve, who never bought.
"""

import json
from collections.abc import Sequence

Rows = Sequence[Sequence[object]]

DAYS = (30, 60, 90)
SEGMENT_TABLES = {
    "segment_traits": "segment_id integer, feature varchar, trait_rank integer, kind varchar, "
    "customer_count bigint, segment_value double, population_value double, effect double, "
    "effect_low double, effect_high double, verdict varchar, is_latest boolean",
    "segment_category_affinity": "segment_id integer, product_category varchar, "
    "affinity_rank integer, segment_customer_count bigint, customer_count bigint, "
    "penetration double, population_penetration double, lift double, lift_low double, "
    "lift_high double, value_share double, population_value_share double, is_evident boolean, "
    "is_latest boolean",
    "segment_next_category": "segment_id integer, first_category varchar, next_category varchar, "
    "audience_count bigint, is_evident boolean, lift double, beginner_count bigint, "
    "bought_share double, base_share double, lift_low double, lift_high double, is_latest boolean",
    "segment_rhythm": "segment_id integer, customer_count bigint, repeat_customer_count bigint, "
    "gap_count bigint, p25_gap_days double, median_gap_days double, p75_gap_days double, "
    + "".join(
        f"observed_count_{days}d bigint, second_purchase_share_{days}d double, "
        f"population_second_purchase_share_{days}d double, third_purchase_share_{days}d double, "
        f"population_third_purchase_share_{days}d double, "
        for days in DAYS
    )
    + "is_latest boolean",
    "segment_promotion": "segment_id integer, customer_count bigint, coupon_customer_count bigint, "
    "coupon_line_count bigint, coupon_used_share double, population_coupon_used_share double, "
    "coupon_clicked_share double, discount_value decimal(18, 4), discount_share double, "
    "full_price_share double, population_full_price_share double, coupon_verdict varchar, "
    "discount_verdict varchar, is_latest boolean",
    "segment_metrics": "segment_id integer, metric varchar, unit varchar",
    "segment_audience_changes": "as_of_date date, customer_id varchar, segment_id integer, "
    "previous_segment_id integer, change varchar, is_holdout boolean",
}


def affinity(
    category: str, rank: int, lift: float, low: float, high: float, segment_id: int = 101
) -> tuple[object, ...]:
    """A row of segment_category_affinity; evident where the interval excludes 1."""
    shares = (lift / 4, 0.25, lift, low, high, 0.4375, 0.3125)
    return (segment_id, category, rank, 32, int(lift * 8), *shares, low > 1 or high < 1, True)


def next_pair(
    first: str, following: str, audience: int, lift: float = 1.25, is_evident: bool = True
) -> tuple[object, ...]:
    """A row of segment_next_category."""
    shares = (48, lift / 5, 0.2, lift - 0.125, lift + 0.125)
    return (101, first, following, audience, is_evident, lift, *shares, True)


def rhythm_row(
    segment_id: int, customers: int, gaps: tuple[float, float, float] | None, observed: int
) -> tuple[object, ...]:
    """A row of segment_rhythm; nobody's first purchase lies 90 days back."""
    known = (observed, 0.5, 0.375, 0.25, 0.125)
    unknown = (0, None, None, None, None)
    count = (2, 5) if gaps else (0, 0)
    return (segment_id, customers, *count, *(gaps or (None,) * 3), *known, *known, *unknown, True)


def evidence_item(metric: str, value: float, **known: object) -> dict[str, object]:
    """An item of the JSON list that a strategy rests on, with the keys of the mart."""
    keys = ("base", "effect", "low", "high", "verdict", "product_category", "next_category")
    item = {"metric": metric, "segment": value, "effect_kind": "ratio", "n": 7}
    return {**item, "source": metric.split(".")[0], **dict.fromkeys(keys), **known}


def action(
    segment_id: int,
    code: str,
    evidence: Sequence[dict[str, object]] = (),
    priority: int = 1,
    status: str = "proposed",
    detectable: float | None = None,
) -> tuple[object, ...]:
    """A row of segment_strategies with evidence; it is too small to test from 0.1 on."""
    english = (f"Do {code}", f"Body of {code}", f"kpi {code}", f"guardrail {code}")
    korean = (f"{code} 하기", f"{code} 본문", f"{code} 지표", f"{code} 보호")
    is_too_small = detectable is None or detectable > 0.1
    return (
        *("2024-03-31", segment_id, str(segment_id), code, priority, status, *english, *korean),
        *(45, json.dumps(list(evidence)), 7, 120, "medium", detectable, is_too_small),
    )


SEGMENT_ROWS: dict[str, Rows] = {
    "segment_traits": [
        (101, "monetary_value", 2, "difference", 12, 300, 35, 1.5, 1.25, 1.75, "cluster", True),
        (101, "recency_days", 1, "difference", 12, 30, 44.5, -2.5, -3, -2, "cluster", True),
        (101, "category:Tea", 3, "lift", 32, 0.75, 0.25, 3, 2.5, 3.5, "profile", True),
        (101, "weekend_share", 1, "difference", 12, 1, 0, 9, 9, 9, "cluster", False),
        (102, "recency_days", 1, "difference", 13, 59, 44.5, 0.5, 0.25, 0.75, "cluster", True),
    ],
    "segment_category_affinity": [
        affinity("Tea", 1, 3, 2.5, 3.5),
        affinity("Cups", 2, 1.125, 0.875, 1.375),
        *(affinity(f"Other {rank}", rank, 0.5, 0.375, 0.625) for rank in range(3, 9)),
    ],
    "segment_next_category": [
        next_pair("Tea", "Cups", 4),
        next_pair("Tea", "Tea", 9),  # the same again is no next one
        next_pair("Cups", "Tea", 0),  # nobody is left to offer it to
        next_pair("Tea", "Pots", 9, lift=1, is_evident=False),
    ],
    "segment_rhythm": [
        rhythm_row(101, 1, (12, 20.5, 55), 8),
        rhythm_row(102, 3, None, 3),
    ],
    "segment_promotion": [
        # 8 lines of 101 and 24 of 102: clicked (8 * .5 + 24 * .25) / 32
        (101, 1, 1, 8, 0.375, 0.34375, 0.5, 33.5, 0.125, 0.625, 0.875, "cluster", "cluster", True),
        (102, 3, 2, 24, 0.25, 0.34375, 0.25, 4, 0.0625, 0.9375, 0.875, "noise", "untested", True),
        (101, 9, 9, 9, 0.9, 0.9, 0.9, 9, 0.9, 0.9, 0.9, "noise", "noise", False),
    ],
    "segment_metrics": [
        (101, "segment_summary.value_share", "share"),
        (101, "segment_profile.weekend_share", "share"),
    ],
    "segment_audience_changes": [
        ("2024-02-29", "ann", 101, None, "entered", False),
        ("2024-02-29", "bob", 101, None, "entered", False),
        ("2024-02-29", "flo", 101, None, "entered", False),
        ("2024-03-31", "ann", 101, 101, "stayed", True),
        ("2024-03-31", "bob", 102, 101, "entered", False),
        ("2024-03-31", "cy", 102, None, "entered", False),
        ("2024-03-31", "dee", 102, None, "entered", True),
        ("2024-03-31", "flo", 101, 101, "exited", False),
    ],
}
