"""The segments of the newest snapshot, the RFM grid, and what the segments are like."""

from collections import Counter
from statistics import median

from tests.reports.recomputed.marts import (
    PROSPECTS,
    Marts,
    Rows,
    display_key,
    grouped,
    latest,
    newest,
    pick,
    ratio,
    segment_name,
    step,
    total,
    units,
)

GRID_STEPS = (0.01, 0.03, 0.06, 0.12)
# differences in standard deviations that are commonly called small, medium and large
SHADE_STEPS = (0.2, 0.5, 0.8)
# the features of the heat map, in the order in which it shows them
SHOWN_FEATURES = (
    *("recency_days", "order_count", "monetary_value", "expected_value", "alive_probability"),
    *("average_order_value", "shrunk_gap_days", "units_per_order", "category_count"),
    *("shrunk_coupon_rate", "discount_rate", "shipping_share", "shrunk_return_rate"),
    *("price_tier_index", "weekend_share"),
)


def segments(marts: Marts, language: str) -> Rows:
    rows = latest(marts["segment_summary"])
    shares = [share for row in rows for share in (row["customer_share"], row["value_share"])]
    longest = max((share for share in shares if share is not None), default=None)
    kept = (
        *("as_of_date", "segment_id", "customer_count", "customer_share", "net_value"),
        *("value_share", "order_count", "median_recency_days", "expected_value"),
        *("repurchase_rate", "population_repurchase_rate", "repurchase_customer_count"),
        "repurchase_as_of_date",
    )
    shown = []
    for row in rows:
        key, is_prospect = row["segment_id"], row["segment_id"] == PROSPECTS
        orders = ratio(row["order_count"], row["customer_count"])
        shown.append(
            {
                **pick(row, *kept),
                "segment_name": segment_name(marts, language, key, row["segment_name"]),
                "is_prospect": is_prospect,
                "customer_bar": ratio(row["customer_share"], longest),
                "value_bar": ratio(row["value_share"], longest),
                # a mean of no orders is none
                "average_order_value": row["average_order_value"] if row["order_count"] else None,
                "orders_per_customer": None if is_prospect else orders,
            }
        )
    return sorted(
        shown, key=lambda row: (row["is_prospect"], display_key(marts, row["segment_id"]))
    )


def rfm_cells(marts: Marts, _language: str) -> Rows:
    customers = newest(marts["fct_customer_rfm"])
    counts = Counter((row["r_score"], row["f_score"]) for row in customers)
    cells = []
    for row in sorted(marts["dim_rfm_cells"], key=lambda row: (-row["r_score"], row["f_score"])):
        count = counts[row["r_score"], row["f_score"]]
        share = ratio(count, len(customers)) or 0.0
        cells.append(
            {
                **pick(row, "r_score", "f_score", "rfm_segment"),
                "customer_count": count,
                "customer_share": share,
                "heat_level": step(share, GRID_STEPS) if count else 0,
            }
        )
    return cells


def rfm_segments(marts: Marts, _language: str) -> Rows:
    customers = newest(marts["fct_customer_rfm"])
    whole = total(row["monetary_value"] for row in customers)
    shown = [
        {
            "rfm_segment": name,
            "customer_count": len(own),
            "customer_share": len(own) / len(customers),
            "value_share": ratio(total(row["monetary_value"] for row in own), whole),
            "median_recency_days": float(median(row["recency_days"] for row in own)),
        }
        for name, own in grouped(customers, "rfm_segment").items()
    ]
    return sorted(shown, key=lambda row: (-row["customer_count"], row["rfm_segment"]))


def profile_cells(marts: Marts, language: str) -> Rows:
    reported = {row["segment_id"]: row["segment_name"] for row in latest(marts["segment_summary"])}
    by_feature = grouped(newest(marts["segment_profile"]), "feature")
    feature_units = units(marts)
    cells = []
    for feature in SHOWN_FEATURES:
        rows = by_feature.get(feature, [])
        is_known = any(row["median"] is not None for row in rows)
        for row in sorted(rows, key=lambda row: display_key(marts, row["segment_id"])):
            key, difference = row["segment_id"], row["standardized_difference"] or 0
            shade = step(abs(difference), SHADE_STEPS) - 1
            cells.append(
                {
                    **pick(row, "feature", "median", "standardized_difference"),
                    "population_median": row["population_median"],
                    "unit": feature_units.get(feature),
                    "is_known": is_known,
                    "is_noise": row["verdict"] == "noise",
                    "segment_name": segment_name(marts, language, key, reported.get(key), key),
                    "shade": shade if difference > 0 else -shade,
                }
            )
    return cells
