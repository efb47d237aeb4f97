"""Segmentations in common use, for segments to be compared with; never offered themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from clustering.evaluation import Outcomes
from clustering.kmeans import fit_centroids
from clustering.labels import label_customers
from clustering.transforms import SMALLEST_SCALE, apply_transforms, fit_transforms
from clustering.types import Features, FloatArray, IntArray

RFM = ("recency_days", "order_count", "monetary_value")
BASKET = ("units_per_order", "product_count")
# features of use C and M of the catalog, and those of the basket
TREE_FEATURES = (
    *("recency_days", "tenure_days", "active_span_days", "order_count", "purchase_day_count"),
    *("monetary_value", "expected_value", *BASKET),
)
FEATURES_NEEDED = (*TREE_FEATURES, "average_purchase_day_value")

N_SCORES = 5
MAX_LEAVES = 6
MIN_LEAF_CUSTOMERS, MIN_LEAF_SHARE = 30, 0.03

# the grid of `rfm_segment_map` with LOST as HIBERNATING: ten names; a row per R score from 1, in it
# a name per F score from 1
GRID = (
    ("HIBERNATING", "HIBERNATING", "AT_RISK", "AT_RISK", "CANT_LOSE"),
    ("HIBERNATING", "HIBERNATING", "AT_RISK", "AT_RISK", "CANT_LOSE"),
    ("ABOUT_TO_SLEEP", "ABOUT_TO_SLEEP", "NEED_ATTENTION", "LOYAL", "LOYAL"),
    ("PROMISING", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "LOYAL", "LOYAL"),
    ("NEW_CUSTOMERS", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "CHAMPIONS", "CHAMPIONS"),
)
GRID_NAMES = tuple(sorted({name for row in GRID for name in row}))
# the sum of three scores at which the second, third and fourth tier begin
TIER_BOUNDS = (6, 9, 12)
# default codes of pymc-marketing's `rfm_segments` [1]_; every other code is 'Other'
CODES = {
    "Premium Customer": "333 334 343 344 433 434 443 444",
    "Repeat Customer": "143 232 233 234 243 244 332",
    "Top Spender": "124 133 134 144 224 313 314 323 324 413 414 423 424",
    "At Risk Customer": "122 123 132 212 214 222 223 312 322 412 422",
    "Inactive Customer": "111 112 113 114 211 311 411",
}


@dataclass(frozen=True)
class Assignment:
    """Segments of the customers of two dates.

    Attributes
    ----------
    earlier, later : ndarray of int64, shapes (n_earlier_customers,), (n_later_customers,)
        Segment of each customer, 0 to n_segments - 1; a segment may be empty.
    n_segments : int
        Number of segments.
    """

    earlier: IntArray
    later: IntArray
    n_segments: int


# earlier features and their outcomes, later features, number of clusters, seed
Method = Callable[[Features, Outcomes, Features, int, int], Assignment]


@dataclass(frozen=True)
class Baseline:
    """A segmentation to compare with.

    Attributes
    ----------
    assign : callable
        Takes features at the earlier date, the outcomes that followed, features at the later date,
        the number of clusters and the seed. Customers stand in the order of their ids, which is
        how `ntile` tells equal ones apart; NaN stands for null.
    takes_clusters : bool
        Whether the number of clusters counts.
    """

    assign: Method
    takes_clusters: bool = False


def method_name(name: str, n_clusters: int) -> str:
    """Name of a baseline in `segment_backtest`, with the number of clusters where it counts."""
    return f"{name}_{n_clusters}" if BASELINES[name].takes_clusters else name


def cluster_both(
    earlier: FloatArray, later: FloatArray, n_clusters: int, random_state: int
) -> Assignment:
    """Fit K-means on earlier coordinates and label both dates by its centroids."""
    different = len(np.unique(earlier, axis=0))
    centroids = fit_centroids(earlier, min(n_clusters, different), random_state)
    if len(centroids) == 1:
        return one_segment(earlier, later)
    return Assignment(
        label_customers(earlier, centroids).cluster_id,
        label_customers(later, centroids).cluster_id,
        len(centroids),
    )


def one_segment(earlier: FloatArray, later: FloatArray) -> Assignment:
    """Put everybody into one segment, where customers do not differ."""
    return Assignment(
        np.zeros(len(earlier), dtype=np.int64), np.zeros(len(later), dtype=np.int64), 1
    )


def raw_kmeans(
    earlier: Features, outcomes: Outcomes, later: Features, n_clusters: int, random_state: int
) -> Assignment:
    """K-means on standardised recency, orders and value as they are."""
    X, other = (np.column_stack([date[name] for name in RFM]) for date in (earlier, later))
    mean, scale = X.mean(axis=0), X.std(axis=0)
    scale[scale < SMALLEST_SCALE] = 1.0
    return cluster_both((X - mean) / scale, (other - mean) / scale, n_clusters, random_state)


def log_kmeans(
    earlier: Features, outcomes: Outcomes, later: Features, n_clusters: int, random_state: int
) -> Assignment:
    """K-means on winsorised, standardised logs of recency, orders and value."""
    return _transformed(earlier, later, RFM, n_clusters, random_state)


def blended_kmeans(
    earlier: Features, outcomes: Outcomes, later: Features, n_clusters: int, random_state: int
) -> Assignment:
    """`log_kmeans` with what is in the basket, as far as the shop says so."""
    return _transformed(earlier, later, (*RFM, *BASKET), n_clusters, random_state)


def rf_map(features: Features) -> IntArray:
    """Ten names by the quintiles of recency and orders, in the order of `GRID_NAMES`."""
    number = {name: position for position, name in enumerate(GRID_NAMES)}
    grid = np.array([[number[name] for name in row] for row in GRID], dtype=np.int64)
    labels: IntArray = grid[
        ntile(-features["recency_days"]) - 1, ntile(features["order_count"]) - 1
    ]
    return labels


def score_tiers(features: Features) -> IntArray:
    """Four tiers by the sum of three quintile scores, the lowest first."""
    total = (
        ntile(-features["recency_days"])
        + ntile(features["order_count"])
        + ntile(features["monetary_value"])
    )
    return np.searchsorted(TIER_BOUNDS, total, side="right").astype(np.int64)


def pymc_segments(features: Features) -> IntArray:
    """Segments in the order of `CODES`, then 'Other', as `rfm_segments` gives them.

    Its frequency, days with a repeat purchase and the first one, is purchase_day_count; its
    monetary value is the mean of a purchase day.

    References
    ----------
    .. [1] pymc-marketing, `pymc_marketing/clv/utils.py` at 00a07a4.
    """
    segment_of = np.full(1000, len(CODES), dtype=np.int64)
    for number, codes in enumerate(CODES.values()):
        segment_of[[int(code) for code in codes.split()]] = number
    labels: IntArray = segment_of[
        100 * quartiles(features["recency_days"], is_reversed=True)
        + 10 * quartiles(features["purchase_day_count"])
        + quartiles(features["average_purchase_day_value"])
    ]
    return labels


def computed_anew(rule: Callable[[Features], IntArray], n_segments: int) -> Method:
    """Make a method of a rule that knows one date only."""

    def assign(
        earlier: Features, outcomes: Outcomes, later: Features, n_clusters: int, random_state: int
    ) -> Assignment:
        return Assignment(rule(earlier), rule(later), n_segments)

    return assign


def tree(
    earlier: Features, outcomes: Outcomes, later: Features, n_clusters: int, random_state: int
) -> Assignment:
    """Leaves of a regression tree that predicts ln(1 + y): segments made for the criterion."""
    known = [name for name in TREE_FEATURES if not np.isnan(earlier[name]).all()]
    medians = [float(np.nanmedian(earlier[name])) for name in known]
    X, other = (
        np.column_stack(
            [np.where(np.isnan(date[n]), m, date[n]) for n, m in zip(known, medians, strict=True)]
        )
        for date in (earlier, later)
    )
    leaf = max(MIN_LEAF_CUSTOMERS, math.ceil(MIN_LEAF_SHARE * len(X)))
    regression = DecisionTreeRegressor(
        max_leaf_nodes=MAX_LEAVES, min_samples_leaf=leaf, random_state=random_state
    ).fit(X, np.log1p(outcomes.y))
    leaves = np.unique(regression.apply(X))
    earlier_labels, later_labels = (
        np.searchsorted(leaves, regression.apply(part)).astype(np.int64) for part in (X, other)
    )
    return Assignment(earlier_labels, later_labels, len(leaves))


BASELINES = {
    "raw_kmeans": Baseline(raw_kmeans, takes_clusters=True),
    "log_kmeans": Baseline(log_kmeans, takes_clusters=True),
    "rf_map": Baseline(computed_anew(rf_map, len(GRID_NAMES))),
    "score_tiers": Baseline(computed_anew(score_tiers, len(TIER_BOUNDS) + 1)),
    "pymc_segments": Baseline(computed_anew(pymc_segments, len(CODES) + 1)),
    "blended_kmeans": Baseline(blended_kmeans, takes_clusters=True),
    f"tree_{MAX_LEAVES}": Baseline(tree),
}


def ntile(values: FloatArray) -> IntArray:
    """Score by SQL's `ntile(5)`: 1 to 5 in equal shares, equal customers told apart by their order.

    That is its weakness: among one-time buyers the score says who stands first in the table.
    """
    size, larger = divmod(len(values), N_SCORES)
    sizes = [size + (score < larger) for score in range(N_SCORES)]
    scores = np.empty(len(values), dtype=np.int64)
    scores[np.argsort(values, kind="stable")] = np.repeat(np.arange(1, N_SCORES + 1), sizes)
    return scores


def quartiles(values: FloatArray, is_reversed: bool = False) -> IntArray:
    """Score by quartile, 1 to 4; where edges coincide there are fewer scores, from 1 on.

    The best score is then no longer 4: a code of fewer scores means something else.
    """
    bins = pd.qcut(values, 4, labels=False, duplicates="drop")
    # all equal: no bin at all
    scores: IntArray = np.nan_to_num(bins).astype(np.int64)
    return (scores.max() - scores if is_reversed else scores) + 1


def _transformed(
    earlier: Features,
    later: Features,
    names: Sequence[str],
    n_clusters: int,
    random_state: int,
) -> Assignment:
    transforms = fit_transforms(earlier, names)
    if not transforms:
        return one_segment(earlier[names[0]], later[names[0]])
    return cluster_both(
        apply_transforms(earlier, transforms),
        apply_transforms(later, transforms),
        n_clusters,
        random_state,
    )
