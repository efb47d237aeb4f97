"""The model behind the segments, how it was chosen and how it fares, and what to believe."""

from collections import Counter

from tests.reports.recomputed.marts import Marts, Row, Rows, largest_first, newest, pick, reason

# spaces in which segmart looks for segments
SPACES = ("rfm", "rfm_ev", "rfm_ev_learned")
TESTS = ("complete", "size", "stability", "structure", "nameable", "rules")
GRAVITY = ("untested", "none", "moderate", "refit")
SHARES, DAYS = ("distance_growth", "eta_squared_loss"), ("model_age_days",)


def champions(marts: Marts) -> Rows:
    """The model that labels, alone; nothing without one."""
    models = [row for row in marts["cluster_models"] if row["status"] == "champion"]
    return sorted(newest(models, "fitted_as_of_date"), key=lambda row: row["model_id"])[:1]


def model(marts: Marts, language: str) -> Rows:
    return [
        {
            **pick(row, "model_id", "fitted_as_of_date", "feature_space", "n_clusters"),
            "random_seed": None if row["random_seed"] is None else str(row["random_seed"]),
            "reason": reason(row, language),
        }
        for row in champions(marts)
    ]


def outcome(row: Row) -> str:
    if row["is_chosen"]:
        return "chosen"
    if all(row[f"passes_{test}"] for test in TESTS):
        return "passes"
    return "fallback" if row["feature_space"] == "rfm_map" else "fails"


def candidates(marts: Marts, language: str) -> Rows:
    ids = [row["model_id"] for row in champions(marts)]
    rows = [r for r in marts["cluster_selection"] if r["model_id"] in ids and r["is_eligible"]]
    rows.sort(key=lambda row: (row["n_clusters"], row["candidate"]))
    # learned expected values first, the map last, whatever was chosen before all
    spaces = ("rfm_ev_learned", "rfm_ev", "rfm", "rfm_map")
    rows.sort(key=lambda row: (not row["is_chosen"], spaces.index(row["feature_space"])))
    kept = (
        *("candidate", "feature_space", "smallest_cluster_share", "min_jaccard", "gap_gain"),
        *("stability_band", "rule_fidelity", "silhouette", "eta_squared"),
    )
    return [
        {
            **pick(row, *kept),
            # the map has no clusters
            "n_clusters": row["n_clusters"] or None,
            "outcome": outcome(row),
            "reason": reason(row, language),
        }
        for row in rows
    ]


def split_method(method: str) -> tuple[str, bool]:
    """Name of a method without the number of its segments, and whether it has one."""
    name, _, number = method.rpartition("_")
    return (name, True) if name and number.isdigit() else (method, False)


def is_candidate(method: str) -> bool:
    """Whether a method is ours in a space and size, with VIPs apart or not."""
    name, is_sized = split_method(method.removesuffix("_vip"))
    return is_sized and name in SPACES


def verdict(row: Row) -> str | None:
    low, high = row["eta_squared_difference_low"], row["eta_squared_difference_high"]
    if row["method"] == "segmart" or low is None:
        return None
    if low <= 0 <= high:
        return "equal"
    return "better" if low > 0 else "worse"


def backtest(marts: Marts, _language: str) -> Rows:
    rows = newest([row for row in marts["segment_backtest"] if not is_candidate(row["method"])])
    ours = {row["method"]: row["eta_squared"] for row in rows}.get("segmart")
    verdicts = Counter(verdict(row) for row in rows)
    kept = (
        *("as_of_date", "horizon_days", "customer_count", "n_clusters", "eta_squared"),
        *("eta_squared_difference_low", "eta_squared_difference_high"),
        *("auc", "auc_difference_low", "auc_difference_high"),
        *("gini", "gini_difference_low", "gini_difference_high", "explained_value_share"),
    )
    shown = []
    for row in sorted(rows, key=lambda row: row["method"]):
        is_ours, eta_squared = row["method"] == "segmart", row["eta_squared"]
        is_compared = not is_ours and None not in (ours, eta_squared)
        shown.append(
            {
                **pick(row, *kept),
                "other_count": sum(row["method"] != "segmart" for row in rows),
                **{f"{word}_count": verdicts[word] for word in ("better", "worse", "equal")},
                "method_name": split_method(row["method"])[0],
                "is_ours": is_ours,
                "eta_squared_difference": ours - eta_squared if is_compared else None,
                "verdict": verdict(row),
            }
        )
    return sorted(shown, key=lambda row: (not row["is_ours"], largest_first(row["eta_squared"])))


def drift(marts: Marts, _language: str) -> Rows:
    dates = [row["as_of_date"] for row in marts["rpt_settings"]]
    rows = [row for row in marts["cluster_drift"] if row["as_of_date"] in dates]
    gravest = max((GRAVITY.index(row["verdict"]) for row in rows), default=0)
    known = {row["value"] for row in rows} - {None}

    def place(row: Row) -> tuple[int, bool, bool, bool, str]:
        measure = row["measure"]
        # features, then the mix of segments, then shares, then the age
        kind = (measure in DAYS, measure in SHARES, measure == "psi_segment_mix")
        return -GRAVITY.index(row["verdict"]), *kind, measure

    def unit(measure: str) -> str | None:
        return "days" if measure in DAYS else "share" if measure in SHARES else None

    return [
        {
            **pick(row, "measure", "value", "threshold", "verdict"),
            "unit": unit(row["measure"]),
            "is_decisive": GRAVITY.index(row["verdict"]) == gravest,
            # compared with its own fit, a model has not aged and differs in nothing
            "is_new_fit": known == {0},
        }
        for row in sorted(rows, key=place)
    ]


def feature_signals(marts: Marts, _language: str) -> Rows:
    rows = newest(marts["fct_feature_signal"])
    rows.sort(key=lambda row: row["feature"])
    rows.sort(key=lambda row: largest_first(row["retest_correlation"]))
    kept = ("feature", "customer_count", "retest_correlation", "signal_share", "verdict")
    return [pick(row, *kept) for row in rows]


def signal_totals(marts: Marts, language: str) -> Rows:
    verdicts = Counter(row["verdict"] for row in feature_signals(marts, language))
    tested = verdicts.total() - verdicts["untested"]
    return [{"tested_count": tested, "noise_count": verdicts["noise"]}]
