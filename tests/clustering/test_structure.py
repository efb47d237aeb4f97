"""The gap statistic on clouds whose structure is known."""

import numpy as np
import pytest

from clustering.structure import gap_gains, log_within, uniform_cloud


def gain(X: np.ndarray, number: int) -> float:
    return gap_gains(X, [number], 0, lambda description: None)[number].gain


def blobs(n_groups: int, per_group: int = 60) -> np.ndarray:
    """Groups of unit spread at the corners of a square of side 10."""
    rng = np.random.default_rng(0)
    corners = np.array([[0, 0], [0, 10], [10, 0], [10, 10]])[:n_groups]
    return np.concatenate([rng.normal(corner, 1, (per_group, 2)) for corner in corners])


def test_planted_groups_gain_most_at_their_number() -> None:
    gains = gap_gains(blobs(4), [2, 4, 6], 0, lambda description: None)
    assert gains[4].gain > 0.5
    assert gains[4].gain > gains[2].gain
    assert gains[4].gain > 3 * gains[4].simulation_error


@pytest.mark.parametrize("seed", range(3))
def test_uniform_noise_and_a_single_blob_gain_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert gain(rng.uniform(0, 1, (400, 3)), 4) < 0.05
    assert gain(rng.normal(0, 1, (400, 3)), 4) < 0.05


def test_the_gain_knows_neither_place_nor_scale_nor_angle() -> None:
    X = blobs(3)
    angle = np.array([[0.6, -0.8], [0.8, 0.6]])
    assert gain(X @ angle * 7 + 100, 3) == pytest.approx(gain(X, 3), abs=0.02)


def test_inertia_by_hand() -> None:
    X = np.array([[0.0], [2.0], [10.0], [14.0]])
    # one centre at 6.5: 42.25 + 20.25 + 12.25 + 56.25; two centres: 1 + 1 + 4 + 4
    assert log_within(X, 1, 0) == pytest.approx(np.log(131))
    assert log_within(X, 2, 0) == pytest.approx(np.log(10))
    assert log_within(X, 4, 0) == -np.inf


def test_a_cloud_fills_the_box_of_the_principal_axes() -> None:
    diagonal = np.repeat(np.linspace(0, 1, 200)[:, None], 2, axis=1)
    cloud = uniform_cloud(diagonal, (0, 0))
    # along the diagonal as long as the data, across it flat
    assert np.ptp(cloud[:, 0]) == pytest.approx(np.sqrt(2), abs=0.05)
    assert np.ptp(cloud[:, 1]) == pytest.approx(0, abs=1e-9)
