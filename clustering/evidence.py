"""The decision table and the back-test as values by attribute."""

from __future__ import annotations

from dataclasses import asdict

from clustering.backtest import BacktestRow
from clustering.baselines import BASELINES, method_name
from clustering.candidates import Fitted
from clustering.evaluation import MEASURES
from clustering.fit import FittedModel
from clustering.reasons import Reason, candidate_reason, reason
from clustering.selection import Candidate
from clustering.spaces import MAP_SPACE
from clustering.transforms import STORED_DECIMALS

Values = dict[str, object]


def rounded(values: Values) -> Values:
    """Round floats to the decimals that are stored."""
    return {
        name: round(value, STORED_DECIMALS) if isinstance(value, float) else value
        for name, value in values.items()
    }


def criteria(candidate: Candidate) -> Values:
    """Every criterion of a candidate."""
    values: Values = {
        "feature_space": candidate.space,
        "n_clusters": candidate.n_clusters,
        "smallest_cluster_count": int(candidate.cluster_sizes.min()),
        "smallest_cluster_share": candidate.smallest_share,
        "largest_cluster_share": candidate.largest_share,
        "min_jaccard": candidate.min_jaccard,
        "stability_band": candidate.band,
        "prediction_strength": candidate.prediction_strength,
        "silhouette": candidate.silhouette,
        "calinski_harabasz": candidate.calinski_harabasz,
        "davies_bouldin": candidate.davies_bouldin,
        "gap_gain": candidate.gap_gain,
        "gap_error": candidate.gap_error,
        "largest_archetype_distance": candidate.largest_archetype_distance,
        "rule_fidelity": candidate.rule_fidelity,
    }
    if candidate.out_of_time is not None:
        values |= asdict(candidate.out_of_time.scores)
        values["eta_squared_error"] = candidate.out_of_time.eta_squared_error
    values |= {f"passes_{test}": passed for test, passed in candidate.passes().items()}
    return rounded(values)


def candidate_table(fitted: FittedModel) -> dict[str, Values]:
    """Rows of the decision table by name: candidates, the RFM map, and baselines beside them."""
    is_fixed = fitted.settings.is_number_fixed
    table = {}
    for each in fitted.candidates:
        candidate = each.candidate
        why = candidate_reason(candidate, fitted.choice, is_fixed)
        is_chosen = candidate.name == fitted.choice.chosen
        table[candidate.name] = criteria(candidate) | _judged(True, is_chosen, why)
    scores = {row.method: row for row in fitted.backtest}
    map_why = reason("map_not_needed") if fitted.chosen else fitted.reason
    table[MAP_SPACE] = _other(MAP_SPACE, 0, scores.get(MAP_SPACE)) | _judged(
        True, not fitted.chosen, map_why
    )
    for name in BASELINES:
        row = scores.get(method_name(name, fitted.backtest_clusters))
        if row:
            table[row.method] = _other(None, row.n_segments, row) | _judged(
                False, False, reason("baseline")
            )
    return table


def _judged(is_eligible: bool, is_chosen: bool, why: Reason) -> Values:
    return {
        "is_eligible": is_eligible,
        "is_chosen": is_chosen,
        "reason": why.en,
        "reason_ko": why.ko,
    }


def _other(space: str | None, n_clusters: int, row: BacktestRow | None) -> Values:
    scores = asdict(row.scores) if row else {}
    return rounded({"feature_space": space, "n_clusters": n_clusters, **scores})


def cluster_table(fitted: Fitted) -> list[Values]:
    """Size, stability and name of each cluster of a candidate."""
    candidate = fitted.candidate
    total = int(candidate.cluster_sizes.sum())
    return [
        rounded(
            {
                "customer_count": int(size),
                "customer_share": float(size / total),
                "jaccard": float(jaccard),
                "archetype_code": name.archetype_code,
                "archetype_distance": name.archetype_distance,
            }
        )
        for size, jaccard, name in zip(
            candidate.cluster_sizes, candidate.jaccards, fitted.names, strict=True
        )
    ]


def backtest_values(fitted: FittedModel, row: BacktestRow) -> Values:
    """Measures of a method, and the intervals of ours less its own."""
    values: Values = {
        "as_of_date": fitted.backtest_as_of_date,
        "horizon_days": fitted.settings.horizon_days,
        "customer_count": fitted.backtest_customer_count,
        "n_clusters": row.n_segments,
        **asdict(row.scores),
    }
    if row.difference is not None:
        for measure, (low, high) in zip(MEASURES, row.difference, strict=True):
            values[f"{measure}_difference_low"] = float(low)
            values[f"{measure}_difference_high"] = float(high)
    return rounded(values)
