"""Fitting a model: when there are clusters, how many, and what is said of it."""

import re
from dataclasses import replace

import numpy as np
import pytest

from clustering.customers import Customers
from clustering.fit import FittedModel, fit_model
from clustering.model import SegmentModel
from clustering.rfm import fit_cut_points
from clustering.settings import Settings
from clustering.spaces import Clustering, fit_clustering, frequency_feature, label_features
from clustering.types import Features
from tests.clustering.shop import (
    AS_OF_DATE,
    as_customers,
    customers,
    four_kinds,
    shop_of,
    user_settings,
    usual_shop,
)

FREE = replace(user_settings(), min_segments=4, max_segments=5, stability_resamples=4)


def fitted(features: Features, settings: Settings = FREE) -> FittedModel:
    return fit_model(shop_of(features), settings)


def noise(seed: int, n_features: int, n_customers: int = 300) -> Features:
    """Customers whose logs fill a box: recency and orders alone, or value too."""
    rng = np.random.default_rng(seed)
    features = dict(usual_shop(n_customers))
    names = ("recency_days", "order_count", "monetary_value", "expected_value")
    for position, name in enumerate(names):
        logs = rng.uniform(0, 5, n_customers) if position < n_features else np.ones(n_customers)
        features[name] = np.expm1(logs)
    return features


def blob(seed: int, n_customers: int = 300) -> Features:
    """Customers around one centre."""
    rng = np.random.default_rng(seed)
    features = dict(usual_shop(n_customers))
    for name in ("recency_days", "order_count", "monetary_value", "expected_value"):
        features[name] = np.expm1(rng.normal(5, 0.5, n_customers))
    return features


# --- what is chosen


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("make", [lambda s: noise(s, 2), lambda s: noise(s, 4), blob])
def test_noise_and_a_blob_have_no_stable_structure(make, seed: int) -> None:
    result = fitted(make(seed))
    assert result.verdict == "no_stable_structure"
    assert (result.model.feature_space, result.model.n_clusters, result.chosen) == (
        "rfm_map",
        0,
        None,
    )
    assert result.reason.en.startswith("no stable structure")


@pytest.mark.parametrize("seed", [0, 1])
def test_four_planted_groups_make_four_segments(seed: int) -> None:
    features, kind = four_kinds()
    rng = np.random.default_rng(seed)
    for name in ("recency_days", "monetary_value", "expected_value"):
        features[name] = features[name] * rng.uniform(0.9, 1.1, len(kind))
    result = fitted(features)
    assert (result.verdict, result.model.n_clusters) == ("clusters", 4)
    labels = label_features(features, result.model.clustering).cluster_id
    # one cluster a group
    assert len({(a, b) for a, b in zip(labels, kind, strict=True)}) == 4


@pytest.mark.parametrize(
    ("features", "verdict", "said"),
    [
        (usual_shop(199), "few_buyers", "199 buyers, fewer than 200"),
        (customers([3], [1], [5]), "few_buyers", "1 buyers, fewer than 200"),
        (customers([30] * 250, [2] * 250, [80] * 250), "all_alike", "all buyers alike"),
    ],
)
def test_too_little_to_choose_from_takes_the_map_and_says_so(
    features: Features, verdict: str, said: str
) -> None:
    result = fitted(features)
    assert (result.verdict, result.model.feature_space) == (verdict, "rfm_map")
    assert said in result.reason.en
    assert result.model.cut_points == fit_cut_points(features)


def test_a_fixed_number_of_segments_is_kept_and_flagged() -> None:
    result = fitted(noise(0, 4), user_settings(5))
    assert result.model.n_clusters == 5
    assert "the number of segments is set to 5" in result.reason.en
    assert "flagged: " in result.reason.en and "gap gain" in result.reason.en


def test_what_a_reader_should_know_is_said_in_both_languages() -> None:
    features, _ = four_kinds()
    shop = replace(shop_of({**features, "monetary_value": np.ones(240)}), has_value_model=False)
    reason = fit_model(shop, FREE).reason
    for part in ("monetary_value is equal for everybody", "no value model", "no out-of-time"):
        assert part in reason.en
    assert reason.en.count(";") == reason.ko.count(";")
    assert re.search("[가-힣]", reason.ko) and "{" not in reason.en + reason.ko


# --- rules and names


def test_rules_of_far_groups_find_everybody_but_vips() -> None:
    features, _ = four_kinds()
    result = fitted(features)
    assert result.rules.fidelity == 1.0
    assert [rule.fidelity for rule in result.rules.clusters] == [1.0] * 4
    assert all("VIP" in rule.text_ko and rule.sql for rule in result.rules.clusters)
    assert result.rules.vip.sql.startswith("cast(expected_value as double) > ")


