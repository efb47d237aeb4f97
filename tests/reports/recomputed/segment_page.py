"""What the page of one segment shows: rows of all segments."""

import json

from tests.reports.recomputed.marts import (
    PROSPECTS,
    Marts,
    Row,
    Rows,
    grouped,
    latest,
    newest,
    pick,
    ratio,
    segment_name,
    total,
    units,
)

# ids of the segments of the RFM map
MAP_SEGMENTS = range(11, 22)
SHOWN_CATEGORIES, SHOWN_PAIRS, SHOWN_MOVES = 6, 3, 4


def by_segment(rows: Rows) -> dict[int, Rows]:
    return dict(sorted(grouped(rows, "segment_id").items()))


def facts(marts: Marts, language: str) -> Rows:
    known = {row["segment_id"]: row for row in marts["dim_segments"]}

    def fact(segment_id: int) -> Row:
        row = known.get(segment_id, {})
        ids = sorted(int(key) for key in (row.get("predecessor_ids") or "").split(",") if key)
        return {
            "segment_id": segment_id,
            "segment_code": row.get("segment_code"),
            "is_map_cell": segment_id in MAP_SEGMENTS,
            "rule_text": row.get(f"rule_text_{language}"),
            "rule_fidelity": row.get("rule_fidelity"),
            "born_as_of_date": row.get("born_as_of_date"),
            "birth_kind": row.get("birth_kind") or "born",
            "predecessor_names": [segment_name(marts, language, key) for key in ids],
        }

    return [fact(segment_id) for segment_id in by_segment(latest(marts["segment_summary"]))]


def traits(marts: Marts, _language: str) -> Rows:
    rows = latest(marts["segment_traits"])
    rows.sort(key=lambda row: (row["segment_id"], row["trait_rank"]))
    kept = (
        *("segment_id", "feature", "kind", "customer_count", "segment_value"),
        *("population_value", "effect", "effect_low", "effect_high", "verdict"),
    )
    feature_units = units(marts)
    return [
        {
            **pick(row, *kept),
            # a category is bought by a share of the customers
            "unit": "share" if row["kind"] == "lift" else feature_units.get(row["feature"]),
        }
        for row in rows
    ]


def categories(marts: Marts, _language: str) -> Rows:
    kept = (
        *("segment_id", "product_category", "customer_count", "penetration"),
        *("population_penetration", "lift", "lift_low", "lift_high", "value_share"),
        *("population_value_share", "is_evident"),
    )
    rows = latest(marts["segment_category_affinity"])
    rows.sort(key=lambda row: (row["affinity_rank"], row["product_category"]))
    return [
        {**pick(row, *kept), "category_count": len(own)}
        for own in by_segment(rows).values()
        for row in own[:SHOWN_CATEGORIES]
    ]


def next_categories(marts: Marts, _language: str) -> Rows:
    kept = (
        *("segment_id", "first_category", "next_category", "audience_count", "beginner_count"),
        *("bought_share", "base_share", "lift", "lift_low", "lift_high"),
    )
    pairs = [
        row
        for row in latest(marts["segment_next_category"])
        if row["first_category"] != row["next_category"]
    ]
    pairs.sort(key=lambda row: (row["first_category"], row["next_category"]))
    pairs.sort(key=lambda row: (row["audience_count"], row["lift"]), reverse=True)
    return [
        {**pick(row, *kept), "pair_count": len(own)}
        for own in by_segment(pairs).values()
        for row in [r for r in own if r["is_evident"] and r["audience_count"]][:SHOWN_PAIRS]
    ]


def rhythm(marts: Marts, _language: str) -> Rows:
    kept = (
        *("segment_id", "customer_count", "repeat_customer_count", "gap_count"),
        *("p25_gap_days", "median_gap_days", "p75_gap_days"),
    )
    rows = sorted(latest(marts["segment_rhythm"]), key=lambda row: row["segment_id"])
    return [pick(row, *kept) for row in rows]


def returns(marts: Marts, _language: str) -> Rows:
    return [
        {
            "segment_id": row["segment_id"],
            "within_days": days,
            "observed_count": row[f"observed_count_{days}d"],
            "second_share": row[f"second_purchase_share_{days}d"],
            "population_second_share": row[f"population_second_purchase_share_{days}d"],
            "third_share": row[f"third_purchase_share_{days}d"],
            "population_third_share": row[f"population_third_purchase_share_{days}d"],
        }
        for row in sorted(latest(marts["segment_rhythm"]), key=lambda row: row["segment_id"])
        for days in (30, 60, 90)
    ]


def promotion(marts: Marts, _language: str) -> Rows:
    kept = (
        *("segment_id", "customer_count", "coupon_customer_count", "coupon_line_count"),
        *("coupon_used_share", "population_coupon_used_share", "coupon_clicked_share"),
        *("discount_value", "discount_share", "full_price_share", "population_full_price_share"),
        *("coupon_verdict", "discount_verdict"),
    )
    rows = sorted(latest(marts["segment_promotion"]), key=lambda row: row["segment_id"])
    # of all lines with a coupon status, whoever bought them
    clicked = total(
        row["coupon_clicked_share"] * row["coupon_line_count"]
        for row in rows
        if row["coupon_clicked_share"] is not None
    )
    everybody = ratio(clicked, sum(row["coupon_line_count"] for row in rows))
    return [{**pick(row, *kept), "population_coupon_clicked_share": everybody} for row in rows]


