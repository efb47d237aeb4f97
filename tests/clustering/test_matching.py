"""Clusters of a refit find their segments, by overlaps counted by hand."""

import numpy as np
import pytest

from clustering.matching import Match, jaccard_table, match_clusters


def matched(old: str, new: str) -> list[Match]:
    """Match two labellings, a digit a customer, whose centroids lie equally far apart."""
    labels = [np.array([int(digit) for digit in text]) for text in (old, new)]
    n_old, n_new = (int(each.max()) + 1 for each in labels)
    table = jaccard_table(*labels, n_old, n_new)
    return match_clusters(table, np.ones_like(table))


def test_overlaps_by_hand() -> None:
    table = jaccard_table(np.array([0, 0, 0, 1]), np.array([0, 0, 2, 2]), 2, 4)
    assert table == pytest.approx(np.array([[2 / 3, 0, 1 / 4, 0], [0, 0, 1 / 2, 0]]))


def test_other_numbers_are_the_same_segments() -> None:
    matches = matched("000111222", "222000111")
    assert [match.old for match in matches] == [1, 2, 0]
    assert {(match.kind, match.jaccard) for match in matches} == {("matched", 1.0)}


def test_a_segment_that_falls_apart_goes_on_in_its_larger_half() -> None:
    # 6 and 4 of 10
    whole, part = matched("0000000000", "0000001111")
    assert whole == Match(0, "matched", 0.6, (0,))
    assert part == Match(None, "split", 0.4, (0,))


def test_a_merge_remembers_both() -> None:
    (merged,) = matched("0000001111", "0000000000")
    assert merged == Match(0, "merge", 0.6, (0, 1))


def test_strangers_are_born() -> None:
    # a quarter each
    matches = matched("0000111122223333", "0123012301230123")
    assert {(match.old, match.kind, match.predecessors) for match in matches} == {
        (None, "born", ())
    }


def test_the_nearer_centroid_decides_between_equal_overlaps() -> None:
    table = np.array([[0.5, 0.5]])
    assert [m.old for m in match_clusters(table, np.array([[1.0, 3.0]]))] == [0, None]
    assert [m.old for m in match_clusters(table, np.array([[3.0, 1.0]]))] == [None, 0]


@pytest.mark.parametrize(("similarity", "old"), [(0.5, 0), (0.3, 0), (0.299, None)])
def test_bounds_of_acceptance(similarity: float, old: int | None) -> None:
    (match,) = match_clusters(np.array([[similarity]]), np.zeros((1, 1)))
    assert match.old == old


def test_under_a_half_both_must_be_each_others_best() -> None:
    # the pair that is left over has .35, while the new cluster resembles another more
    matches = match_clusters(np.array([[0.9, 0.4], [0.0, 0.35]]), np.zeros((2, 2)))
    assert [match.old for match in matches] == [0, None]


@pytest.mark.parametrize("lengths", [(0, 0), (2, 3)])
def test_labels_of_other_customers_are_refused(lengths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"got {lengths[0]} and {lengths[1]}"):
        jaccard_table(*(np.zeros(length, dtype=np.int64) for length in lengths), 1, 1)
