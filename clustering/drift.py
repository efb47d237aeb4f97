"""How far a shop has moved away from what its model was fitted on, and when that asks for a refit.

References
----------
.. [1] The population stability index is that of credit scoring: `sum (p - q) ln(p / q)` over bins,
   under .10 no shift, to .25 a moderate one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from clustering.customers import Customers
from clustering.evaluation import Outcomes, learn, score
from clustering.model import SegmentModel
from clustering.spaces import label_features
from clustering.transforms import STORED_DECIMALS
from clustering.types import FloatArray, IntArray

MODERATE_SHIFT = 0.10
# bounds above which a measure asks for a refit
LARGEST_SHIFT = 0.25
LARGEST_DISTANCE_GROWTH = 0.15
LARGEST_LOSS = 0.20
LARGEST_AGE_DAYS = 180
# a share that is put in place of none, so that the logarithm exists
SMALLEST_SHARE = 1e-4
DECILES = np.arange(1, 10) / 10
# what segments are made of
FEATURES = ("recency_days", "order_count", "monetary_value", "expected_value")
SEGMENT_MIX = "segment_mix"


@dataclass(frozen=True)
class Recent:
    """The newest snapshot, and what the one a horizon before it came to.

    Attributes
    ----------
    newest : Customers
        Of the newest snapshot; of a large shop, a sample.
    past : Customers or None
        Of the snapshot a horizon before; None without one.
    outcome : Outcomes or None
        What they did in that horizon.
    """

    newest: Customers
    past: Customers | None
    outcome: Outcomes | None


@dataclass(frozen=True)
class Reference:
    """What a model saw when it was fitted.

    Attributes
    ----------
    edges : mapping of str to ndarray of float64
        Different deciles of each feature, ascending; a bin ends with its edge.
    shares : mapping of str to ndarray of float64
        Share of customers in each bin of a feature, and in each segment (`SEGMENT_MIX`), VIPs last.
    mean_distance : float or None
        Mean distance to the own centroid; None without clusters.
    eta_squared : float or None
        How well its segments told apart what customers of the horizon before did; None without
        clusters or history.
    """

    edges: Mapping[str, FloatArray]
    shares: Mapping[str, FloatArray]
    mean_distance: float | None
    eta_squared: float | None


@dataclass(frozen=True)
class Drift:
    """One measure of drift.

    Attributes
    ----------
    measure : str
        'psi_' and a feature or 'segment_mix'; 'distance_growth' and 'eta_squared_loss' as shares of
        the value at the fit; 'model_age_days'.
    value : float or None
        None where it cannot be measured.
    threshold : float
        Above it the measure asks for a refit.
    """

    measure: str
    value: float | None
    threshold: float

    @property
    def verdict(self) -> str:
        """'none', 'moderate' (shifts only), 'refit', or 'untested'."""
        if self.value is None:
            return "untested"
        if self.value > self.threshold:
            return "refit"
        is_shift = self.measure.startswith("psi_")
        return "moderate" if is_shift and self.value >= MODERATE_SHIFT else "none"


def segment_numbers(customers: Customers, model: SegmentModel) -> IntArray:
    """Cluster of each customer, 0 without clusters; VIPs are the number after the last cluster."""
    last = max(model.n_clusters, 1)
    numbers = np.zeros(len(customers), dtype=np.int64)
    if model.n_clusters:
        numbers = label_features(customers.features, model.clustering).cluster_id
    return np.where(customers.features["expected_value"] > model.vip_bound, last, numbers)


def take_reference(model: SegmentModel, recent: Recent) -> Reference:
    """Measure what later snapshots are compared with."""
    features = recent.newest.features
    edges = {
        name: np.unique(np.quantile(features[name], DECILES, method="inverted_cdf"))
        for name in FEATURES
    }
    shares = {name: bin_shares(features[name], edges[name]) for name in FEATURES}
    shares[SEGMENT_MIX] = _segment_shares(model, recent)
    return Reference(edges, shares, mean_distance(model, recent), eta_squared(model, recent))


def bin_shares(values: FloatArray, edges: FloatArray) -> FloatArray:
    """Share of values in each bin; one bin more than edges."""
    places = np.searchsorted(edges, values, side="left")
    return np.bincount(places, minlength=len(edges) + 1) / len(values)


def population_stability(expected: FloatArray, found: FloatArray) -> float:
    """Population stability index between two distributions over the same bins."""
    p, q = (np.maximum(shares, SMALLEST_SHARE) for shares in (expected, found))
    return float(((p - q) * np.log(p / q)).sum())


def mean_distance(model: SegmentModel, recent: Recent) -> float | None:
    """Mean distance of the newest customers to their centroids; None without clusters."""
    if not model.n_clusters:
        return None
    return float(label_features(recent.newest.features, model.clustering).distance.mean())


def eta_squared(model: SegmentModel, recent: Recent) -> float | None:
    """How well the segments tell apart what customers did in the last horizon.

    None without clusters or history, or where the horizon tells no customers apart.
    """
    if not model.n_clusters or recent.past is None or recent.outcome is None:
        return None
    labels = segment_numbers(recent.past, model)
    n_segments = model.n_clusters + 1
    found = score(labels, learn(labels, recent.outcome, n_segments), recent.outcome).eta_squared
    return None if np.isnan(found) else found


def measure_drift(model: SegmentModel, reference: Reference, recent: Recent) -> list[Drift]:
    """Compare the newest snapshot with what a model was fitted on.

    Parameters
    ----------
    model : SegmentModel
        The model.
    reference : Reference
        Taken at its fit.
    recent : Recent
        The newest snapshot and its past.

    Returns
    -------
    list of Drift
        Every measure, in the same order.
    """
    features = recent.newest.features
    found = {name: bin_shares(features[name], reference.edges[name]) for name in FEATURES}
    found[SEGMENT_MIX] = _segment_shares(model, recent)
    shifts = {
        f"psi_{name}": population_stability(reference.shares[name], shares)
        for name, shares in found.items()
    }
    age = date.fromisoformat(recent.newest.as_of_date) - date.fromisoformat(model.fitted_as_of_date)
    growth = _change(reference.mean_distance, mean_distance(model, recent))
    gain = _change(reference.eta_squared, eta_squared(model, recent))
    return [
        *(Drift(name, _stored(value), LARGEST_SHIFT) for name, value in shifts.items()),
        Drift("distance_growth", _stored(growth), LARGEST_DISTANCE_GROWTH),
        Drift("eta_squared_loss", None if gain is None else _stored(-gain), LARGEST_LOSS),
        Drift("model_age_days", float(age.days), LARGEST_AGE_DAYS),
    ]


def _segment_shares(model: SegmentModel, recent: Recent) -> FloatArray:
    numbers = segment_numbers(recent.newest, model)
    return np.bincount(numbers, minlength=max(model.n_clusters, 1) + 1) / len(numbers)


def _change(before: float | None, now: float | None) -> float | None:
    return now / before - 1 if before and now is not None else None


def _stored(value: float | None) -> float | None:
    # adding 0 turns -0.0, which reads odd in a table, into 0
    return None if value is None else round(value, STORED_DECIMALS) + 0.0
