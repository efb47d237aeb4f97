"""Which cluster of a new model is which known segment: matching by shared customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics.cluster import contingency_matrix

from clustering.types import FloatArray, IntArray

# a pair this alike is the same segment
SAME = 0.50
# less alike it is the same only if each is the other's best; also the least overlap of a relative
RELATED = 0.30
DISTANCE_WEIGHT = 0.25


@dataclass(frozen=True)
class Match:
    """What a cluster of a new model is among the segments of the old one.

    Attributes
    ----------
    old : int or None
        Position of the old cluster whose segment goes on; None where a segment is born.
    kind : str
        'matched', 'born', 'split' (out of a segment that went on elsewhere or shares its customers
        with another new cluster) or 'merge' (of several old clusters).
    jaccard : float
        Similarity with the old cluster that goes on, else with the most similar one, 0 to 1.
    predecessors : tuple of int
        Positions of the old clusters that overlap by at least .30, ascending.
    """

    old: int | None
    kind: str
    jaccard: float
    predecessors: tuple[int, ...]


def jaccard_table(old: IntArray, new: IntArray, n_old: int, n_new: int) -> FloatArray:
    """Jaccard similarity of each old cluster with each new one, 0 where both are empty.

    Parameters
    ----------
    old, new : ndarray of int64, shape (n_customers,)
        Cluster of the same customers by each model.
    n_old, n_new : int
        Numbers of clusters.

    Returns
    -------
    ndarray of float64, shape (n_old, n_new)
        0 to 1.

    Raises
    ------
    ValueError
        If the arrays are empty or differ in length.
    """
    if not 0 < len(old) == len(new):
        raise ValueError(f"need two labels per customer, got {len(old)} and {len(new)}")
    shared = np.zeros((n_old, n_new))
    shared[np.ix_(np.unique(old), np.unique(new))] = contingency_matrix(old, new)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    jaccards: FloatArray = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return jaccards


def match_clusters(jaccards: FloatArray, distances: FloatArray) -> list[Match]:
    """Match the clusters of a refit to those of the model before it.

    Parameters
    ----------
    jaccards : ndarray of float64, shape (n_old, n_new)
        From `jaccard_table`. Old clusters in the order of their segment ids, which breaks ties.
    distances : ndarray of float64, shape (n_old, n_new)
        Distances of the centroids in the old model's coordinates, at least 0.

    Returns
    -------
    list of Match
        One for each new cluster; no old cluster goes on twice.

    Notes
    -----
    The assignment minimises the sum of `1 - Jaccard + .25 * distance / largest distance` (Hungarian
    method). A pair is accepted at a Jaccard of .50, or of .30 if each is the other's best. What is
    not accepted is born, so that two alike segments are never mistaken for one.
    """
    largest = distances.max(initial=0.0)
    far = distances / largest if largest > 0 else np.zeros_like(distances)
    pairs = linear_sum_assignment(1 - jaccards + DISTANCE_WEIGHT * far)
    goes_on: dict[int, int] = {}
    for old, new in zip(*pairs, strict=True):
        similarity = jaccards[old, new]
        is_best = similarity >= max(jaccards[old].max(), jaccards[:, new].max())
        if similarity >= SAME or (similarity >= RELATED and is_best):
            goes_on[int(new)] = int(old)
    related = jaccards >= RELATED
    matches = []
    for new in range(jaccards.shape[1]):
        parent = goes_on.get(new)
        predecessors = tuple(np.flatnonzero(related[:, new]).tolist())
        is_split = any(related[old].sum() > 1 for old in predecessors)
        if len(predecessors) > 1:
            kind = "merge"
        elif is_split and parent is None:
            kind = "split"
        else:
            kind = "born" if parent is None else "matched"
        similarity = jaccards[parent, new] if parent is not None else jaccards[:, new].max()
        matches.append(Match(parent, kind, round(float(similarity), 9), predecessors))
    return matches
