"""Label customers by the nearest centroid, as the SQL scoring does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clustering.types import FloatArray, IntArray

DISTANCE_DECIMALS = 9


@dataclass(frozen=True)
class Labels:
    """Labels of customers.

    Attributes
    ----------
    cluster_id : ndarray of int64, shape (n_customers,)
        Nearest centroid; of equally near ones the lowest.
    distance : ndarray of float64, shape (n_customers,)
        Euclidean distance d1 to it.
    margin : ndarray of float64, shape (n_customers,)
        `(d2 - d1) / (d1 + d2)`, d2 being the distance to the second nearest: 0 to 1, and 0 where
        two centroids are equally near.
    """

    cluster_id: IntArray
    distance: FloatArray
    margin: FloatArray


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
    squared = np.empty((len(X), len(centroids)))
    for cluster_id, centroid in enumerate(centroids):
        squared[:, cluster_id] = ((X - centroid) ** 2).sum(axis=1)
    squared = squared.round(DISTANCE_DECIMALS)
    nearest = squared.argmin(axis=1)
    first, second = np.sqrt(np.partition(squared, 1, axis=1)[:, :2]).T
    total = first + second
    margin = np.divide(second - first, total, out=np.zeros_like(total), where=total > 0)
    return Labels(
        cluster_id=nearest.astype(np.int64),
        distance=first.round(DISTANCE_DECIMALS),
        margin=margin.round(DISTANCE_DECIMALS),
    )
