"""RFM scores from 1 to 5 (best), and the cut-points that freeze them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from clustering.types import Features, FloatArray, IntArray

N_SCORES = 5
MEASURES = ("monetary_value", "order_count", "recency_days")


@dataclass(frozen=True)
class CutPoint:
    """The smallest measure that earns a score; recency_days counts negative: larger is better."""

    measure: str
    score: int
    lower_bound: float


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
    """Freeze the percent-rank scores of these customers as lower bounds.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Needs recency_days, order_count and monetary_value.

    Returns
    -------
    tuple of CutPoint
        For each measure and score 2 to 5 the smallest value among customers who score at least
        that; no cut-point for a score that nobody reaches. Sorted by measure and score.
    """
    found = []
    for measure in MEASURES:
        values = -features[measure] if measure == "recency_days" else features[measure]
        scores = percent_rank_scores(values)
        for score in range(2, N_SCORES + 1):
            reached = values[scores >= score]
            if len(reached):
                found.append(CutPoint(measure, score, float(reached.min())))
    return tuple(found)
