"""Which segment each cluster of a new model is: a known one that goes on, or a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from clustering.candidates import Fitted
from clustering.customers import Customers
from clustering.matching import Match, jaccard_table, match_clusters
from clustering.names import (
    Archetype,
    SegmentName,
    cluster_profiles,
    name_clusters,
    profile_measures,
)
from clustering.spaces import Clustering, frequency_feature, label_features
from clustering.transforms import apply_transforms
from clustering.types import FloatArray, IntArray


@dataclass(frozen=True)
class KnownSegments:
    """The segments of the model before.

    Attributes
    ----------
    clustering : Clustering
        Its transforms and centroids.
    segment_ids : tuple of int
        Segment of each cluster.
    names : tuple of SegmentName
        Likewise, as pinned at birth.
    """

    clustering: Clustering
    segment_ids: tuple[int, ...]
    names: tuple[SegmentName, ...]


@dataclass(frozen=True)
class SegmentIdentity:
    """What a cluster of a new model is.

    Attributes
    ----------
    segment_id : int
        Of the known segment, or a new one.
    name : SegmentName
        Pinned where the segment is known.
    match_kind : str
        'matched', 'born', 'split' or 'merge'; see `matching.Match`.
    match_jaccard : float or None
        Share of common customers with the segment that goes on, else with the most similar one;
        None where there was none before.
    predecessor_ids : tuple of int
        Segments that it shares at least .30 of its customers with, ascending.
    """

    segment_id: int
    name: SegmentName
    match_kind: str
    match_jaccard: float | None
    predecessor_ids: tuple[int, ...]


def identify(
    chosen: Fitted,
    customers: Customers,
    archetypes: Sequence[Archetype],
    known: KnownSegments | None,
    first_segment_id: int,
) -> list[SegmentIdentity]:
    """Say which segment each cluster of a new model is.

    Parameters
    ----------
    chosen : Fitted
        The new model.
    customers : Customers
        Customers of the fit, whom both models label.
    archetypes : sequence of Archetype
        Names for segments that are born; those of segments that go on are not given again.
    known : KnownSegments or None
        The model before; None where it has no clusters, and every segment is born.
    first_segment_id : int
        The first id that no segment ever had.

    Returns
    -------
    list of SegmentIdentity
        One per cluster; ids and codes are unique.
    """
    free_ids = count(first_segment_id)
    if known is None:
        return [SegmentIdentity(next(free_ids), name, "born", None, ()) for name in chosen.names]
    # ties go to the lower segment id
    order = sorted(range(len(known.segment_ids)), key=lambda old: known.segment_ids[old])
    labels = label_features(customers.features, known.clustering).cluster_id
    n_clusters = len(chosen.names)
    jaccards = jaccard_table(labels, chosen.labels, len(order), n_clusters)
    distances = centroid_distances(customers, known.clustering, chosen.labels, n_clusters)
    matches = match_clusters(jaccards[order], distances[order])
    names = _names(chosen, customers, archetypes, known, order, matches)
    return [
        SegmentIdentity(
            next(free_ids) if match.old is None else known.segment_ids[order[match.old]],
            name,
            match.kind,
            match.jaccard,
            tuple(known.segment_ids[order[old]] for old in match.predecessors),
        )
        for match, name in zip(matches, names, strict=True)
    ]


def centroid_distances(
    customers: Customers, clustering: Clustering, labels: IntArray, n_clusters: int
) -> FloatArray:
    """Distances of the centroids of a model from the centres of other clusters in its space.

    Parameters
    ----------
    customers : Customers
        Who are in the other clusters.
    clustering : Clustering
        The model.
    labels : ndarray of int64, shape (n_customers,)
        The other clusters, 0 to n_clusters - 1; their centres are means of customers, so that both
        may lie in spaces of their own.
    n_clusters : int
        Number of the other clusters.

    Returns
    -------
    ndarray of float64, shape (n_centroids, n_clusters)
        Euclidean, in standard deviations; 0 for a cluster without customers.
    """
    X = apply_transforms(customers.features, clustering.transforms)
    sizes = np.bincount(labels, minlength=n_clusters)
    sums = np.zeros((n_clusters, X.shape[1]))
    np.add.at(sums, labels, X)
    centres = sums / np.maximum(sizes, 1)[:, None]
    distances: FloatArray = np.linalg.norm(
        clustering.centroids[:, None, :] - centres[None, :, :], axis=2
    )
    return np.where(sizes > 0, distances, 0.0)


def _names(
    chosen: Fitted,
    customers: Customers,
    archetypes: Sequence[Archetype],
    known: KnownSegments,
    order: Sequence[int],
    matches: Sequence[Match],
) -> Iterator[SegmentName]:
    """Yield names as pinned; for what is born, names that no living segment has."""
    pinned = {
        new: known.names[order[match.old]]
        for new, match in enumerate(matches)
        if match.old is not None
    }
    codes = {name.code for name in pinned.values()}
    measures = profile_measures(customers.features, frequency_feature(customers.features))
    profiles = cluster_profiles(measures, chosen.labels, len(matches))
    born = [new for new in range(len(matches)) if new not in pinned]
    own_profiles = {measure: values[born] for measure, values in profiles.items()}
    free = [archetype for archetype in archetypes if archetype.code not in codes]
    new_names = iter(name_clusters(own_profiles, free, codes) if born else ())
    for new in range(len(matches)):
        yield pinned[new] if new in pinned else next(new_names)
