"""Feature spaces, and clusterings of customers in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clustering.kmeans import N_INIT, fit_centroids, order_centroids
from clustering.labels import Labels, label_customers
from clustering.transforms import Transform, apply_transforms, fit_transforms
from clustering.types import Features, FloatArray

# spaces with clusters, the preferred one first; FREQUENCY is order_count or purchase_day_count
FREQUENCY = "frequency"
SPACES = {
    "rfm_ev": ("recency_days", FREQUENCY, "monetary_value", "expected_value"),
    "rfm": ("recency_days", FREQUENCY, "monetary_value"),
}
# no clusters: the segments of the RFM grid
MAP_SPACE = "rfm_map"
# above this median of orders a purchase day, tickets are not occasions
MAX_ORDERS_PER_DAY = 2.0


@dataclass(frozen=True)
class Clustering:
    """Transforms and centroids of one space and number of clusters.

    Attributes
    ----------
    space : str
        A key of `SPACES`, or 'rfm_map' without clusters.
    transforms : tuple of Transform
        In the order of the space; empty without clusters.
    centroids : ndarray of float64, shape (n_clusters, n_features)
        Rounded; the row number is the cluster id.
    """

    space: str
    transforms: tuple[Transform, ...]
    centroids: FloatArray

    @property
    def n_clusters(self) -> int:
        """Number of clusters; 0 without."""
        return len(self.centroids)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Features that the space still has, in their order."""
        return tuple(step.feature for step in self.transforms)


NO_CLUSTERING = Clustering(MAP_SPACE, (), np.empty((0, 0)))


def frequency_feature(features: Features) -> str:
    """Return order_count, or purchase_day_count where several orders make one occasion."""
    median = np.median(features["orders_per_purchase_day"])
    return "purchase_day_count" if median > MAX_ORDERS_PER_DAY else "order_count"


def space_features(space: str, frequency: str) -> tuple[str, ...]:
    """Names of the features of a space, with the frequency feature of the shop."""
    return tuple(frequency if name == FREQUENCY else name for name in SPACES[space])


def fit_clustering(
    features: Features,
    space: str,
    frequency: str,
    n_clusters: int,
    random_state: int,
    n_init: int = N_INIT,
) -> Clustering:
    """Fit transforms and centroids.

    Parameters
    ----------
    features : mapping of str to ndarray of float64, shape (n_customers,)
        Customers to fit on, in the order of their ids.
    space : str
        A key of `SPACES`.
    frequency : str
        From `frequency_feature`.
    n_clusters : int
        Number of clusters; there are fewer where there are fewer different customers.
    random_state : int
        Seed of K-means.
    n_init : int
        Starts of K-means.

    Returns
    -------
    Clustering
        Clusters are numbered by expected value descending (monetary value where the space has no
        other), then recency ascending; no clusters where all customers are equal in the space.
    """
    transforms = fit_transforms(features, space_features(space, frequency))
    if not transforms:
        return NO_CLUSTERING
    X = apply_transforms(features, transforms)
    return Clustering(
        space, transforms, fit_numbered_centroids(X, transforms, n_clusters, random_state, n_init)
    )


def fit_numbered_centroids(
    X: FloatArray,
    transforms: Sequence[Transform],
    n_clusters: int,
    random_state: int,
    n_init: int,
    warm_start: FloatArray | None = None,
) -> FloatArray:
    """Fit centroids in a space and number them by value, then recency."""
    columns = {step.feature: column for column, step in enumerate(transforms)}
    return order_centroids(
        fit_centroids(X, n_clusters, random_state, n_init, warm_start),
        columns.get("expected_value", columns.get("monetary_value")),
        columns.get("recency_days"),
    )


def carry_over(clustering: Clustering, transforms: Sequence[Transform]) -> FloatArray | None:
    """Bring the centroids of a model to other transforms, by way of raw units.

    Parameters
    ----------
    clustering : Clustering
        The model.
    transforms : sequence of Transform
        Of a space of the same features.

    Returns
    -------
    ndarray of float64, shape (n_clusters, n_features), or None
        None where the features differ.
    """
    if clustering.feature_names != tuple(step.feature for step in transforms):
        return None
    raw = {
        step.feature: np.expm1(column / np.sqrt(step.weight) * step.scale + step.mean)
        for step, column in zip(clustering.transforms, clustering.centroids.T, strict=True)
    }
    return apply_transforms(raw, transforms)


def label_features(features: Features, clustering: Clustering) -> Labels:
    """Label customers of any date by a clustering."""
    return label_customers(apply_transforms(features, clustering.transforms), clustering.centroids)
