"""K-means that gives the same centroids for the same customers, whatever the machine's threads."""

from __future__ import annotations

from functools import cache

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import ThreadpoolController

from clustering.types import FloatArray

N_INIT = 20
CENTROID_DECIMALS = 6
# share of the inertia by which a random start must beat the warm one
SMALLEST_GAIN = 0.01


def fit_centroids(
    X: FloatArray,
    n_clusters: int,
    random_state: int,
    n_init: int = N_INIT,
    warm_start: FloatArray | None = None,
) -> FloatArray:
    """Fit K-means (Lloyd, k-means++) and round its centroids.

    Parameters
    ----------
    X : ndarray of float64, shape (n_customers, n_features)
        Coordinates, in the order of customer ids: the order of rows moves the result.
    n_clusters : int
        Number of clusters; the number of different rows of `X`, if that is smaller.
    random_state : int
        Seed.
    n_init : int
        Random starts; the one with the smallest inertia wins.
    warm_start : ndarray of float64, shape (n_clusters, n_features) or None
        Centroids to start from too: a random start wins only if its inertia is more than 1 %
        better, so that segments do not move without need.

    Returns
    -------
    ndarray of float64, shape (at most n_clusters, n_features)
        Centroids rounded to 6 decimals, in no stated order: see `order_centroids`. Those that are
        equal after rounding are one.
    """
    different = len(np.unique(X, axis=0))
    estimator = KMeans(
        n_clusters=min(n_clusters, different),
        init="k-means++",
        n_init=n_init,
        random_state=random_state,
    )
    points = np.ascontiguousarray(X, dtype=np.float64)
    # several threads add up in another order and move centroids in the 13th digit
    with threads().limit(limits=1):
        best = settle(points, estimator.fit(points).cluster_centers_)
        if warm_start is not None and len(warm_start) == estimator.n_clusters:
            warm = settle(points, warm_start)
            if best.inertia_ >= (1 - SMALLEST_GAIN) * warm.inertia_:
                best = warm
    centroids: FloatArray = best.cluster_centers_.round(CENTROID_DECIMALS)
    return np.unique(centroids + 0.0, axis=0)  # no negative zero


@cache
def threads() -> ThreadpoolController:
    """The thread pools of the process; looking for them takes as long as a small fit."""
    return ThreadpoolController()


def settle(points: FloatArray, start: FloatArray) -> KMeans:
    """Run Lloyd's iterations until no point changes its cluster.

    Published centroids are such a fixed point, so that a refit on the same customers that starts
    from them ends there too.
    """
    return KMeans(n_clusters=len(start), init=start, n_init=1, tol=0).fit(points)


def order_centroids(
    centroids: FloatArray, descending: int | None, ascending: int | None
) -> FloatArray:
    """Number clusters by one coordinate descending, then another ascending.

    Parameters
    ----------
    centroids : ndarray of float64, shape (n_clusters, n_features)
        In any order.
    descending, ascending : int or None
        Columns: value (largest first), then recency (most recent first); None for one that is not
        in the space. Columns left decide ties.

    Returns
    -------
    ndarray of float64, shape (n_clusters, n_features)
        Sorted rows; the row number is the cluster id.
    """
    keys = list(centroids.T[::-1])
    if ascending is not None:
        keys.append(centroids[:, ascending])
    if descending is not None:
        keys.append(-centroids[:, descending])
    return centroids[np.lexsort(keys)]
