"""K-means that gives the same centroids for the same customers, whatever the machine's threads."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from clustering.types import FloatArray

N_INIT = 20
CENTROID_DECIMALS = 6


def fit_centroids(X: FloatArray, n_clusters: int, random_state: int) -> FloatArray:
    """Fit K-means (Lloyd, k-means++) and round its centroids.

    Parameters
    ----------
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates, in the order of customer ids: the order of rows moves the result.
    n_clusters : int
        Number of clusters, at most the number of different rows of `X`.
    random_state : int
        Seed.

    Returns
    -------
    ndarray of float64, shape (n_clusters, n_features)
        Centroids rounded to 6 decimals, in no stated order: see `order_centroids`.
    """
    estimator = KMeans(
        n_clusters=n_clusters, init="k-means++", n_init=N_INIT, random_state=random_state
    )
    # several threads add up in another order and move centroids in the 13th digit
    with threadpool_limits(limits=1):
        estimator.fit(np.ascontiguousarray(X, dtype=np.float64))
    centroids: FloatArray = estimator.cluster_centers_.round(CENTROID_DECIMALS)
    return centroids + 0.0  # no negative zero


def order_centroids(centroids: FloatArray, descending: int, ascending: int) -> FloatArray:
    """Number clusters by one coordinate descending, then another ascending.

    Parameters
    ----------
    centroids : ndarray of float64, shape (n_clusters, n_features)
        In any order.
    descending, ascending : int
        Columns: value (largest first), then recency (most recent first).

    Returns
    -------
    ndarray of float64, shape (n_clusters, n_features)
        Sorted rows; the row number is the cluster id.
    """
    keys = (centroids[:, ascending], -centroids[:, descending])
    return centroids[np.lexsort(keys)]
