"""Short rules that find the customers of each cluster, from a shallow decision tree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from clustering.types import Features, FloatArray, IntArray

MAX_DEPTH = 5
LEAVES_PER_CLUSTER = 2
# a leaf holds at least one customer in a hundred
CUSTOMERS_PER_LEAF = 100
SIGNIFICANT_DIGITS = 2
# (lower, upper] of every feature, in the caller's order; infinite where there is no bound
Box = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Interval:
    """The condition `feature > lower and feature <= upper`; None where there is no bound."""

    feature: str
    lower: float | None
    upper: float | None

    def __post_init__(self) -> None:
        if not self.feature.isidentifier():
            raise ValueError(f"feature must be the name of a column, got {self.feature!r}")
        bounds = [bound for bound in (self.lower, self.upper) if bound is not None]
        if not bounds or not all(map(math.isfinite, bounds)) or bounds != sorted(set(bounds)):
            raise ValueError(
                f"{self.feature} needs a finite bound, and lower < upper where it has two, "
                f"got lower={self.lower}, upper={self.upper}"
            )


@dataclass(frozen=True)
class Rule:
    """Which customers a cluster is said to hold.

    Attributes
    ----------
    cluster_id : int
        The cluster.
    paths : tuple of tuple of Interval
        The rule holds where all intervals of one path hold, one interval per feature. Without
        paths it holds for nobody, with one empty path for everybody.
    """

    cluster_id: int
    paths: tuple[tuple[Interval, ...], ...]


@dataclass(frozen=True)
class Fidelity:
    """How well rules find the clusters they stand for, shares from 0 to 1.

    Attributes
    ----------
    overall : float
        Share of the customers whose rule is that of their cluster.
    per_cluster : ndarray of float64, shape (n_clusters,)
        Share of the customers of a cluster whom its rule finds; NaN (null) for a cluster without
        customers, which says nothing about its rule.
    precision : ndarray of float64, shape (n_clusters,)
        Share of the customers whom a rule finds who are of its cluster; NaN where it finds nobody.
    """

    overall: float
    per_cluster: FloatArray
    precision: FloatArray


def round_significant(value: float, digits: int = SIGNIFICANT_DIGITS) -> float:
    """Return the double nearest to the value written with that many significant digits."""
    # adding 0 turns -0.0 into 0.0
    return float(f"{value:.{digits}g}") + 0.0


def plain_number(value: float, separator: str = "") -> str:
    """Write all digits of a double without an exponent; `float` reads back the same double.

    Parameters
    ----------
    value : float
        Finite.
    separator : {'', ','}
        What stands between thousands.
    """
    if not math.isfinite(value):
        raise ValueError(f"value must be finite, got {value}")
    return format(Decimal(repr(float(value) + 0.0)).normalize(), f"{separator}f")


def fit_rules(
    features: Features, names: Sequence[str], labels: IntArray, n_clusters: int, random_state: int
) -> tuple[Rule, ...]:
    """Describe clusters by a decision tree with short thresholds.

    The tree has at most two leaves per cluster, a depth of at most 5 and one customer in a hundred
    in every leaf. Thresholds are rounded in the nodes of the tree, so that exactly one rule holds
    for any customer, one the tree never saw included. Where a feature has only whole numbers
    its thresholds are rounded down to one first, which moves nobody: 45.5 and 45 days divide alike.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        In raw units, without NaN.
    names : sequence of str
        The features that rules may use, in the order in which conditions are written.
    labels : ndarray of int64, shape (n_customers,)
        Clusters, 0 to n_clusters - 1.
    n_clusters : int
        Number of clusters.
    random_state : int
        Decides between splits that are equally good.

    Returns
    -------
    tuple of Rule
        One per cluster, in order; without paths for a cluster that the tree never names.

    Raises
    ------
    ValueError
        If there are no customers or names, a feature is missing or has NaN, or labels do not fit.

    References
    ----------
    .. [1] S. Dasgupta, N. Frost, M. Moshkovitz, C. Rashtchian (2020), "Explainable k-means and
       k-medians clustering", ICML.
    """
    if not names:
        raise ValueError("names is empty, expected at least one feature")
    X = np.column_stack([_complete(features, name) for name in names])
    if not 0 < len(X) == len(labels):
        raise ValueError(f"need one label per customer, got {len(X)} and {len(labels)}")
    if labels.min() < 0 or labels.max() >= n_clusters:
        raise ValueError(
            f"labels must be 0 to {n_clusters - 1}, got {labels.min()} to {labels.max()}"
        )
    model = DecisionTreeClassifier(
        max_leaf_nodes=LEAVES_PER_CLUSTER * n_clusters,
        max_depth=MAX_DEPTH,
        min_samples_leaf=-(-len(X) // CUSTOMERS_PER_LEAF),
        random_state=random_state,
    ).fit(X, labels)
    is_whole = (np.floor(X) == X).all(axis=0)

    def threshold(column: int, value: float) -> float:
        return round_significant(math.floor(value) if is_whole[column] else value)

    everything: Box = ((-math.inf, math.inf),) * len(names)
    boxes = _tree_boxes(model, threshold, 0, everything)
    return tuple(
        Rule(cluster_id, tuple(_path(box, names) for owner, box in boxes if owner == cluster_id))
        for cluster_id in range(n_clusters)
    )


def _complete(features: Features, name: str) -> FloatArray:
    if name not in features:
        raise ValueError(f"no feature {name!r}, found {sorted(features)}")
    values = features[name]
    if np.isnan(values).any():
        raise ValueError(f"feature {name!r} has NaN, expected a number for every customer")
    return values


def _tree_boxes(
    model: DecisionTreeClassifier, threshold: Callable[[int, float], float], node: int, box: Box
) -> list[tuple[int, Box]]:
    """Cluster and box of every leaf below a node, joined where they can be."""
    if any(lower >= upper for lower, upper in box):
        return []
    tree = model.tree_
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        return [(int(model.classes_[tree.value[node].argmax()]), box)]
    column = int(tree.feature[node])
    lower, upper = box[column]
    bound = threshold(column, float(tree.threshold[node]))
    # rounding keeps order, so the bound is never outside the box
    below = _with_bounds(box, column, lower, bound)
    above = _with_bounds(box, column, bound, upper)
    return _join(
        _tree_boxes(model, threshold, left, below) + _tree_boxes(model, threshold, right, above)
    )


def _with_bounds(box: Box, column: int, lower: float, upper: float) -> Box:
    return (*box[:column], (lower, upper), *box[column + 1 :])


def _join(boxes: list[tuple[int, Box]]) -> list[tuple[int, Box]]:
    """Replace boxes of one cluster by their union for as long as a union is a box."""
    for first, second in combinations(boxes, 2):
        union = _union(first[1], second[1]) if first[0] == second[0] else None
        if union is not None:
            others = [(first[0], union) if box is first else box for box in boxes]
            return _join([box for box in others if box is not second])
    return boxes


def _union(first: Box, second: Box) -> Box | None:
    """Union of two boxes that share a side and differ in nothing else, if they do."""
    different = [column for column in range(len(first)) if first[column] != second[column]]
    if len(different) != 1:
        return None
    column = different[0]
    low, high = sorted((first[column], second[column]))
    if low[1] != high[0]:
        return None
    return _with_bounds(first, column, low[0], high[1])


def _path(box: Box, names: Sequence[str]) -> tuple[Interval, ...]:
    bounds = ((None if math.isinf(bound) else bound for bound in sides) for sides in box)
    intervals = zip(names, bounds, strict=True)
    return tuple(
        Interval(name, lower, upper)
        for name, (lower, upper) in intervals
        if (lower, upper) != (None, None)
    )


def apply_rules(features: Features, rules: Sequence[Rule]) -> IntArray:
    """Return the cluster whose rule holds for each customer.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        In raw units; those that the rules name are needed, without NaN.
    rules : sequence of Rule
        From `fit_rules`.

    Returns
    -------
    ndarray of int64, shape (n_customers,)
        Cluster by rule.

    Raises
    ------
    ValueError
        If a feature is missing or has NaN, or other than one path of the rules holds for somebody.
    """
    customer_count = len(next(iter(features.values())))
    found = np.zeros(customer_count, dtype=np.int64)
    clusters = np.zeros(customer_count, dtype=np.int64)
    for rule in rules:
        for path in rule.paths:
            holds = np.ones(customer_count, dtype=np.bool_)
            for interval in path:
                values = _complete(features, interval.feature)
                if interval.lower is not None:
                    holds &= values > interval.lower
                if interval.upper is not None:
                    holds &= values <= interval.upper
            clusters[holds] = rule.cluster_id
            found += holds
    if (found != 1).any():
        raise ValueError(
            f"{(found == 0).sum()} customers have no rule and {(found > 1).sum()} several, "
            "expected exactly one each"
        )
    return clusters


def rule_fidelity(labels: IntArray, by_rule: IntArray, n_clusters: int) -> Fidelity:
    """Compare clusters with what rules say, best on customers the tree did not see.

    Parameters
    ----------
    labels, by_rule : ndarray of int64, shape (n_customers,)
        Cluster and cluster by rule of the same customers, 0 to n_clusters - 1.
    n_clusters : int
        Number of clusters.

    Raises
    ------
    ValueError
        If the arrays are empty or differ in length.
    """
    if not 0 < len(labels) == len(by_rule):
        raise ValueError(f"need one rule per label, got {len(labels)} and {len(by_rule)}")
    agrees = labels == by_rule
    right = np.bincount(labels[agrees], minlength=n_clusters)
    sizes = np.bincount(labels, minlength=n_clusters)
    found = np.bincount(by_rule, minlength=n_clusters)
    return Fidelity(
        overall=float(agrees.mean()),
        per_cluster=np.divide(right, sizes, out=np.full(n_clusters, np.nan), where=sizes > 0),
        precision=np.divide(right, found, out=np.full(n_clusters, np.nan), where=found > 0),
    )


def rule_sql(rule: Rule, vip_bound: float | None = None) -> str:
    """Write a rule as a predicate on the columns of `fct_customer_features`.

    DuckDB and Spark read it alike, and like `apply_rules` reads the same columns cast to double,
    for decimals with four places up to 9e11, below which all of them are different doubles.

    Parameters
    ----------
    rule : Rule
        The rule.
    vip_bound : float, optional
        Customers expected to spend more are VIPs, whom the predicate leaves out.

    Returns
    -------
    str
        Put it in parentheses before combining it with other conditions.
    """
    if not rule.paths:
        return "false"
    conditions = [" and ".join(map(_interval_sql, path)) for path in rule.paths]
    predicate = conditions[0]
    if len(conditions) > 1:
        predicate = " or ".join(f"({condition})" for condition in conditions)
    if vip_bound is None:
        return predicate or "true"
    nobody_vip = f"cast(expected_value as double) <= {plain_number(vip_bound)}"
    return f"{nobody_vip} and ({predicate})" if predicate else nobody_vip


def vip_rule_sql(bound: float) -> str:
    """Write the rule of the VIPs; the same customers as `expected_value > bound` on doubles.

    The bound is a quantile of doubles and written with all its digits, so the column is compared as
    double too; as a decimal, a bound with many places could leave too few digits for the column.
    """
    return f"cast(expected_value as double) > {plain_number(bound)}"


def _interval_sql(interval: Interval) -> str:
    bounds = ((">", interval.lower), ("<=", interval.upper))
    return " and ".join(
        f"{interval.feature} {sign} {plain_number(bound)}"
        for sign, bound in bounds
        if bound is not None
    )
