"""The back-test: which methods stand in it, and what it says of each."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.backtest import (
    OURS,
    PastSnapshots,
    assign_clusters,
    back_test,
    methods,
    out_of_time,
    set_vips_apart,
)
from clustering.baselines import BASKET, TREE_FEATURES
from clustering.evaluation import MEASURES, Outcomes
from clustering.rfm import RfmMap, vip_bound
from tests.clustering.shop import as_customers, four_kinds, shop_of, usual_shop


@pytest.fixture
def rfm_map() -> RfmMap:
    return shop_of(usual_shop()).rfm_map


def past() -> PastSnapshots:
    """Four kinds of customers on both dates, whose kind says what they will spend."""
    known, kind = four_kinds()
    # what a shop without baskets lacks is empty
    lacking = dict.fromkeys((*TREE_FEATURES, *BASKET), np.full(len(kind), np.nan))
    value_of_a_day = known["monetary_value"] / known["purchase_day_count"]
    features = lacking | known | {"average_purchase_day_value": value_of_a_day}
    spent = np.array([1000.0, 200.0, 20.0, 0.0])[kind]
    outcome = Outcomes(spent, (spent > 0).astype(np.float64))
    return PastSnapshots(
        as_customers(features, "2023-07-31"), outcome, as_customers(features), outcome
    )


@pytest.mark.parametrize("space", ["rfm_ev", "rfm", "rfm_map"])
def test_ours_its_parts_and_every_baseline(space: str, rfm_map: RfmMap) -> None:
    found = methods(past(), space, 4, 0, rfm_map)
    assert list(found) == [
        "segmart",
        "rfm_map",
        "rfm_ev_4",
        "rfm_ev_4_vip",
        "rfm_4",
        "rfm_4_vip",
        "raw_kmeans_4",
        "log_kmeans_4",
        "rf_map",
        "score_tiers",
        "pymc_segments",
        "blended_kmeans_4",
        "tree_6",
    ]
    own = found["rfm_map" if space == "rfm_map" else f"{space}_4"]
    apart = found[OURS]
    assert apart.n_segments == own.n_segments + 1
    regular = apart.later < own.n_segments
    assert (apart.later[regular] == own.later[regular]).all()


def test_clusters_of_the_earlier_date_find_the_kinds_on_the_later() -> None:
    _, kind = four_kinds()
    found = assign_clusters(past(), "rfm_ev", 4, 0)
    assert found.n_segments == 4
    assert len({(k, c) for k, c in zip(kind, found.later, strict=True)}) == 4


def test_customers_without_differences_are_one_segment() -> None:
    equal = {name: np.ones(40) for name in usual_shop()}
    same = replace(past(), earlier=as_customers(equal))
    found = assign_clusters(same, "rfm_ev", 4, 0)
    assert found.n_segments == 1
    assert set(found.earlier) == set(found.later) == {0}


def test_vips_are_found_by_the_bound_of_the_earlier_date() -> None:
    features = usual_shop()
    grown = features | {"expected_value": features["expected_value"] * 2}
    moved = replace(past(), earlier=as_customers(features), later=as_customers(grown))
    apart = set_vips_apart(assign_clusters(moved, "rfm_ev", 4, 0), moved)
    bound = vip_bound(features)
    assert (apart.earlier == 4).sum() == (features["expected_value"] > bound).sum() == 3
    assert ((apart.later == 4) == (grown["expected_value"] > bound)).all()


def test_kinds_that_say_all_are_scored_so(rfm_map: RfmMap) -> None:
    rows = {
        row.method: row for row in back_test(methods(past(), "rfm_ev", 4, 0, rfm_map), past(), 0)
    }
    scores = rows["rfm_ev_4"].scores
    assert [scores.eta_squared, scores.auc, scores.gini] == pytest.approx([1, 1, 1])
    assert scores.explained_value_share == pytest.approx(1)
    assert rows["rf_map"].scores.eta_squared < 1


def test_only_our_own_row_has_no_difference(rfm_map: RfmMap) -> None:
    rows = back_test(methods(past(), "rfm_ev", 4, 0, rfm_map), past(), 0)
    assert [row.method for row in rows if row.difference is None] == [OURS]
    for row in rows[1:]:
        assert row.difference is not None
        assert row.difference.shape == (len(MEASURES), 2)
        assert (row.difference[:, 0] <= row.difference[:, 1]).all()


def test_the_same_seed_gives_the_same_intervals(rfm_map: RfmMap) -> None:
    assignments = methods(past(), "rfm_ev", 4, 0, rfm_map)

    def intervals(seed: int) -> list[object]:
        rows = back_test(assignments, past(), seed)
        return [row.difference.tolist() for row in rows if row.difference is not None]

    assert intervals(1) == intervals(1)
    assert intervals(1) != intervals(2)


def test_a_horizon_in_which_nothing_happened_judges_nobody() -> None:
    customers = len(past().later)
    quiet = replace(past(), outcome=Outcomes(np.zeros(customers), np.zeros(customers)))
    assert out_of_time(assign_clusters(quiet, "rfm_ev", 4, 0), quiet, 0) is None
    assert out_of_time(assign_clusters(past(), "rfm_ev", 4, 0), past(), 0) is not None