def test_names_are_unique_in_both_languages() -> None:
    result = fitted(noise(0, 4), user_settings(6))
    names = result.chosen.names if result.chosen else ()
    for attribute in ("code", "name_en", "name_ko"):
        assert len({getattr(name, attribute) for name in names}) == 6


# --- the frequency feature and the numbering


@pytest.mark.parametrize(
    ("per_day", "feature"),
    [(1.0, "order_count"), (2.0, "order_count"), (2.1, "purchase_day_count")],
)
def test_above_two_orders_a_day_days_are_counted(per_day: float, feature: str) -> None:
    assert frequency_feature(usual_shop(orders_per_purchase_day=per_day)) == feature


def test_the_median_customer_decides_which_frequency_counts() -> None:
    features = usual_shop(5)
    # a mean of 20.8 and a median of 1 leave orders as they are
    few_resellers = {**features, "orders_per_purchase_day": np.array([1.0, 1, 1, 1, 100])}
    assert frequency_feature(few_resellers) == "order_count"
    most = {**features, "orders_per_purchase_day": np.array([1.0, 1, 3, 3, 3])}
    assert frequency_feature(most) == "purchase_day_count"


def test_the_newest_customers_come_first_where_values_tie() -> None:
    # value and recency cross: two groups worth 500, 10 and 200 days ago, and one worth 5
    group = np.arange(210) % 3
    features = customers(np.array([200, 10, 60])[group], [1] * 210, np.array([500, 500, 5])[group])
    clustering = fit_clustering(features, "rfm", "order_count", 3, random_state=42)
    labels = label_features(features, clustering).cluster_id
    assert [int(labels[group == g][0]) for g in range(3)] == [1, 0, 2]


def test_a_feature_that_is_equal_for_everybody_leaves_the_space() -> None:
    features = {**usual_shop(), "recency_days": np.full(300, 30.0)}
    clustering = fit_clustering(features, "rfm_ev", "order_count", 6, random_state=42)
    assert clustering.feature_names == ("order_count", "monetary_value", "expected_value")
    assert (np.diff(clustering.centroids[:, 2]) < 0).all()


def test_fewer_different_customers_than_segments_make_fewer_clusters() -> None:
    group = np.arange(200) % 3
    features = customers(
        np.array([5, 50, 300])[group], np.array([9, 3, 1])[group], np.array([900, 90, 9])[group]
    )
    assert fit_clustering(features, "rfm", "order_count", 6, random_state=42).n_clusters == 3


# --- what must not change


def test_the_order_of_customers_changes_nothing() -> None:
    """Customers come sorted by id: another order of rows is sorted back before the fit."""
    shop = shop_of(four_kinds()[0])
    order = np.random.default_rng(1).permutation(240)
    back = np.argsort(order)
    again = replace(shop, customers=shop.customers.take(order).take(back))
    assert fit_model(again, FREE).model.model_id == fit_model(shop, FREE).model.model_id


def test_samples_hold_the_customers_with_the_smallest_md5_in_the_order_of_ids() -> None:
    everybody = as_customers(usual_shop(10))
    ranks = np.array([4, 9, 0, 7, 1, 8, 2, 6, 3, 5])
    sample = Customers(AS_OF_DATE, everybody.features, ranks, everybody.is_held_out).sample(3)
    np.testing.assert_array_equal(sample.md5_rank, [0, 1, 2])
    np.testing.assert_array_equal(
        sample.features["monetary_value"], everybody.features["monetary_value"][[2, 4, 6]]
    )


# --- the identity of a model


def model() -> SegmentModel:
    features = usual_shop()
    clustering = fit_clustering(features, "rfm", "order_count", 6, random_state=42)
    return SegmentModel(AS_OF_DATE, clustering, fit_cut_points(features))


def test_every_part_of_the_content_changes_the_id() -> None:
    whole = model()
    clustering, cut = whole.clustering, whole.cut_points[0]
    step = clustering.transforms[0]
    centroids = clustering.centroids.copy()
    centroids[5, 2] += 1e-6
    moved = (replace(step, mean=step.mean + 1e-9), *clustering.transforms[1:])
    clusterings: list[Clustering] = [
        replace(clustering, space="other"),
        replace(clustering, centroids=centroids),
        replace(clustering, centroids=clustering.centroids[::-1]),
        replace(clustering, transforms=moved),
    ]
    variants = [
        replace(whole, fitted_as_of_date="2024-02-29"),
        *(replace(whole, clustering=other) for other in clusterings),
        replace(whole, cut_points=(replace(cut, score=3), *whole.cut_points[1:])),
    ]
    assert len({variant.model_id for variant in [whole, *variants]}) == 7
    assert model().model_id == whole.model_id


def test_the_id_is_sixteen_hexadecimal_digits() -> None:
    model_id = model().model_id
    assert len(model_id) == 16 and set(model_id) <= set("0123456789abcdef")
