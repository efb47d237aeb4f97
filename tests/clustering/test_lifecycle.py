"""When the champion stays, and when a new model takes its place."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.lifecycle import new_rows, refit_reason
from clustering.model import SegmentModel, fit_model
from clustering.rows import Row, champion_id, read_model
from clustering.settings import Settings
from clustering.types import Features
from tests.clustering.shop import (
    AS_OF_DATE,
    customers,
    seed_archetypes,
    user_settings,
    usual_shop,
)

ARCHETYPES = seed_archetypes()
NEXT_MONTH = "2024-02-29"


def build(
    known: list[Row], features: Features, settings: Settings, as_of_date: str = AS_OF_DATE
) -> list[Row]:
    """Rows that this build appends."""
    return new_rows(known, features, as_of_date, settings, ARCHETYPES)


def champion(**changes: object) -> SegmentModel:
    """A champion with six clusters, fitted on 300 customers with seed 42."""
    model = SegmentModel(
        fitted_as_of_date=AS_OF_DATE,
        feature_space="rfm",
        random_seed=42,
        requested_clusters=6,
        transforms=(),
        centroids=np.zeros((6, 3)),
        cut_points=(),
        customer_count=300,
    )
    return replace(model, **changes)


def reason_of(rows: list[Row]) -> str | None:
    (reason,) = [row.value for row in rows if row.attribute == "reason"]
    return reason


def segment_ids(rows: list[Row]) -> list[int]:
    return [int(row.value or 0) for row in rows if row.attribute == "segment_id"]


def groups(*counts: int) -> Features:
    """Customers of a few kinds, each with this many equal customers."""
    kind = np.repeat(np.arange(len(counts)), counts)
    return customers(3 + 40 * kind, 1 + 2 * kind, 10.0 ** (kind + 1))


# --- why a model is fitted


@pytest.mark.parametrize("refit", ["auto", "always"])
def test_the_first_build_fits_a_model(refit: str) -> None:
    assert refit_reason(None, 300, user_settings(refit=refit)) == "first model of this shop"


def test_never_without_a_model_is_an_error_that_says_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"refit 'never': there is no model yet; allowed .* auto"):
        refit_reason(None, 300, user_settings(refit="never"))


def test_always_refits_and_says_so() -> None:
    reason = refit_reason(champion(), 300, user_settings(refit="always"))
    assert reason == "refit is set to always"


@pytest.mark.parametrize(
    "settings",
    [
        user_settings(refit="never"),
        user_settings(segments=4, refit="never"),
        user_settings(random_seed=7, refit="never"),
    ],
)
def test_never_keeps_the_champion_whatever_was_set(settings: Settings) -> None:
    assert refit_reason(champion(), 300, settings) is None


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (user_settings(), None),
        (Settings(3, 12, 42, "auto"), None),  # other bounds, still six segments
        (user_settings(segments=4), "segments changed from 6 to 4"),
        (user_settings(random_seed=7), "random_seed changed from 42 to 7"),
    ],
)
def test_auto_refits_when_the_settings_change_the_model(
    settings: Settings, reason: str | None
) -> None:
    assert refit_reason(champion(), 300, settings) == reason


@pytest.mark.parametrize(
    ("fitted_on", "now", "reason"),
    [
        (150, 199, None),
        (199, 200, "the shop has grown to 200 buyers"),
        (150, 900, "the shop has grown to 900 buyers"),
    ],
)
def test_auto_gives_a_shop_clusters_once_it_has_grown(
    fitted_on: int, now: int, reason: str | None
) -> None:
    map_only = champion(centroids=np.empty((0, 0)), customer_count=fitted_on)
    # another number of segments is no reason while there are none
    assert refit_reason(map_only, now, user_settings(segments=4)) == reason


def test_auto_keeps_clusters_when_the_shop_shrinks() -> None:
    assert refit_reason(champion(), 100, user_settings()) is None


# --- what a build appends


def test_the_first_build_appends_a_whole_model() -> None:
    rows = build([], usual_shop(), user_settings())
    model = fit_model(usual_shop(), AS_OF_DATE, user_settings())
    assert {(row.entry_number, row.model_id) for row in rows} == {(1, model.model_id)}
    assert read_model(rows, model.model_id).n_clusters == 6
    assert reason_of(rows) == "first model of this shop"
    assert segment_ids(rows) == [101, 102, 103, 104, 105, 106]
    assert [row.value for row in rows if row.attribute == "parent_model_id"] == [None]


@pytest.mark.parametrize("refit", ["auto", "always", "never"])
@pytest.mark.parametrize("n_customers", [300, 50])
def test_the_same_data_and_settings_append_nothing(refit: str, n_customers: int) -> None:
    known = build([], usual_shop(n_customers), user_settings())
    assert build(known, usual_shop(n_customers), user_settings(refit=refit)) == []


@pytest.mark.parametrize("refit", ["auto", "never"])
def test_new_customers_alone_leave_the_champion(refit: str) -> None:
    known = build([], usual_shop(), user_settings())
    grown = usual_shop(400, seed=9)
    assert build(known, grown, user_settings(refit=refit), NEXT_MONTH) == []


def test_always_on_new_customers_appends_a_child_of_the_champion() -> None:
    known = build([], usual_shop(), user_settings())
    rows = build(known, usual_shop(400, seed=9), user_settings(refit="always"), NEXT_MONTH)
    child = champion_id(known + rows)
    assert {(row.entry_number, row.model_id) for row in rows} == {(2, child)}
    assert [row.value for row in rows if row.attribute == "parent_model_id"] == [known[0].model_id]
    assert read_model(known + rows, child).fitted_as_of_date == NEXT_MONTH


def test_segment_ids_are_never_given_twice() -> None:
    known: list[Row] = []
    for build_number, segments in enumerate([6, 4, 5, 2]):
        known += build(known, usual_shop(seed=build_number), user_settings(segments))
    # 6 + 4 + 5 + 2 = 17 clusters in turn
    assert segment_ids(known) == list(range(101, 118))


def test_going_back_to_old_settings_brings_the_old_model_back() -> None:
    features = usual_shop()
    known = build([], features, user_settings(6))
    first = champion_id(known)
    known += build(known, features, user_settings(4))
    back = build(known, features, user_settings(6))
    # an entry, but no second content: its segments keep their ids
    assert champion_id(known + back) == first
    assert {(row.entry_number, row.part) for row in back} == {(3, "model")}
    assert reason_of(back) == "segments changed from 4 to 6"
    assert segment_ids(known + back) == list(range(101, 111))
    assert read_model(known + back, first).n_clusters == 6
    # and an unknown number of segments goes on after the largest id
    assert segment_ids(build(known + back, features, user_settings(2))) == [111, 112]


def test_a_small_shop_takes_the_map_and_says_why() -> None:
    rows = build([], usual_shop(199), user_settings())
    assert reason_of(rows) == (
        "first model of this shop; 199 buyers, fewer than 200: segments of the RFM map"
    )
    assert segment_ids(rows) == []
    assert {row.part for row in rows} == {"model", "cut_point"}


def test_equal_customers_take_the_map_and_it_says_why() -> None:
    rows = build([], groups(250), user_settings())
    assert reason_of(rows) == (
        "first model of this shop; all buyers alike: segments of the RFM map"
    )
    # nobody outranks anybody: no cut-points either
    assert {row.part for row in rows} == {"model"}


def test_a_grown_shop_gets_its_first_clusters() -> None:
    known = build([], usual_shop(150), user_settings())
    rows = build(known, usual_shop(320), user_settings(), NEXT_MONTH)
    assert reason_of(rows) == "the shop has grown to 320 buyers"
    assert segment_ids(rows) == [101, 102, 103, 104, 105, 106]


def test_fewer_different_customers_than_segments_are_told() -> None:
    rows = build([], groups(100, 100), user_settings())
    assert reason_of(rows) == "first model of this shop; only 2 different customers"
    assert segment_ids(rows) == [101, 102]


def test_a_model_of_few_different_customers_stays_the_champion() -> None:
    known = build([], groups(100, 100), user_settings())
    # the settings did not change, the customers a little
    assert build(known, groups(100, 110), user_settings(), NEXT_MONTH) == []
    # nor would 6 change to 2, which is what there is: 6 were asked for
    rows = build(known, groups(100, 110), user_settings(2), NEXT_MONTH)
    assert reason_of(rows) == "segments changed from 6 to 2"


def test_customers_who_are_no_longer_equal_get_clusters() -> None:
    known = build([], groups(250), user_settings())
    rows = build(known, usual_shop(), user_settings(), NEXT_MONTH)
    assert segment_ids(rows) == [101, 102, 103, 104, 105, 106]
    assert reason_of(rows) == "buyers differ now"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (groups(250), groups(260)),  # still all alike
        (groups(150), groups(250)),  # enough by now, but alike
        (usual_shop(150), usual_shop(160)),  # still too few
    ],
)
def test_only_always_replaces_a_map_by_another_map(before: Features, now: Features) -> None:
    known = build([], before, user_settings())
    assert build(known, now, user_settings(), NEXT_MONTH) == []
    rows = build(known, now, user_settings(refit="always"), NEXT_MONTH)
    child = read_model(known + rows, champion_id(known + rows) or "")
    assert (child.feature_space, child.fitted_as_of_date) == ("rfm_map", NEXT_MONTH)


def test_a_tampered_champion_stops_the_build() -> None:
    known = build([], usual_shop(), user_settings())
    position = next(i for i, row in enumerate(known) if row.part == "centroid")
    known[position] = replace(known[position], value="9.9")
    with pytest.raises(ValueError, match="its rows were changed"):
        build(known, usual_shop(), user_settings())


def test_the_order_of_the_table_changes_nothing() -> None:
    known = build([], usual_shop(), user_settings())
    known += build(known, usual_shop(), user_settings(4))
    shuffled = [known[i] for i in np.random.default_rng(2).permutation(len(known))]
    changed = user_settings(3)
    assert build(shuffled, usual_shop(), changed) == build(known, usual_shop(), changed)
