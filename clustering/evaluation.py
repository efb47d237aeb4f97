"""Judge segments by what their customers did afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields

import numpy as np

from clustering.types import FloatArray, IntArray

WINSORISED_AT = 0.99
INTERVAL = (0.025, 0.975)
STANDARD_ERROR_RESAMPLES = 200


@dataclass(frozen=True)
class Outcomes:
    """What customers did in the window after a date.

    Attributes
    ----------
    value : ndarray of float64, shape (n_customers,)
        Net value; negative where returns exceed purchases.
    has_repurchased : ndarray of float64, shape (n_customers,)
        1 for customers who bought in the window, else 0.

    Raises
    ------
    ValueError
        If there are no customers, the arrays differ in length, or an entry is NaN or infinite, or
        neither 0 nor 1.
    """

    value: FloatArray
    has_repurchased: FloatArray

    def __post_init__(self) -> None:
        if not 0 < len(self.value) == len(self.has_repurchased):
            raise ValueError(
                "need one value and has_repurchased per customer, "
                f"got {len(self.value)} and {len(self.has_repurchased)}"
            )
        if not np.isfinite(self.value).all():
            raise ValueError("value has a NaN or infinite entry, expected the outcome of everybody")
        if not np.isin(self.has_repurchased, (0, 1)).all():
            raise ValueError("has_repurchased has an entry that is neither 0 nor 1")

    @property
    def y(self) -> FloatArray:
        """Value floored at 0."""
        floored: FloatArray = np.maximum(self.value, 0.0)
        return floored


@dataclass(frozen=True)
class Lessons:
    """What the learning window taught about each segment.

    Attributes
    ----------
    mean_value : ndarray of float64, shape (n_segments,)
        Mean of y, winsorised at the 99 % quantile of buyers.
    repurchase_rate : ndarray of float64, shape (n_segments,)
        Share of customers who bought in the window.
    """

    mean_value: FloatArray
    repurchase_rate: FloatArray


@dataclass(frozen=True)
class Scores:
    """How well segments tell customers apart; larger is better.

    Attributes
    ----------
    eta_squared : float
        Between-segment share of the variance of ln(1 + y), 0 to 1; NaN where all y are equal.
    auc : float
        Probability that a customer who bought is in a segment of higher learned repurchase rate
        than one who did not, ties counting half, 0 to 1; NaN where nobody or everybody bought.
    gini : float
        Concentration of winsorised y over customers sorted by the learned mean value, ties
        averaged, over that of customers sorted by y itself, -1 to 1; NaN where all are equal.
    explained_value_share : float
        Between-segment share of the variance of winsorised y, 0 to 1; NaN where all are equal.
    """

    eta_squared: float
    auc: float
    gini: float
    explained_value_share: float


MEASURES = tuple(field.name for field in fields(Scores))


@dataclass(frozen=True)
class _Sample:
    """Customers of a window, each counted `weight` times, and what all methods share."""

    weight: FloatArray
    bought: FloatArray
    log_value: FloatArray
    value: FloatArray
    log_variation: float
    value_variation: float
    best_concentration: float


def learn(labels: IntArray, outcomes: Outcomes, n_segments: int) -> Lessons:
    """Learn what a customer of each segment does in the window after the labels.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_customers,)
        Segment of each customer, 0 to n_segments - 1.
    outcomes : Outcomes
        Of the same customers, in the same order.
    n_segments : int
        Number of segments; one without members takes the mean over all customers.

    Returns
    -------
    Lessons
    """
    _check(labels, outcomes, n_segments)
    y = outcomes.y
    buyers = y[y > 0]
    values = np.minimum(y, np.quantile(buyers, WINSORISED_AT)) if len(buyers) else y
    count = np.bincount(labels, minlength=n_segments)
    means = []
    for measure in (values, outcomes.has_repurchased):
        total = _sums(labels, measure, n_segments)
        overall = np.full(n_segments, measure.mean())
        means.append(np.divide(total, count, out=overall, where=count > 0))
    return Lessons(*means)


def score(labels: IntArray, lessons: Lessons, outcomes: Outcomes) -> Scores:
    """Judge segments by the outcomes of their customers.

    Parameters
    ----------
    labels : ndarray of int64, shape (n_customers,)
        Segment of each customer at the date, 0 to n_segments - 1.
    lessons : Lessons
        Learned in an earlier window.
    outcomes : Outcomes
        Of the window after the date.

    Returns
    -------
    Scores
    """
    _check(labels, outcomes, len(lessons.mean_value))
    (sample,) = _samples(outcomes, [np.ones(len(labels))])
    return Scores(*map(float, _scores(labels, lessons, sample)))


def bootstrap_scores(
    methods: Mapping[str, tuple[IntArray, Lessons]],
    outcomes: Outcomes,
    n_resamples: int,
    random_state: int,
) -> dict[str, FloatArray]:
    """Score several methods on the same resamples of customers.

    Parameters
    ----------
    methods : mapping of str to tuple of ndarray of int64, shape (n_customers,), and Lessons
        Labels at the date and what was learned before; both stay as they are.
    outcomes : Outcomes
        Of the window after the date.
    n_resamples : int
        Number of resamples, each of as many customers as there are, with replacement.
    random_state : int
        Seed; with the number of customers it alone decides who is drawn, so that calls for other
        methods give paired resamples.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_resamples, 4)
        Measures in the order of `MEASURES`; NaN where one is not defined on a resample.
    """
    for labels, lessons in methods.values():
        _check(labels, outcomes, len(lessons.mean_value))
    scores = {name: np.empty((n_resamples, len(MEASURES))) for name in methods}
    weights = _resample_weights(len(outcomes.value), n_resamples, random_state)
    for row, sample in enumerate(_samples(outcomes, weights)):
        for name, (labels, lessons) in methods.items():
            scores[name][row] = _scores(labels, lessons, sample)
    return scores


def difference_intervals(resampled: Mapping[str, FloatArray], ours: str) -> dict[str, FloatArray]:
    """Interval of how much better one method is than each other.

    Parameters
    ----------
    resampled : mapping of str to ndarray of float64, shape (n_resamples, n_measures)
        From `bootstrap_scores`, or its mean over several dates.
    ours : str
        Method to compare with all the others.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_measures, 2)
        The 2.5 % and 97.5 % quantiles of ours minus the other, over the resamples where the
        measure is defined; NaN where there are none.
    """
    return {
        name: np.array([_quantiles(column) for column in (resampled[ours] - scores).T])
        for name, scores in resampled.items()
        if name != ours
    }


def standard_error(
    labels: IntArray,
    lessons: Lessons,
    outcomes: Outcomes,
    random_state: int,
    n_resamples: int = STANDARD_ERROR_RESAMPLES,
) -> float:
    """Bootstrap standard error of eta_squared.

    Parameters
    ----------
    labels, lessons, outcomes
        As for `score`.
    random_state : int
        Seed.
    n_resamples : int
        Number of resamples.

    Returns
    -------
    float
        Standard deviation (n - 1) over the resamples where eta_squared is defined; NaN where there
        are fewer than two.
    """
    resampled = bootstrap_scores({"": (labels, lessons)}, outcomes, n_resamples, random_state)
    eta_squared = resampled[""][:, MEASURES.index("eta_squared")]
    known = eta_squared[~np.isnan(eta_squared)]
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")


def as_array(scores: Scores) -> FloatArray:
    """Return the measures in the order of `MEASURES`."""
    return np.array(astuple(scores), dtype=np.float64)


def _check(labels: IntArray, outcomes: Outcomes, n_segments: int) -> None:
    if len(labels) != len(outcomes.value):
        raise ValueError(
            f"need one label per customer, got {len(labels)} for {len(outcomes.value)} customers"
        )
    if labels.min() < 0 or labels.max() >= n_segments:
        raise ValueError(
            f"labels go from {labels.min()} to {labels.max()}, expected 0 to {n_segments - 1}"
        )


def _resample_weights(
    n_customers: int, n_resamples: int, random_state: int
) -> Iterator[FloatArray]:
    """How often each customer is drawn, a resample at a time."""
    random = np.random.default_rng(random_state)
    for _ in range(n_resamples):
        drawn = random.integers(0, n_customers, n_customers)
        yield np.bincount(drawn, minlength=n_customers).astype(np.float64)


def _samples(outcomes: Outcomes, weights: Iterable[FloatArray]) -> Iterator[_Sample]:
    """Prepare samples; sorting is done once for all of them."""
    y = outcomes.y
    order = np.argsort(y, kind="stable")
    ordered = y[order]
    first_buyer = int(np.searchsorted(ordered, 0, side="right"))
    # sums of squares about a value near the mean lose no digits
    log_value = np.log1p(y)
    log_value -= log_value.mean()
    for weight in weights:
        counts = weight[order]
        cap = _weighted_quantile(ordered[first_buyer:], counts[first_buyer:])
        value, ordered_value = np.minimum(y, cap), np.minimum(ordered, cap)
        present = ordered[counts > 0]
        log_varies = present[0] < present[-1]
        value_varies = present[0] < min(present[-1], cap)
        yield _Sample(
            weight=weight,
            bought=weight * outcomes.has_repurchased,
            log_value=weight * log_value,
            value=weight * value,
            log_variation=_variation(weight, log_value) if log_varies else np.nan,
            value_variation=_variation(weight, value) if value_varies else np.nan,
            best_concentration=(
                _concentration(counts, counts * ordered_value) if value_varies else np.nan
            ),
        )


def _weighted_quantile(ordered: FloatArray, counts: FloatArray) -> float:
    """Interpolate the quantile of ordered values that each stand `counts` times; 0 without any."""
    reached = np.cumsum(counts)
    if not len(reached) or not reached[-1]:
        return 0.0
    position = WINSORISED_AT * (reached[-1] - 1)
    below, above = np.floor(position), np.ceil(position)
    low, high = ordered[np.searchsorted(reached, (below, above), side="right")]
    return float(low + (high - low) * (position - below))


def _variation(weight: FloatArray, values: FloatArray) -> float:
    """Sum of squares about the weighted mean."""
    deviation = values - weight @ values / weight.sum()
    return float(weight @ deviation**2)


def _concentration(counts: FloatArray, totals: FloatArray) -> float:
    """Sum of (2 rank - n - 1) value over groups in ascending order, members of one tied.

    Parameters
    ----------
    counts, totals : ndarray of float64, shape (n_groups,)
        Members of each group and the sum of their values. A member's average rank is that of the
        groups before plus (count + 1) / 2.
    """
    before = np.cumsum(counts) - counts
    return float((2 * before + counts - counts.sum()) @ totals)


def _between(counts: FloatArray, totals: FloatArray) -> float:
    """Sum of squares of the group means about the mean of all."""
    held = counts > 0
    means = totals[held] / counts[held]
    return float(counts[held] @ (means - totals.sum() / counts.sum()) ** 2)


def _scores(labels: IntArray, lessons: Lessons, sample: _Sample) -> tuple[float, ...]:
    """Measures of one sample, from sums per segment."""
    n_segments = len(lessons.mean_value)
    count, bought, log_value, value = (
        _sums(labels, measure, n_segments)
        for measure in (sample.weight, sample.bought, sample.log_value, sample.value)
    )
    eta_squared = min(_between(count, log_value) / sample.log_variation, 1.0)
    explained = min(_between(count, value) / sample.value_variation, 1.0)
    by_rate = _regroup(lessons.repurchase_rate, bought, count - bought)
    by_mean = _regroup(lessons.mean_value, count, value)
    gini = _concentration(*by_mean) / sample.best_concentration
    return eta_squared, _area(*by_rate), gini, explained


def _regroup(learned: FloatArray, *sums: FloatArray) -> list[FloatArray]:
    """Add up segments of equal learned value, in ascending order of it."""
    different, group = np.unique(learned, return_inverse=True)
    return [_sums(group, part, len(different)) for part in sums]


def _sums(groups: IntArray, values: FloatArray, n_groups: int) -> FloatArray:
    return np.bincount(groups, values, n_groups).astype(np.float64, copy=False)


def _area(positives: FloatArray, negatives: FloatArray) -> float:
    """Area under the ROC curve of groups in ascending order; NaN without one of the two kinds."""
    pairs = positives.sum() * negatives.sum()
    below = np.cumsum(negatives) - negatives / 2
    return float(positives @ below / pairs) if pairs else float("nan")


def _quantiles(values: FloatArray) -> FloatArray:
    known = values[~np.isnan(values)]
    quantiles: FloatArray = np.quantile(known, INTERVAL) if len(known) else np.full(2, np.nan)
    return quantiles
