"""RFM scores from 1 to 5 (best), the cut-points that freeze them, and the VIP bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from clustering.types import BoolArray, Features, FloatArray, IntArray

N_SCORES = 5
MEASURES = ("monetary_value", "order_count", "recency_days")
VIP_MEASURE = "expected_value"
# VIPs are the customers above this quantile at the fit
VIP_QUANTILE = 0.99
STORED_DECIMALS = 9
# name of the segment of each pair of recency and frequency scores
RfmMap = Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class CutPoint:
    """The smallest measure that earns a score; recency_days counts negative: larger is better.

    For expected_value, score 1, the bound that VIPs are above.
    """

    measure: str
    score: int
    lower_bound: float


def measure_values(features: Features, measure: str) -> FloatArray:
    """Values of a measure, larger being better."""
    return -features[measure] if measure == "recency_days" else features[measure]


def percent_rank_scores(values: FloatArray) -> IntArray:
    """Score by percent rank, so that equal values always score equally.

    Parameters
    ----------
    values : ndarray of float64, shape (n_customers,)
        Larger is better.

    Returns
    -------
    ndarray of int64, shape (n_customers,)
        `1 + min(4, floor(5 * percent_rank))`, 1 to 5; the percent rank is that of SQL,
        `(rank - 1) / (n - 1)` with the lowest rank for ties, 0 for a single customer.
    """
    # in whole numbers, since 5 * (rank - 1) / (n - 1) in floats may fall just short of a bound
    rank = rankdata(values, method="min").astype(np.int64)
    scores: IntArray = 1 + np.minimum(
        N_SCORES - 1, N_SCORES * (rank - 1) // max(len(values) - 1, 1)
    )
    return scores


def fit_cut_points(features: Features) -> tuple[CutPoint, ...]:
    """Freeze the percent-rank scores of these customers as lower bounds, and the VIP bound.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Needs recency_days, order_count, monetary_value and expected_value.

    Returns
    -------
    tuple of CutPoint
        For each measure and score 2 to 5 the smallest value among customers who score at least
        that; no cut-point for a score that nobody reaches. For expected_value the 99 % quantile
        (linear interpolation). Sorted by measure and score.
    """
    found = [CutPoint(VIP_MEASURE, 1, vip_bound(features))]
    for measure in MEASURES:
        values = measure_values(features, measure)
        scores = percent_rank_scores(values)
        for score in range(2, N_SCORES + 1):
            reached = values[scores >= score]
            if len(reached):
                found.append(CutPoint(measure, score, float(reached.min())))
    return tuple(found)


def vip_bound(features: Features) -> float:
    """Return the 99 % quantile of the expected values (linear interpolation)."""
    return round(float(np.quantile(features[VIP_MEASURE], VIP_QUANTILE)), STORED_DECIMALS)


def frozen_scores(features: Features, measure: str, cut_points: Iterable[CutPoint]) -> IntArray:
    """Score customers of any date by frozen bounds, 1 to 5.

    Returns
    -------
    ndarray of int64, shape (n_customers,)
        The largest score whose bound the customer reaches, else 1.
    """
    values = measure_values(features, measure)
    scores = np.ones(len(values), dtype=np.int64)
    for cut in sorted(cut_points, key=lambda cut: cut.score):
        if cut.measure == measure:
            scores[values >= cut.lower_bound] = cut.score
    return scores


def is_vip(features: Features, bound: float) -> BoolArray:
    """Whether each customer's expected value is above the bound."""
    above: BoolArray = features[VIP_MEASURE] > bound
    return above


def label_by_map(features: Features, cut_points: Iterable[CutPoint], rfm_map: RfmMap) -> IntArray:
    """Number of the RFM segment of each customer; segments are numbered by name.

    Returns
    -------
    ndarray of int64, shape (n_customers,)
        0 to the number of names in the map less 1.
    """
    cuts = tuple(cut_points)
    names = sorted(set(rfm_map.values()))
    numbers = np.zeros((N_SCORES + 1, N_SCORES + 1), dtype=np.int64)
    for (r_score, f_score), name in rfm_map.items():
        numbers[r_score, f_score] = names.index(name)
    r_scores = frozen_scores(features, "recency_days", cuts)
    f_scores = frozen_scores(features, "order_count", cuts)
    labels: IntArray = numbers[r_scores, f_scores]
    return labels
