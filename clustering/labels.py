"""Label customers by the nearest centroid, as the SQL scoring does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clustering.types import FloatArray, IntArray

DISTANCE_DECIMALS = 9
NO_CLUSTER = -1


@dataclass(frozen=True)
class Labels:
    """Labels of customers.

    Attributes
    ----------
    cluster_id : ndarray of int64, shape (n_customers,)
        Nearest centroid; of equally near ones the lowest. -1 without clusters.
    distance : ndarray of float64, shape (n_customers,)
        Euclidean distance d1 to it.
    margin : ndarray of float64, shape (n_customers,)
        `(d2 - d1) / (d1 + d2)`, d2 being the distance to the second nearest: 0 to 1, and 0 where
        two centroids are equally near.
    """

    cluster_id: IntArray
    distance: FloatArray
    margin: FloatArray


def squared_distances(X: FloatArray, centroids: FloatArray) -> FloatArray:
    """Squared distance of every customer to every centroid, rounded to 9 decimals.

    Returns
    -------
    ndarray of float64, shape (n_customers, n_clusters)
        Rounded, so that ties are ties in every engine.
    """
    squared = np.empty((len(X), len(centroids)))
    for cluster_id, centroid in enumerate(centroids):
        squared[:, cluster_id] = ((X - centroid) ** 2).sum(axis=1)
    return squared.round(DISTANCE_DECIMALS)


def nearest_centroids(X: FloatArray, centroids: FloatArray) -> IntArray:
    """Cluster of every customer: the nearest centroid; of equally near ones the lowest."""
    nearest: IntArray = squared_distances(X, centroids).argmin(axis=1).astype(np.int64)
    return nearest


def label_customers(X: FloatArray, centroids: FloatArray) -> Labels:
    """Label customers from published centroids.

    Parameters
    ----------
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates of the customers.
    centroids : ndarray of float64, shape (n_clusters, n_features)
        Rounded centroids, at least two.

    Returns
    -------
    Labels
        Squared distances are rounded to 9 decimals before they are compared.
    """
    if len(centroids) < 2:
        raise ValueError(f"need at least 2 centroids, got {len(centroids)}")
    squared = squared_distances(X, centroids)
    nearest = squared.argmin(axis=1)
    first, second = np.sqrt(np.partition(squared, 1, axis=1)[:, :2]).T
    total = first + second
    margin = np.divide(second - first, total, out=np.zeros_like(total), where=total > 0)
    return Labels(
        cluster_id=nearest.astype(np.int64),
        distance=first.round(DISTANCE_DECIMALS),
        margin=margin.round(DISTANCE_DECIMALS),
    )


def no_labels(n_customers: int) -> Labels:
    """Labels without clusters: cluster -1, distance and margin NaN."""
    unknown = np.full(n_customers, np.nan)
    return Labels(np.full(n_customers, NO_CLUSTER, dtype=np.int64), unknown, unknown)
