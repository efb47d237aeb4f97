"""Stability measures against values counted by hand."""

import numpy as np
import pytest

from clustering.spaces import SPACES, fit_clustering, frequency_feature, label_features
from clustering.stability import (
    bootstrap_jaccard,
    cluster_jaccard,
    prediction_strength,
    stability_band,
)
from tests.clustering.shop import four_kinds, usual_shop


def ignore(description: str) -> None:
    """Take a step's description."""


def test_jaccard_counted_by_hand() -> None:
    reference = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    resampled = np.array([5, 5, 5, 7, 7, 7, 7, 9, 9])
    # {0,1,2,3} and {0,1,2}: 3 of 4; {4,5,6} and {3,4,5,6}: 3 of 4; {7,8} found again
    assert cluster_jaccard(reference, resampled, 3).tolist() == [0.75, 0.75, 1.0]


def test_a_cluster_without_customers_has_no_similarity() -> None:
    labels = np.array([0, 0, 2])
    assert cluster_jaccard(labels, labels, 4).tolist() == [1.0, 0.0, 1.0, 0.0]


def test_numbers_of_clusters_do_not_matter() -> None:
    reference = np.array([0, 0, 1, 1, 2, 2])
    assert cluster_jaccard(reference, 2 - reference, 3).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("lengths", [(0, 0), (2, 3)])
def test_labels_of_other_customers_are_refused(lengths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"got {lengths[0]} and {lengths[1]}"):
        cluster_jaccard(*(np.zeros(length, dtype=np.int64) for length in lengths), 1)


def test_planted_groups_come_again_and_split_groups_do_not() -> None:
    features, _ = four_kinds()
    frequency = frequency_feature(features)
    labels = {
        number: label_features(
            features, fit_clustering(features, "rfm_ev", frequency, number, 0)
        ).cluster_id
        for number in (4, 6)
    }
    steps: list[str] = []
    stability = bootstrap_jaccard(features, "rfm_ev", frequency, labels, 10, 0, steps.append)
    assert stability[4].tolist() == [1.0] * 4
    assert stability[6].min() < 0.75
    assert len(steps) == 2 * 10


@pytest.mark.parametrize("space", SPACES)
def test_resamples_depend_on_the_seed_alone(space: str) -> None:
    features = usual_shop()
    frequency = frequency_feature(features)
    clustering = fit_clustering(features, space, frequency, 4, 0)
    labels = {4: label_features(features, clustering).cluster_id}

    def stability(seed: int) -> list[float]:
        return bootstrap_jaccard(features, space, frequency, labels, 3, seed, ignore)[4].tolist()

    assert stability(1) == stability(1)
    assert stability(1) != stability(2)


def test_prediction_strength_of_groups_and_of_a_blob() -> None:
    rng = np.random.default_rng(0)
    groups = np.concatenate([rng.normal(centre, 0.1, (50, 2)) for centre in (0, 5, 10)])
    assert prediction_strength(groups, 3, 0, ignore) == 1.0
    # no two halves cut a round cloud at the same angles
    assert prediction_strength(rng.normal(0, 1, (150, 2)), 6, 0, ignore) < 0.5


@pytest.mark.parametrize(
    ("jaccard", "band"),
    [
        (1.0, "high"),
        (0.85, "high"),
        (0.849, "good"),
        (0.75, "good"),
        (0.749, "fair"),
        (0.60, "fair"),
        (0.599, "unstable"),
        (0.0, "unstable"),
    ],
)
def test_words_for_stability_at_their_bounds(jaccard: float, band: str) -> None:
    assert stability_band(jaccard) == band
