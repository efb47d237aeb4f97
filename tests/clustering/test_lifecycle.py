"""When the champion stays, and when a new model takes its place."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from clustering.lifecycle import Buyers, new_rows, recent_of, refit_reason
from clustering.rows import MODEL_SETTINGS, Entry, Row, champion_id, read_entry, read_model
from clustering.settings import Settings
from clustering.types import Features
from tests.clustering.shop import (
    AS_OF_DATE,
    customers,
    four_kinds,
    shop_of,
    user_settings,
    usual_shop,
)

NEXT_MONTH = "2024-02-29"
MANY = Buyers(300, are_alike=False)


def build(
    known: list[Row], features: Features, settings: Settings, as_of_date: str = AS_OF_DATE
) -> list[Row]:
    """Rows that this build appends."""
    spread = [np.ptp(features[name]) > 0 for name in ("recency_days", "order_count")]
    buyers = Buyers(len(features["recency_days"]), not any(spread))
    shop = shop_of(features, as_of_date)
    return new_rows(known, buyers, settings, lambda: recent_of(shop), lambda: shop)


@cache
def first_rows() -> tuple[Row, ...]:
    """Rows of the first build of four kinds of customers."""
    return tuple(build([], four_kinds()[0], user_settings(4)))


def champion(verdict: str = "clusters", **changes: int) -> Entry:
    """A champion by the default settings of these tests."""
    settings = {name: getattr(user_settings(), name) for name in MODEL_SETTINGS}
    return Entry(settings | changes, verdict)


def values_of(rows: list[Row], attribute: str) -> list[str | None]:
    return [row.value for row in rows if (row.part, row.attribute) == ("model", attribute)]


def segment_ids(rows: list[Row]) -> list[int]:
    return [int(row.value or 0) for row in rows if row.attribute == "segment_id"]


def alike(n_customers: int) -> Features:
    return customers([30] * n_customers, [2] * n_customers, [80] * n_customers)


# --- why a model is fitted


@pytest.mark.parametrize("refit", ["auto", "always"])
def test_the_first_build_fits_a_model(refit: str) -> None:
    why = refit_reason(None, MANY, user_settings(refit=refit))
    assert why and why.en == "first model of this shop"


def test_never_without_a_model_is_an_error_that_says_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"refit 'never': there is no model yet; allowed .* auto"):
        refit_reason(None, MANY, user_settings(refit="never"))


def test_always_refits_and_says_so() -> None:
    why = refit_reason(champion(), MANY, user_settings(refit="always"))
    assert why and why.en == "refit is set to always"


@pytest.mark.parametrize("settings", [user_settings(), user_settings(4), user_settings(6, 7)])
def test_never_keeps_the_champion_whatever_was_set(settings: Settings) -> None:
    assert refit_reason(champion(), MANY, replace(settings, refit="never")) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"min_segments": 4}, "min_segments changed from 6 to 4"),
        ({"max_segments": 8}, "max_segments changed from 6 to 8"),
        ({"random_seed": 7}, "random_seed changed from 42 to 7"),
        ({"horizon_days": 30}, "horizon_days changed from 90 to 30"),
        # how often stability is tried is not what was asked for
        ({"stability_resamples": 9}, None),
    ],
)
def test_auto_refits_when_the_settings_ask_for_another_model(
    changes: dict[str, int], said: str | None
) -> None:
    why = refit_reason(champion(), MANY, replace(user_settings(), **changes))
    assert (why.en if why else None) == said


@pytest.mark.parametrize(
    ("verdict", "buyers", "said"),
    [
        ("few_buyers", Buyers(199, False), None),
        ("few_buyers", Buyers(200, False), "the shop has grown to 200 buyers"),
        ("all_alike", Buyers(900, True), None),
        ("all_alike", Buyers(900, False), "buyers differ now"),
        # not tried again every night
        ("no_stable_structure", Buyers(900, False), None),
        ("clusters", Buyers(100, False), None),
    ],
)
def test_auto_refits_when_the_shop_outgrew_its_verdict(
    verdict: str, buyers: Buyers, said: str | None
) -> None:
    why = refit_reason(champion(verdict), buyers, user_settings())
    assert (why.en if why else None) == said


# --- what a build appends


def test_the_first_build_appends_a_whole_model_with_its_evidence() -> None:
    rows = list(first_rows())
    model = read_model(rows, champion_id(rows) or "")
    assert {(row.entry_number, row.model_id) for row in rows if row.part != "drift"} == {
        (1, model.model_id)
    }
    assert segment_ids(rows) == [101, 102, 103, 104]
    assert {row.part for row in rows} == {
        *("model", "transform", "centroid", "cut_point", "segment", "vip"),
        *("candidate", "candidate_cluster", "reference", "drift"),
    }
    assert {row.item for row in rows if row.part == "candidate"} == {"rfm_ev_4", "rfm_4", "rfm_map"}
    chosen = [r.item for r in rows if (r.attribute, r.value) == ("is_chosen", "True")]
    assert len(chosen) == 1
    assert values_of(rows, "parent_model_id") == [None]
    assert read_entry(rows, model.model_id).settings["max_segments"] == 4


@pytest.mark.parametrize("features", [four_kinds()[0], usual_shop(50)])
def test_the_same_data_and_settings_append_nothing(features: Features) -> None:
    known = build([], features, user_settings(4))
    for refit in ("auto", "always", "never"):
        assert build(known, features, user_settings(4, refit=refit)) == []


def test_a_frozen_champion_reads_only_what_drift_is_measured_on() -> None:
    shop = shop_of(four_kinds()[0])
    known = list(first_rows())

    def never() -> None:
        raise AssertionError("a frozen champion reads nothing to fit on")

    assert new_rows(known, MANY, user_settings(4), lambda: recent_of(shop), never) == []


def test_always_on_new_customers_appends_a_child_of_the_champion() -> None:
    known = list(first_rows())
    rows = build(known, four_kinds(80)[0], user_settings(4, refit="always"), NEXT_MONTH)
    child = champion_id(known + rows)
    assert {(r.entry_number, r.model_id) for r in rows if r.part != "drift"} == {(3, child)}
    assert values_of(rows, "parent_model_id") == [known[0].model_id]
    assert read_model(known + rows, child or "").fitted_as_of_date == NEXT_MONTH


def test_segment_ids_are_never_given_twice() -> None:
    known: list[Row] = []
    codes: dict[int, set[str | None]] = {}
    for build_number, segments in enumerate([5, 4, 3]):
        rows = build(known, usual_shop(seed=build_number), user_settings(segments))
        own = segment_ids(rows)
        assert len(set(own)) == len(own) == segments
        # an id that is not one of the model before was never given
        before = set(segment_ids([row for row in known if row.model_id == champion_id(known)]))
        assert min(set(own) - before, default=1000) > max(segment_ids(known), default=100)
        known += rows
    for row in known:
        if row.attribute == "segment_code":
            ids = {r.value for r in known if r.attribute == "segment_id" and is_same(r, row)}
            codes.setdefault(int(ids.pop() or 0), set()).add(row.value)
    # nor does an id ever change its name
    assert all(len(names) == 1 for names in codes.values())


def is_same(one: Row, other: Row) -> bool:
    return (one.model_id, one.number) == (other.model_id, other.number)


def test_going_back_to_old_settings_brings_the_old_model_back() -> None:
    features = usual_shop()
    known = build([], features, user_settings(5))
    first = champion_id(known)
    known += build(known, features, user_settings(4))
    back = build(known, features, user_settings(5))
    # an entry with its evidence, but no second content: its segments keep their ids
    assert champion_id(known + back) == first
    assert {row.part for row in back} == {
        *("model", "candidate", "candidate_cluster", "reference", "drift"),
    }
    assert segment_ids(back) == []
    assert read_model(known + back, first or "").n_clusters == 5


def test_wider_bounds_with_the_same_choice_are_recorded_once() -> None:
    features, _ = four_kinds()
    known = list(first_rows())
    wider = replace(user_settings(4), max_segments=5)
    rows = build(known, features, wider)
    assert champion_id(known + rows) == champion_id(known)
    assert "max_segments changed from 4 to 5" in (values_of(rows, "reason")[0] or "")
    assert build(known + rows, features, wider) == []


@pytest.mark.parametrize("features", [usual_shop(199), alike(250)])
def test_the_map_has_cut_points_a_vip_rule_and_no_clusters(features: Features) -> None:
    rows = build([], features, user_settings())
    assert segment_ids(rows) == []
    assert {row.part for row in rows} == {
        *("model", "cut_point", "vip", "candidate", "reference", "drift"),
    }


def test_a_grown_shop_gets_its_first_clusters() -> None:
    known = build([], usual_shop(150), user_settings(4))
    rows = build(known, four_kinds()[0], user_settings(4), NEXT_MONTH)
    assert (values_of(rows, "reason")[0] or "").startswith("the shop has grown to 240 buyers; ")
    assert segment_ids(rows) == [101, 102, 103, 104]


def test_a_tampered_champion_stops_the_build() -> None:
    known = list(first_rows())
    position = next(i for i, row in enumerate(known) if row.part == "centroid")
    known[position] = replace(known[position], value="9.9")
    with pytest.raises(ValueError, match="its rows were changed"):
        build(known, four_kinds()[0], user_settings(4))


def test_the_order_of_the_table_changes_nothing() -> None:
    features, _ = four_kinds()
    known = list(first_rows())
    known += build(known, features, user_settings(3))
    shuffled = [known[i] for i in np.random.default_rng(2).permutation(len(known))]
    changed = user_settings(5)
    assert build(shuffled, features, changed) == build(known, features, changed)
