"""What a user may set."""

import re

import pytest

from clustering.settings import Settings

USUAL = {
    "min_segments": 3,
    "max_segments": 8,
    "random_seed": 42,
    "refit": "auto",
    "stability_resamples": 100,
    "horizon_days": 90,
}


@pytest.mark.parametrize(
    ("lowest", "highest", "numbers", "is_fixed"),
    [
        (3, 8, [3, 4, 5, 6, 7, 8], False),
        (11, 12, [11, 12], False),
        (6, 6, [6], True),
        (2, 2, [2], True),
        (12, 12, [12], True),
    ],
)
def test_numbers_to_try_include_both_bounds(
    lowest: int, highest: int, numbers: list[int], is_fixed: bool
) -> None:
    settings = Settings(**{**USUAL, "min_segments": lowest, "max_segments": highest})
    assert list(settings.numbers) == numbers
    assert settings.is_number_fixed is is_fixed


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
        ({"stability_resamples": 1}, "stability_resamples 1: allowed are 2 to 1000"),
        ({"stability_resamples": 1001}, "stability_resamples 1001: allowed are 2 to 1000"),
    ],
)
def test_an_error_names_the_setting_its_value_and_what_is_allowed(
    changed: dict, message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Settings(**{**USUAL, **changed})


@pytest.mark.parametrize("random_seed", [0, 2**32 - 1])
@pytest.mark.parametrize("refit", ["auto", "always", "never"])
@pytest.mark.parametrize("stability_resamples", [2, 1000])
def test_the_ends_of_the_ranges_are_allowed(
    random_seed: int, refit: str, stability_resamples: int
) -> None:
    allowed = Settings(2, 12, random_seed, refit, stability_resamples, 90)
    assert (allowed.min_segments, allowed.max_segments) == (2, 12)
    assert (allowed.random_seed, allowed.refit) == (random_seed, refit)
    assert (allowed.stability_resamples, allowed.horizon_days) == (stability_resamples, 90)
