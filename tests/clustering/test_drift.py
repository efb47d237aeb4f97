"""Drift by hand, and what it leads to: a challenger that takes over, or stays one."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.backtest import OURS, BacktestRow
from clustering.drift import Drift, bin_shares, measure_drift, population_stability, take_reference
from clustering.drift_rows import read_reference, reference_rows
from clustering.evaluation import Scores
from clustering.fit import fit_model
from clustering.lifecycle import Buyers, new_rows, recent_of, trial
from clustering.rows import Row, champion_id, last_challenge, read_model
from clustering.types import Features
from tests.clustering.shop import AS_OF_DATE, four_kinds, shop_of, user_settings, usual_shop

MANY = Buyers(300, are_alike=False)
LATER = "2024-03-31"


def build(known: list[Row], features: Features, day: str, segments: int = 4) -> list[Row]:
    shop = shop_of(features, day)
    return new_rows(known, MANY, user_settings(segments), lambda: recent_of(shop), lambda: shop)


def drift_of(rows: list[Row]) -> dict[str | None, str | None]:
    return {row.item: row.value for row in rows if (row.part, row.attribute) == ("drift", "value")}


def status_of(rows: list[Row]) -> list[str | None]:
    return [row.value for row in rows if row.attribute == "status"]


def reason_of(rows: list[Row]) -> str:
    return next(str(row.value) for row in rows if row.attribute == "reason")


def older(features: Features, days: float) -> Features:
    """The same customers when nobody has bought since."""
    return features | {"recency_days": features["recency_days"] + days}


def test_the_index_of_two_distributions_by_hand() -> None:
    # (.5 - .2) ln(.5 / .2) + (.5 - .8) ln(.5 / .8)
    expected = 0.3 * np.log(2.5) - 0.3 * np.log(0.625)
    found = population_stability(np.array([0.5, 0.5]), np.array([0.2, 0.8]))
    assert found == pytest.approx(expected, abs=1e-12)
    assert population_stability(np.array([0.5, 0.5]), np.array([0.5, 0.5])) == 0
    # an empty bin counts as .0001
    expected = (0.5 - 1e-4) * np.log(0.5 / 1e-4) - 0.5 * np.log(0.5)
    assert population_stability(np.array([0.5, 0.5]), np.array([0, 1])) == pytest.approx(expected)


def test_a_bin_ends_with_its_edge() -> None:
    assert bin_shares(np.array([1, 1, 2, 3]), np.array([1.0, 2.0])).tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    ("measure", "value", "verdict"),
    [
        ("psi_recency_days", 0.0999, "none"),
        ("psi_recency_days", 0.10, "moderate"),
        ("psi_recency_days", 0.25, "moderate"),
        ("psi_recency_days", 0.2501, "refit"),
        ("distance_growth", 0.2, "none"),
        ("distance_growth", None, "untested"),
    ],
)
def test_the_verdict_of_a_measure(measure: str, value: float | None, verdict: str) -> None:
    assert Drift(measure, value, 0.25).verdict == verdict


def test_a_reference_is_read_as_it_was_written() -> None:
    rows = build([], usual_shop(), AS_OF_DATE)
    model = read_model(rows, champion_id(rows) or "")
    taken = take_reference(model, recent_of(shop_of(usual_shop())))
    again = read_reference(reference_rows(7, model.model_id, taken), model.model_id)
    assert again is not None
    for name, shares in taken.shares.items():
        assert again.shares[name].tolist() == shares.tolist()
        assert again.edges.get(name, np.empty(0)).tolist() == list(taken.edges.get(name, []))
    assert (again.mean_distance, again.eta_squared) == (taken.mean_distance, None)


def test_what_a_model_was_fitted_on_has_not_drifted() -> None:
    rows = build([], usual_shop(), AS_OF_DATE)
    assert drift_of(rows) == {
        **dict.fromkeys(["psi_recency_days", "psi_order_count", "psi_monetary_value"], "0.0"),
        **dict.fromkeys(["psi_expected_value", "psi_segment_mix", "distance_growth"], "0.0"),
        "eta_squared_loss": None,
        "model_age_days": "0.0",
    }


def test_customers_who_stay_away_shift_recency_and_the_mix_of_segments() -> None:
    features = usual_shop()
    rows = build([], features, AS_OF_DATE)
    model = read_model(rows, champion_id(rows) or "")
    reference = read_reference(rows, model.model_id)
    assert reference is not None
    recent = recent_of(shop_of(older(features, 400), LATER))
    found = {drift.measure: drift for drift in measure_drift(model, reference, recent)}
    # everybody lies beyond the last decile: (.1 - 1) ln .1 and nine times (.1 - .0001) ln 1000
    assert found["psi_recency_days"].value == pytest.approx(
        0.9 * np.log(10) + 9 * (0.1 - 1e-4) * np.log(0.1 / 1e-4), abs=0.5
    )
    assert found["psi_recency_days"].verdict == found["psi_segment_mix"].verdict == "refit"
    assert found["psi_order_count"].value == 0
    assert found["model_age_days"].value == 60


def test_drift_brings_a_challenger_that_takes_over_where_nothing_speaks_against_it() -> None:
    known = build([], four_kinds()[0], AS_OF_DATE)
    rows = build(known, four_kinds(90)[0], "2024-08-31")
    assert status_of(rows) == ["champion"]
    assert reason_of(rows).startswith("model_age_days is 213.000, above 180; promoted, since")
    child = champion_id(known + rows) or ""
    assert read_model(known + rows, child).fitted_as_of_date == "2024-08-31"
    # the next build on the same data has nothing to add
    assert build(known + rows, four_kinds(90)[0], "2024-08-31") == []


def test_without_drift_a_later_build_only_records_what_it_measured() -> None:
    known = build([], four_kinds()[0], AS_OF_DATE)
    rows = build(known, four_kinds()[0], "2024-02-29")
    assert {row.part for row in rows} == {"drift"}
    assert champion_id(known + rows) == champion_id(known)
    assert build(known + rows, four_kinds()[0], "2024-02-29") == []


def test_a_past_date_challenges_nobody() -> None:
    known = build([], four_kinds()[0], AS_OF_DATE)
    rows = build(known, older(four_kinds()[0], 300), "2023-01-31")
    assert {row.part for row in rows} == {"drift"}


def test_a_challenger_without_structure_stays_one_and_the_champion_rests() -> None:
    features = four_kinds()[0]
    shop = shop_of(features)
    settings = user_settings(4)
    # more than one number to choose among, so that tests decide
    free = replace(settings, max_segments=5)
    known = new_rows([], MANY, free, lambda: recent_of(shop), lambda: shop)
    noise = usual_shop(300, seed=3)
    noise["recency_days"] = np.random.default_rng(1).uniform(900, 901, 300)
    later = shop_of(noise, LATER)
    rows = new_rows(known, MANY, free, lambda: recent_of(later), lambda: later)
    assert status_of(rows) == ["challenger"]
    assert "not promoted: no candidate passes every test" in reason_of(rows)
    champion = champion_id(known)
    assert champion_id(known + rows) == champion
    assert last_challenge(known + rows, champion) == LATER

    def build_at(day: str) -> set[str]:
        again = shop_of(noise, day)
        found = new_rows(known + rows, MANY, free, lambda: recent_of(again), lambda: again)
        return {row.part for row in found}

    assert build_at("2024-04-29") == {"drift"}
    assert "model" in build_at("2024-04-30")


@pytest.mark.parametrize(
    ("ours", "champion_eta", "status"),
    [
        (0.098, 0.1, "champion"),
        (0.0979, 0.1, "challenger"),
        # nothing to compare: the tests decide
        (None, 0.1, "champion"),
        (0.01, None, "champion"),
    ],
)
def test_a_challenger_may_be_two_percent_worse(
    ours: float | None, champion_eta: float | None, status: str
) -> None:
    fitted = fit_model(shop_of(four_kinds()[0]), user_settings(4))
    judged = () if ours is None else (BacktestRow(OURS, 5, Scores(ours, 0.7, 0.5, 0.2), None),)
    assert trial(replace(fitted, backtest=judged), champion_eta)[0] == status
