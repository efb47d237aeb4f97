"""Fitting a model: when there are clusters, in which space, and in which order."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.model import (
    NO_CLUSTER,
    SegmentModel,
    fit_model,
    frequency_feature,
    label_features,
    name_segments,
)
from clustering.names import cluster_profiles, name_clusters
from clustering.rfm import fit_cut_points
from clustering.transforms import apply_transforms
from tests.clustering.shop import (
    AS_OF_DATE,
    customers,
    four_kinds,
    reorder,
    seed_archetypes,
    user_settings,
    usual_shop,
)

ARCHETYPES = seed_archetypes()


def spanned(model: SegmentModel) -> list[str]:
    return [step.feature for step in model.transforms]


def alike(n_customers: int = 250) -> dict[str, np.ndarray]:
    return customers([30] * n_customers, [2] * n_customers, [80] * n_customers)


# --- clusters


def test_planted_groups_are_found_and_numbered_by_value() -> None:
    features, kind = four_kinds()
    model = fit_model(features, AS_OF_DATE, user_settings(4))
    assert label_features(features, model).cluster_id.tolist() == kind.tolist()
    assert (model.n_clusters, model.feature_space, model.customer_count) == (4, "rfm", 240)
    assert spanned(model) == ["recency_days", "order_count", "monetary_value"]


def test_where_everybody_is_worth_the_same_the_more_recent_come_first() -> None:
    group = np.arange(200) % 2
    features = customers(np.array([300, 5])[group], [3] * 200, [50] * 200)
    model = fit_model(features, AS_OF_DATE, user_settings(2))
    # centroids tie in value, and the tie goes to the fewer days
    assert label_features(features, model).cluster_id.tolist() == (1 - group).tolist()


def test_the_newest_customers_come_first_where_values_tie() -> None:
    # value and recency cross: two groups worth 500, 10 and 200 days ago, and one worth 5
    group = np.arange(210) % 3
    features = customers(np.array([200, 10, 60])[group], [1] * 210, np.array([500, 500, 5])[group])
    model = fit_model(features, AS_OF_DATE, user_settings(3))
    labels = label_features(features, model).cluster_id
    assert [int(labels[group == g][0]) for g in range(3)] == [1, 0, 2]


def test_a_model_is_named_after_what_its_clusters_look_like() -> None:
    features, _ = four_kinds()
    model = fit_model(features, AS_OF_DATE, user_settings(4))
    names = name_segments(features, model, ARCHETYPES)
    # mean percentiles: recency .25, .625, .25, .875 (and tenure alike); frequency .75, .75, .25,
    # .25; value .875, .625, .375, .125; one-time 0, 0, 1, 1.
    # Cluster 0 to LOYAL: .07^2 + .05^2 + .075^2 + .5 * .35^2 = .074, to CHAMPIONS: .15^2 + .2^2 +
    # .075^2 + .5 * .35^2 = .129; so a quarter of all customers are not champions
    assert [name.code for name in names] == [
        "LOYAL",
        "NEEDS_ATTENTION",
        "NEW_ONE_TIME",
        "LAPSED_ONE_TIME",
    ]
    # the wobble of values inside a group leaves its mean rank, off by half a customer in 240
    assert names[0].archetype_distance == pytest.approx(0.2726, abs=0.005)


def test_fewer_different_customers_than_segments_make_fewer_clusters() -> None:
    group = np.arange(200) % 3
    features = customers(
        np.array([5, 50, 300])[group], np.array([9, 3, 1])[group], np.array([900, 90, 9])[group]
    )
    model = fit_model(features, AS_OF_DATE, user_settings(6))
    assert model.n_clusters == 3
    assert label_features(features, model).cluster_id.tolist() == group.tolist()


@pytest.mark.filterwarnings("ignore:Number of distinct clusters", "ignore:invalid value")
def test_customers_who_differ_only_beyond_the_rounding_share_a_cluster() -> None:
    # 10,000.0000 and 10,000.0001: logs differ by 1e-8, centroids by less than their 6 decimals
    value = np.repeat([1.0, 10000.0, 10000.0001], [100, 50, 50])
    late, orders = np.repeat([5, 50], 100), np.repeat([1, 4], 100)
    features = customers(late, orders, value)
    model = fit_model(features, AS_OF_DATE, user_settings(6))
    names = name_segments(features, model, ARCHETYPES)
    assert len(names) == model.n_clusters == 2


def test_a_feature_that_is_equal_for_everybody_leaves_the_space() -> None:
    features = {**usual_shop(), "recency_days": np.full(300, 30.0)}
    model = fit_model(features, AS_OF_DATE, user_settings())
    assert spanned(model) == ["order_count", "monetary_value"]
    value = model.centroids[:, 1]
    assert model.n_clusters == 6 and (np.diff(value) < 0).all()


def test_every_cluster_has_customers() -> None:
    features = usual_shop()
    model = fit_model(features, AS_OF_DATE, user_settings(12))
    sizes = np.bincount(label_features(features, model).cluster_id, minlength=12)
    assert len(sizes) == 12 and sizes.min() > 0


def test_customers_of_another_date_are_labelled_in_the_space_of_the_fit() -> None:
    features, _ = four_kinds()
    model = fit_model(features, AS_OF_DATE, user_settings(4))
    # one customer alone has no quantiles worth the name; the stored ones serve
    newcomer = customers([6], [1], [51])
    assert label_features(newcomer, model).cluster_id.tolist() == [2]


# --- no clusters


@pytest.mark.parametrize(("n_customers", "n_clusters"), [(199, 0), (200, 6)])
def test_clusters_need_two_hundred_customers(n_customers: int, n_clusters: int) -> None:
    model = fit_model(usual_shop(n_customers), AS_OF_DATE, user_settings())
    assert model.n_clusters == n_clusters
    assert model.feature_space == ("rfm" if n_clusters else "rfm_map")
    assert len(model.transforms) == (3 if n_clusters else 0)


@pytest.mark.parametrize("features", [usual_shop(199), alike(), customers([3], [1], [5])])
def test_without_clusters_there_are_cut_points_but_no_labels(features: dict) -> None:
    model = fit_model(features, AS_OF_DATE, user_settings())
    assert (model.n_clusters, model.transforms, model.feature_space) == (0, (), "rfm_map")
    assert model.cut_points == fit_cut_points(features)
    labels = label_features(features, model)
    assert labels.cluster_id.tolist() == [NO_CLUSTER] * len(features["recency_days"])
    assert np.isnan(labels.distance).all() and np.isnan(labels.margin).all()
    assert name_segments(features, model, ARCHETYPES) == []


# --- the frequency feature


@pytest.mark.parametrize(
    ("per_day", "feature"),
    [(1.0, "order_count"), (2.0, "order_count"), (2.1, "purchase_day_count")],
)
def test_above_two_orders_a_day_days_are_counted(per_day: float, feature: str) -> None:
    features = usual_shop(orders_per_purchase_day=per_day)
    assert frequency_feature(features) == feature
    assert spanned(fit_model(features, AS_OF_DATE, user_settings()))[1] == feature


def test_the_median_customer_decides_which_frequency_counts() -> None:
    features = usual_shop(5)
    # a mean of 20.8 and a median of 1 leave orders as they are
    few_resellers = {**features, "orders_per_purchase_day": np.array([1.0, 1, 1, 1, 100])}
    assert frequency_feature(few_resellers) == "order_count"
    most = {**features, "orders_per_purchase_day": np.array([1.0, 1, 3, 3, 3])}
    assert frequency_feature(most) == "purchase_day_count"


def test_names_stand_on_the_frequency_that_the_model_counts() -> None:
    # 3 tickets a day: cluster 0 has as many orders as cluster 1, but all on one day
    features, kind = four_kinds()
    features = {**features, "orders_per_purchase_day": np.full(240, 3.0)}
    features["purchase_day_count"] = np.array([1.0, 9.0, 1.0, 1.0])[kind]
    model = fit_model(features, AS_OF_DATE, user_settings(4))
    assert label_features(features, model).cluster_id.tolist() == kind.tolist()

    by_day, by_order = (
        name_clusters(cluster_profiles(features, frequency, kind, 4), ARCHETYPES)
        for frequency in ("purchase_day_count", "order_count")
    )
    assert name_segments(features, model, ARCHETYPES) == by_day
    assert by_day != by_order


# --- what must not change


def test_the_same_customers_give_the_same_model() -> None:
    first = fit_model(usual_shop(), AS_OF_DATE, user_settings())
    again = fit_model(usual_shop(), AS_OF_DATE, user_settings())
    assert first.model_id == again.model_id
    assert first.centroids.tobytes() == again.centroids.tobytes()


def test_shuffled_customers_far_apart_keep_their_clusters() -> None:
    features, kind = four_kinds()
    order = np.random.default_rng(3).permutation(240)
    model = fit_model(reorder(features, order), AS_OF_DATE, user_settings(4))
    np.testing.assert_array_equal(
        label_features(reorder(features, order), model).cluster_id, kind[order]
    )
    assert model.model_id == fit_model(features, AS_OF_DATE, user_settings(4)).model_id


def test_labels_of_the_fit_are_the_nearest_published_centroids() -> None:
    # K-means converged: each published centroid is the mean of those whom it labels, to the
    # rounding, save for customers whom the rounding itself moved (none here)
    features = usual_shop()
    model = fit_model(features, AS_OF_DATE, user_settings())
    X = apply_transforms(features, model.transforms)
    labels = label_features(features, model).cluster_id
    means = np.array([X[labels == cluster].mean(axis=0) for cluster in range(6)])
    np.testing.assert_allclose(model.centroids, means, atol=1e-6)


# --- the identity of a model


def test_every_part_of_the_content_changes_the_id() -> None:
    model = fit_model(usual_shop(), AS_OF_DATE, user_settings())
    step, cut = model.transforms[0], model.cut_points[0]
    centroids = model.centroids.copy()
    centroids[5, 2] += 1e-6
    variants = [
        replace(model, fitted_as_of_date="2024-02-29"),
        replace(model, feature_space="other"),
        replace(model, random_seed=43),
        replace(model, requested_clusters=7),
        replace(model, customer_count=301),
        replace(model, centroids=centroids),
        replace(model, centroids=model.centroids[::-1]),
        replace(model, transforms=(replace(step, mean=step.mean + 1e-9), *model.transforms[1:])),
        replace(model, cut_points=(replace(cut, score=3), *model.cut_points[1:])),
    ]
    assert len({variant.model_id for variant in [model, *variants]}) == 10


def test_the_id_is_sixteen_hexadecimal_digits() -> None:
    model_id = fit_model(usual_shop(50), AS_OF_DATE, user_settings()).model_id
    assert len(model_id) == 16 and set(model_id) <= set("0123456789abcdef")


def test_a_copy_with_equal_content_has_the_same_id() -> None:
    model = fit_model(usual_shop(), AS_OF_DATE, user_settings())
    assert replace(model, centroids=model.centroids.copy()).model_id == model.model_id
