"""The whole view, put together from recomputed rows: one dict for each dataclass."""

import re
from collections.abc import Mapping
from typing import Any

from clustering.drift import MODERATE_SHIFT
from clustering.selection import MIN_CLUSTER_SHARE, MIN_GAP_GAIN, MIN_JACCARD, MIN_RULE_FIDELITY
from tests.reports.recomputed.marts import Row, Rows, grouped, pick

ByQuery = Mapping[str, Rows]


def only(rows: Rows) -> Row | None:
    """The row of a query that has at most one."""
    (row,) = rows or [None]
    return row


def table(rows: Rows, key: str, *own: str) -> Rows:
    """Rows that share a key as one, with the columns that are the same in all of them."""
    groups = grouped(rows, key)
    return [{**pick(group[0], *own), "cells": group} for group in groups.values()]


def view(rows: ByQuery) -> Row:
    return {
        "settings": only(rows["settings"]),
        "glance": only(rows["glance"]),
        "actions": rows["actions"],
        "segments": rows["segments"],
        "profile": profile(rows["profile_cells"]),
        "movement": movement(rows),
        "retention": retention(rows),
        "rfm_rows": table(rows["rfm_cells"], "r_score", "r_score"),
        "rfm_segments": rows["rfm_segments"],
        "signals": rows["feature_signals"],
        "signal_totals": only(rows["signal_totals"]),
        "choice": {
            "candidates": rows["candidates"],
            "smallest_share": MIN_CLUSTER_SHARE,
            "steady_from": MIN_JACCARD,
            "structure_from": MIN_GAP_GAIN,
            "rules_from": MIN_RULE_FIDELITY,
        },
        "backtest": rows["backtest"],
        "drift": drift(rows["drift"]),
        "columns": rows["column_profiles"],
        "rejections": rows["rejections"],
        "reconciliation": rows["reconciliation"],
        "rejection_totals": only(rows["rejection_totals"]),
        "model": only(rows["model"]),
        "segment_pages": [segment_page(rows, segment) for segment in rows["segments"]],
    }


def profile(cells: Rows) -> Row:
    known = [cell for cell in cells if cell["is_known"]]
    return {
        "rows": table(known, "feature", "feature", "unit", "is_noise", "population_median"),
        "unknown_features": [
            feature
            for feature in dict.fromkeys(cell["feature"] for cell in cells)
            if feature not in {cell["feature"] for cell in known}
        ],
    }


def movement(rows: ByQuery) -> Row:
    cells = rows["movement_cells"]
    origins = grouped(cells, "from_segment_id").values()
    return {
        "totals": only(rows["movement_totals"]),
        "largest": only([cell for cell in cells if cell["is_largest_move"]]),
        "rows": [
            {
                "segment_name": own[0]["from_segment_name"],
                "customer_count": sum(cell["customer_count"] for cell in own),
                "cells": own,
            }
            for own in origins
        ],
        "refit": only(rows["size_change_totals"]),
        "size_changes": rows["size_changes"],
    }


def retention(rows: ByQuery) -> Row:
    cells = rows["segment_retention"]
    same = ("customer_count", "is_small")
    most, least = (only([cell for cell in cells if cell[f"is_{end}"]]) for end in ("most", "least"))
    return {
        "segments": table(cells, "segment_id", "segment_name", *same),
        "most": most,
        # one segment alone is compared with none
        "least": None if most == least else least,
        "cohorts": table(rows["cohort_retention"], "cohort_month", "cohort_month", *same),
        "totals": only(rows["cohort_totals"]),
    }


def drift(measures: Rows) -> Row | None:
    decisive = [row for row in measures if row["is_decisive"]]
    if not measures:
        return None
    return {
        "verdict": decisive[0]["verdict"],
        "decisive": [row["measure"] for row in decisive],
        "is_new_fit": decisive[0]["is_new_fit"],
        "measures": measures,
        "watch_from": MODERATE_SHIFT,
    }


def segment_page(rows: ByQuery, segment: Row) -> Row:
    key = segment["segment_id"]

    def own(query: str) -> Any:
        return [row for row in rows[query] if row["segment_id"] == key]

    traits, moves = own("segment_page_traits"), own("segment_page_moves")
    told = [trait for trait in traits if trait["feature"] != "recency_days"] or traits
    actions, evidence = own("segment_page_strategies"), own("segment_page_evidence")
    facts = only(own("segment_page_facts"))
    words = re.findall("[a-z0-9]+", (facts["segment_code"] or "").lower())
    return {
        "segment_id": key,
        "segment_name": segment["segment_name"],
        "segment": segment,
        # the name of the files with its customers, "101_at_risk"
        "facts": {**facts, "list_name": "_".join([str(key), *words]) if words else None},
        "traits": traits,
        "lead_trait": only(told[:1]),
        "categories": own("segment_page_categories"),
        "next_categories": own("segment_page_next_categories"),
        "rhythm": only(own("segment_page_rhythm")),
        "returning": own("segment_page_returns"),
        "promotion": only(own("segment_page_promotion")),
        "came_from": [move for move in moves if move["direction"] == "from"],
        "went_to": [move for move in moves if move["direction"] == "to"],
        "retention": own("segment_retention"),
        "proposed": [
            {
                "row": row,
                "evidence": [i for i in evidence if i["action_code"] == row["action_code"]],
            }
            for row in actions
            if row["status"] == "proposed"
        ],
        "withheld": [row for row in actions if row["status"] == "withheld"],
        "audience": only(own("segment_page_audiences")),
    }