def folded(rows: Rows, end: str) -> list[Rows]:
    """Moves as they are shown: the largest singly, the others together."""
    kinds = ("stayed", "new", "gone", "moved")
    ranked = sorted(
        rows,
        key=lambda row: (
            kinds.index(row["movement"]),
            -row["customer_count"],
            row[f"{end}_segment_id"],
        ),
    )
    # one that is left over stands by itself
    if len(ranked) <= SHOWN_MOVES + 1:
        return [[row] for row in ranked]
    return [*([row] for row in ranked[:SHOWN_MOVES]), ranked[SHOWN_MOVES:]]


def moves(marts: Marts, language: str) -> Rows:
    last = newest(marts["segment_migration"], "to_as_of_date")
    shown = []
    for direction, other in (("from", "to"), ("to", "from")):
        # who came from elsewhere is here at the later date, and who goes was at the earlier
        here = grouped(last, f"{other}_segment_id")
        for segment_id, rows in here.items():
            # of customers who never bought no earlier date knows
            if segment_id in (None, PROSPECTS):
                continue
            whole = sum(row["customer_count"] for row in rows)
            for group in folded(rows, direction):
                first, *others = group
                key, named = first[f"{direction}_segment_id"], first[f"{direction}_segment_name"]
                count = sum(row["customer_count"] for row in group)
                at_risk = total(row["value_at_risk"] for row in group)
                shown.append(
                    {
                        **pick(first, "from_as_of_date", "to_as_of_date"),
                        "segment_id": segment_id,
                        "direction": direction,
                        "movement": "others" if others else first["movement"],
                        "other_segment_name": None
                        if others
                        else segment_name(marts, language, key, named),
                        "customer_count": count,
                        "customer_share": count / whole,
                        "bought_count": total(row["bought_count"] for row in group),
                        # of who came it is at risk no more
                        "value_at_risk": (at_risk or None) if direction == "to" else None,
                    }
                )
    return [row for rows in by_segment(shown).values() for row in rows]


def strategies(marts: Marts, language: str) -> Rows:
    kept = (
        *("segment_id", "action_code", "status", "test_days", "customer_count", "value_at_stake"),
        *("confidence", "detectable_difference", "is_too_small_to_test"),
    )
    order = ("segment_id", "status", "priority", "action_code")
    return [
        {
            **pick(row, *kept),
            **{text: row[f"{text}_{language}"] for text in ("title", "body", "kpi", "guardrail")},
        }
        for row in sorted(
            marts["segment_strategies"], key=lambda row: [row[name] for name in order]
        )
    ]


def evidence(marts: Marts, _language: str) -> Rows:
    metric_units = {(r["segment_id"], r["metric"]): r["unit"] for r in marts["segment_metrics"]}
    retested = {row["feature"] for row in marts["dim_features"] if row["is_retested"]}
    numbers = {"segment_value": "segment", "base_value": "base", "effect": "effect"}
    numbers |= {"effect_low": "low", "effect_high": "high"}
    proposed = [row for row in marts["segment_strategies"] if row["status"] == "proposed"]
    items = []
    for row in sorted(proposed, key=lambda row: (row["segment_id"], row["action_code"])):
        for item in json.loads(row["evidence"]):
            mart, _, column = item["metric"].partition(".")
            unit = metric_units.get((row["segment_id"], item["metric"]))
            is_feature = mart == "segment_profile"
            items.append(
                {
                    **pick(row, "segment_id", "action_code"),
                    **pick(item, "metric", "product_category", "next_category", "effect_kind"),
                    "source": item["source"],
                    "feature": column if is_feature else None,
                    "unit": unit,
                    # the median of a share is often 0 or 1 and says little
                    "is_mean": is_feature and unit == "share" and column in retested,
                    **{
                        name: None if item[key] is None else float(item[key])
                        for name, key in numbers.items()
                    },
                    "customer_count": item["n"],
                }
            )
    return items


def audiences(marts: Marts, _language: str) -> Rows:
    changes = marts["segment_audience_changes"]
    dates = sorted({row["as_of_date"] for row in changes})[-2:]
    last = newest(changes)

    def count(change: str, segment_id: int, end: str = "segment_id") -> int:
        return sum(row["change"] == change and row[end] == segment_id for row in last)

    shown = []
    for segment_id, own in by_segment([row for row in last if row["change"] != "exited"]).items():
        held_out = sum(row["is_holdout"] for row in own)
        shown.append(
            {
                "as_of_date": dates[-1],
                "previous_as_of_date": dates[-2] if len(dates) > 1 else None,
                "segment_id": segment_id,
                "customer_count": len(own),
                "entered_count": count("entered", segment_id),
                "stayed_count": count("stayed", segment_id),
                "left_count": count("entered", segment_id, "previous_segment_id"),
                "exited_count": count("exited", segment_id),
                "holdout_count": held_out,
                "holdout_share": held_out / len(own),
            }
        )
    return shown
