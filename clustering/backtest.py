"""Would the segments have told customers apart? A model of two horizons ago, judged by the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clustering.baselines import BASELINES, Assignment, method_name
from clustering.customers import Customers
from clustering.evaluation import (
    Lessons,
    Outcomes,
    Scores,
    bootstrap_scores,
    difference_intervals,
    learn,
    score,
    standard_error,
)
from clustering.rfm import RfmMap, fit_cut_points, is_vip, label_by_map, vip_bound
from clustering.selection import OutOfTime
from clustering.spaces import MAP_SPACE, SPACES, fit_clustering, frequency_feature, label_features
from clustering.types import FloatArray

# resamples of customers for the intervals of differences
PAIRED_RESAMPLES = 300
OURS = "segmart"


@dataclass(frozen=True)
class PastSnapshots:
    """Two earlier snapshots, one horizon apart, and what followed each.

    Attributes
    ----------
    earlier : Customers
        Two horizons before the newest date: models are fitted on them.
    lesson : Outcomes
        What they did in the horizon after.
    later : Customers
        One horizon before the newest date: they are labelled by the frozen model.
    outcome : Outcomes
        What they did in the horizon after, by which segments are judged.
    """

    earlier: Customers
    lesson: Outcomes
    later: Customers
    outcome: Outcomes


@dataclass(frozen=True)
class BacktestRow:
    """How one method fared, and by how much the chosen segments were better.

    Attributes
    ----------
    method : str
        Name as in `segment_backtest`.
    n_segments : int
        Number of segments of the method.
    scores : Scores
        Its measures.
    difference : ndarray of float64, shape (n_measures, 2), or None
        95 % interval of the chosen segments' measure less this method's, in the order of
        `evaluation.MEASURES`; None for the chosen segments themselves.
    """

    method: str
    n_segments: int
    scores: Scores
    difference: FloatArray | None


def assign_clusters(
    past: PastSnapshots, space: str, n_clusters: int, random_state: int
) -> Assignment:
    """Fit a space on the earlier customers and label both dates with it."""
    earlier, later = past.earlier.features, past.later.features
    frequency = frequency_feature(earlier)
    clustering = fit_clustering(earlier, space, frequency, n_clusters, random_state)
    if not clustering.n_clusters:
        return Assignment(
            np.zeros(len(past.earlier), dtype=np.int64),
            np.zeros(len(past.later), dtype=np.int64),
            n_segments=1,
        )
    return Assignment(
        label_features(earlier, clustering).cluster_id,
        label_features(later, clustering).cluster_id,
        clustering.n_clusters,
    )


def assign_map(past: PastSnapshots, rfm_map: RfmMap) -> Assignment:
    """Score the customers of both dates by cut-points of the earlier one."""
    cut_points = fit_cut_points(past.earlier.features)
    return Assignment(
        label_by_map(past.earlier.features, cut_points, rfm_map),
        label_by_map(past.later.features, cut_points, rfm_map),
        len(set(rfm_map.values())),
    )


def set_vips_apart(assignment: Assignment, past: PastSnapshots) -> Assignment:
    """Make the VIPs a segment of their own, by the bound of the earlier date."""
    earlier, later = past.earlier.features, past.later.features
    bound = vip_bound(earlier)
    vip_segment = assignment.n_segments
    return Assignment(
        np.where(is_vip(earlier, bound), vip_segment, assignment.earlier),
        np.where(is_vip(later, bound), vip_segment, assignment.later),
        vip_segment + 1,
    )


def learn_and_score(assignment: Assignment, past: PastSnapshots) -> tuple[Lessons, Scores]:
    """Learn from the first horizon and judge by the second."""
    lessons = learn(assignment.earlier, past.lesson, assignment.n_segments)
    return lessons, score(assignment.later, lessons, past.outcome)


def out_of_time(assignment: Assignment, past: PastSnapshots, random_state: int) -> OutOfTime | None:
    """Judge a candidate; None where the last horizon has nothing to tell customers apart by."""
    lessons, scores = learn_and_score(assignment, past)
    if not np.isfinite(scores.eta_squared):
        return None
    error = standard_error(assignment.later, lessons, past.outcome, random_state)
    return OutOfTime(scores, error)


def methods(
    past: PastSnapshots, space: str, n_clusters: int, random_state: int, rfm_map: RfmMap
) -> dict[str, Assignment]:
    """Segments by the chosen model, its parts, and every baseline at the same number of clusters.

    Parameters
    ----------
    past : PastSnapshots
        The two dates.
    space : str
        The chosen space, or 'rfm_map'.
    n_clusters : int
        Number of clusters of every K-means.
    random_state : int
        Seed.
    rfm_map : RfmMap
        Names of the RFM grid.

    Returns
    -------
    dict of str to Assignment
        The chosen segments, VIPs apart, stand first as 'segmart'.
    """
    own = {name: assign_clusters(past, name, n_clusters, random_state) for name in SPACES}
    mapped = assign_map(past, rfm_map)
    chosen = mapped if space == MAP_SPACE else own[space]
    found = {OURS: set_vips_apart(chosen, past), MAP_SPACE: mapped}
    for name, assignment in own.items():
        found[f"{name}_{n_clusters}"] = assignment
        found[f"{name}_{n_clusters}_vip"] = set_vips_apart(assignment, past)
    for name, baseline in BASELINES.items():
        found[method_name(name, n_clusters)] = baseline.assign(
            past.earlier.features, past.lesson, past.later.features, n_clusters, random_state
        )
    return found


def back_test(
    assignments: Mapping[str, Assignment], past: PastSnapshots, random_state: int
) -> list[BacktestRow]:
    """Score methods, with intervals of how much better the chosen segments are.

    Parameters
    ----------
    assignments : mapping of str to Assignment
        From `methods`.
    past : PastSnapshots
        The two dates and what followed.
    random_state : int
        Seed of the resamples; all methods see the same ones.

    Returns
    -------
    list of BacktestRow
        In the order of `assignments`.
    """
    judged = {name: learn_and_score(segments, past) for name, segments in assignments.items()}
    resampled = bootstrap_scores(
        {name: (assignments[name].later, lessons) for name, (lessons, _) in judged.items()},
        past.outcome,
        PAIRED_RESAMPLES,
        random_state,
    )
    differences = difference_intervals(resampled, OURS)
    return [
        BacktestRow(name, assignments[name].n_segments, scores, differences.get(name))
        for name, (_, scores) in judged.items()
    ]
