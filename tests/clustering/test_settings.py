"""What a user may set."""

import re

import pytest

from clustering.settings import Settings


@pytest.mark.parametrize(
    ("lowest", "highest", "n_clusters"),
    [
        (3, 8, 6),  # six lie within the bounds
        (6, 6, 6),
        (7, 9, 7),  # else the nearest bound
        (2, 4, 4),
        (2, 2, 2),
        (12, 12, 12),
    ],
)
def test_six_segments_where_the_bounds_allow(lowest: int, highest: int, n_clusters: int) -> None:
    assert Settings(lowest, highest, 42, "auto").n_clusters == n_clusters


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"min_segments": 1}, "min_segments 1, max_segments 8: allowed are 2 to 12"),
        ({"min_segments": -3}, "min_segments -3, max_segments 8: allowed are 2 to 12"),
        ({"max_segments": 13}, "min_segments 3, max_segments 13: allowed are 2 to 12"),
        (
            {"min_segments": 9},
            "min_segments 9, max_segments 8: "
            "allowed are 2 to 12 with min_segments at most max_segments",
        ),
        ({"random_seed": -1}, "random_seed -1: allowed are 0 to 4294967295"),
        ({"random_seed": 2**32}, "random_seed 4294967296: allowed are 0 to 4294967295"),
        ({"refit": "sometimes"}, "refit 'sometimes': allowed are auto, always, never"),
        ({"refit": "Auto"}, "refit 'Auto': allowed are auto, always, never"),
        ({"refit": ""}, "refit '': allowed are auto, always, never"),
    ],
)
def test_an_error_names_the_setting_its_value_and_what_is_allowed(
    changed: dict, message: str
) -> None:
    usual = {"min_segments": 3, "max_segments": 8, "random_seed": 42, "refit": "auto"}
    with pytest.raises(ValueError, match=re.escape(message)):
        Settings(**{**usual, **changed})


@pytest.mark.parametrize("random_seed", [0, 2**32 - 1])
@pytest.mark.parametrize("refit", ["auto", "always", "never"])
def test_the_ends_of_the_ranges_are_allowed(random_seed: int, refit: str) -> None:
    allowed = Settings(2, 12, random_seed, refit)
    assert (allowed.random_seed, allowed.refit) == (random_seed, refit)
