"""Names of clusters: profiles, distances to archetypes, and words where none is near."""

import math
import re
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.names import (
    PROFILE_WEIGHTS,
    Archetype,
    archetype_distances,
    cluster_profiles,
    descriptive_name,
    name_clusters,
    percentiles,
    profile_measures,
)
from tests.clustering.shop import customers, reorder, seed_archetypes, steady, usual_shop

ARCHETYPES = seed_archetypes()
CHAMPIONS = ARCHETYPES[0]
MEASURES = tuple(PROFILE_WEIGHTS)

a_seed = st.integers(0, 10_000)


def profiles_of(*clusters: dict[str, float]) -> dict[str, np.ndarray]:
    """Profiles of these clusters, in this order."""
    return {m: np.array([cluster[m] for cluster in clusters]) for m in clusters[0]}


def of_archetypes(*codes: str) -> dict[str, np.ndarray]:
    """Profiles that sit on the prototypes of these archetypes."""
    by_code = {a.code: a.prototype for a in ARCHETYPES}
    return profiles_of(*({m: by_code[code][m] for m in MEASURES} for code in codes))


def random_profiles(seed: int, n_clusters: int) -> dict[str, np.ndarray]:
    """Profiles from all over the unit cube, where no two distances are equal."""
    rng = np.random.default_rng(seed)
    return {measure: rng.random(n_clusters) for measure in MEASURES}


def flat(code: str, value: float) -> Archetype:
    """An archetype with the same value in every measure."""
    return Archetype(code, f"{code} in English", f"{code} 한국어", dict.fromkeys(MEASURES, value))


def without_number(name: str) -> str:
    return re.sub(r"[_ ]\d+$", "", name)


# --- where customers stand


def test_percentiles_share_the_average_rank() -> None:
    # ranks 1, 2.5, 2.5, 4 of 4
    assert percentiles(np.array([10.0, 20, 20, 40])).tolist() == [0.25, 0.625, 0.625, 1]


def test_equal_customers_all_stand_in_the_middle() -> None:
    # mean of ranks 1, 2, 3 over 3
    assert percentiles(np.array([5.0, 5, 5])).tolist() == pytest.approx([2 / 3] * 3)


def test_a_single_customer_is_the_hundredth_percentile() -> None:
    assert percentiles(np.array([5.0])).tolist() == [1.0]


def test_profile_by_hand() -> None:
    features = customers([10, 20, 30, 40], [4, 2, 1, 1], [100, 100, 5, 50])
    measures = profile_measures(features, "order_count")
    profiles = cluster_profiles(measures, np.array([0, 0, 1, 1]), 2)
    # percentiles: recency .25 .5 .75 1; orders 4 2 1 1 -> 1, .75, .375, .375;
    # value 100 100 5 50 -> .875, .875, .25, .5; tenure as recency, 100 days more;
    # expected 100 / 11, 100 / 12, 5 / 13, 50 / 14 -> 1, .75, .25, .5
    assert {measure: values.tolist() for measure, values in profiles.items()} == {
        "recency": [0.375, 0.875],
        "frequency": [0.875, 0.375],
        "expected": [0.875, 0.375],
        "monetary": [0.875, 0.375],
        "one_time": [0, 1],
        "tenure": [0.375, 0.875],
    }


def test_profile_stands_on_the_frequency_feature_of_the_space() -> None:
    features = {
        **customers([1, 2], [9, 3], [5, 6]),
        "purchase_day_count": np.array([1.0, 2.0]),
    }
    orders = profile_measures(features, "order_count")["frequency"]
    days = profile_measures(features, "purchase_day_count")["frequency"]
    assert (orders.tolist(), days.tolist()) == ([1, 0.5], [0.5, 1])


def test_profile_stands_on_the_expected_value() -> None:
    features = {**customers([1, 2], [9, 3], [5, 6]), "expected_value": np.array([30.0, 10.0])}
    assert profile_measures(features, "order_count")["expected"].tolist() == [1, 0.5]


def test_profile_changes_with_neither_order_of_customers_nor_units() -> None:
    features = usual_shop(60)
    labels = np.arange(60) % 3
    profiles = cluster_profiles(profile_measures(features, "order_count"), labels, 3)

    order = np.random.default_rng(5).permutation(60)
    reordered = profile_measures(reorder(features, order), "order_count")
    shuffled = cluster_profiles(reordered, labels[order], 3)
    cents = {name: features[name] * 100 for name in ("monetary_value", "expected_value")}
    in_cents = profile_measures({**features, **cents}, "order_count")
    converted = cluster_profiles(in_cents, labels, 3)
    for measure, values in profiles.items():
        # means of 20 percentiles, added up in another order
        np.testing.assert_allclose(shuffled[measure], values, atol=1e-14)
        np.testing.assert_array_equal(converted[measure], values)


# --- distances


def test_distance_weighs_each_measure() -> None:
    away = {
        "recency": 0.3,
        "frequency": 0.0,
        "expected": 0.1,
        "monetary": 0.4,
        "one_time": 0.5,
        "tenure": 0.2,
    }
    origin = Archetype("ORIGIN", "Origin", "원점", dict.fromkeys(PROFILE_WEIGHTS, 0.0))
    # .09 + 0 + .01 + .16 + .6 * .25 + .5 * .04 = .43
    distances = archetype_distances(profiles_of(away), [origin])
    assert distances.tolist() == [[pytest.approx(math.sqrt(0.43), abs=1e-9)]]


def test_distances_have_a_row_per_cluster_and_a_column_per_archetype() -> None:
    distances = archetype_distances(of_archetypes("LOYAL", "DORMANT"), ARCHETYPES)
    assert distances.shape == (2, 12)
    codes = [archetype.code for archetype in ARCHETYPES]
    assert [codes[column] for column in distances.argmin(axis=1)] == ["LOYAL", "DORMANT"]
    # recency .32 - .82, frequency .8 - .24, expected .8 - .2, monetary .8 - .24, one-time 0 - .3,
    # tenure .6 - .45: .25 + .3136 + .36 + .3136 + .6 * .09 + .5 * .0225 = 1.30245
    assert distances[0, codes.index("DORMANT")] == pytest.approx(math.sqrt(1.30245), abs=1e-9)


# --- names of archetypes


def test_clusters_on_prototypes_take_their_names_in_both_languages() -> None:
    names = name_clusters(of_archetypes("DORMANT", "CHAMPIONS", "NEW_ONE_TIME"), ARCHETYPES)
    assert [
        (n.code, n.name_en, n.name_ko, n.archetype_code, n.archetype_distance) for n in names
    ] == [
        ("DORMANT", "Dormant", "휴면 고객", "DORMANT", 0.0),
        ("CHAMPIONS", "Champions", "핵심 우수 고객", "CHAMPIONS", 0.0),
        ("NEW_ONE_TIME", "New first-time buyers", "신규 첫구매 고객", "NEW_ONE_TIME", 0.0),
    ]


def test_all_twelve_archetypes_can_be_given_at_once() -> None:
    codes = [archetype.code for archetype in ARCHETYPES]
    assert len(codes) == 12
    assert [name.code for name in name_clusters(of_archetypes(*codes), ARCHETYPES)] == codes


def test_two_clusters_near_one_archetype_share_out_the_smallest_sum() -> None:
    # the measures count with 4 * 1 + .6 + .5 = 5.1, so a distance is sqrt 5.1 = 2.258 times
    # the gap. Low 0, high .3; clusters .10 and .12 are both nearer to low, and
    # .10 + .18 (low, high) is less than .12 + .20 (high, low)
    profiles = profiles_of(dict.fromkeys(MEASURES, 0.10), dict.fromkeys(MEASURES, 0.12))
    low, high = name_clusters(profiles, [flat("LOW", 0.0), flat("HIGH", 0.3)])
    assert (low.code, high.code) == ("LOW", "HIGH")
    assert high.archetype_distance == pytest.approx(0.18 * math.sqrt(5.1), abs=1e-9)


@pytest.mark.parametrize(("recency", "is_named"), [(0.55, True), (0.551, False)])
def test_an_archetype_lends_its_name_up_to_a_distance_of_45_hundredths(
    recency: float, is_named: bool
) -> None:
    # the prototype of CHAMPIONS has recency .10
    profile = {**{m: CHAMPIONS.prototype[m] for m in MEASURES}, "recency": recency}
    (name,) = name_clusters(profiles_of(profile), [CHAMPIONS])
    assert name.archetype_distance == pytest.approx(recency - 0.10, abs=1e-9)
    assert name.archetype_code == ("CHAMPIONS" if is_named else None)
    assert (name.code == "CHAMPIONS") == is_named


# --- descriptive names


def test_a_cluster_far_from_its_archetype_is_described() -> None:
    far = {
        "recency": 0.9,
        "frequency": 0.9,
        "expected": 0.6,
        "monetary": 0.9,
        "one_time": 1.0,
        "tenure": 0.2,
    }
    (name,) = name_clusters(profiles_of(far), ARCHETYPES)
    assert name.code == "HIGH_VALUE_LONG_AWAY_FREQUENT"
    assert name.name_en == "High value / long away / frequent"
    assert name.name_ko == "고액 / 장기 미구매 / 자주 구매"
    assert name.archetype_code is None
    # nearest is AT_RISK_VALUE: .15^2 + .15^2 + .28^2 + .14^2 + .6 * .8^2 + .5 * .45^2 = .62825
    assert name.archetype_distance == pytest.approx(math.sqrt(0.62825), abs=1e-9)


@pytest.mark.parametrize(
    ("monetary", "recency", "code"),
    [
        (2 / 3, 2 / 3, "HIGH_VALUE_LONG_AWAY_RARE"),
        (0.66, 0.66, "MIDDLE_VALUE_COOLING_RARE"),
        (1 / 3, 1 / 3, "MIDDLE_VALUE_COOLING_RARE"),
        (0.33, 0.33, "LOW_VALUE_RECENT_RARE"),
        (0.0, 0.0, "LOW_VALUE_RECENT_RARE"),
        (1.0, 0.5, "HIGH_VALUE_COOLING_RARE"),
    ],
)
def test_words_of_value_and_recency_change_at_the_thirds(
    monetary: float, recency: float, code: str
) -> None:
    traits = {"frequency": 0.25, "expected": 0.5, "tenure": 0.5}
    assert descriptive_name({"monetary": monetary, "recency": recency, **traits})[0] == code


@pytest.mark.parametrize(
    ("frequency", "expected", "tenure", "word"),
    [
        # away from one half by .4, .3, .1, and the like
        (0.9, 0.2, 0.4, "FREQUENT"),
        (0.1, 0.8, 0.6, "RARE"),
        (0.4, 0.9, 0.3, "PROMISING"),
        (0.6, 0.1, 0.7, "FADING"),
        (0.5, 0.4, 0.8, "LONG_KNOWN"),
        (0.6, 0.5, 0.2, "NEWLY_WON"),
        # of measures equally far, frequency goes before expected and expected before tenure
        (0.75, 0.25, 0.75, "FREQUENT"),
        (0.5, 0.25, 0.75, "FADING"),
        # one half itself is not above one half
        (0.5, 0.5, 0.5, "RARE"),
    ],
)
def test_the_third_word_tells_what_is_farthest_from_one_half(
    frequency: float, expected: float, tenure: float, word: str
) -> None:
    traits = {"frequency": frequency, "expected": expected, "tenure": tenure}
    code, _, _ = descriptive_name({"monetary": 1.0, "recency": 0.0, **traits})
    assert code == f"HIGH_VALUE_RECENT_{word}"


def test_all_words_exist_in_both_languages() -> None:
    middle = dict.fromkeys(("frequency", "expected", "tenure"), 0.5)
    described = [
        descriptive_name({"monetary": m, "recency": r, **middle, trait: t})
        for m in (0.1, 0.5, 0.9)
        for r in (0.1, 0.5, 0.9)
        for trait in middle
        for t in (0.1, 0.9)
    ]
    for language in zip(*described, strict=True):
        # 3 of value, 3 of recency, 2 of each of 3 traits
        assert len(set(language)) == 54
    assert (
        "MIDDLE_VALUE_COOLING_PROMISING",
        "Middle value / cooling / promising",
        "중간 금액 / 구매 감소 / 기대 매출 높음",
    ) in described


def test_equal_descriptions_are_numbered_in_both_languages() -> None:
    far = [dict.fromkeys(MEASURES, value) for value in (0.95, 0.05, 0.92, 0.90)]
    names = name_clusters(profiles_of(*far), [flat("MIDDLE", 0.5)] * 4)
    assert [(name.code, name.name_en, name.name_ko) for name in names] == [
        (
            "HIGH_VALUE_LONG_AWAY_FREQUENT",
            "High value / long away / frequent",
            "고액 / 장기 미구매 / 자주 구매",
        ),
        ("LOW_VALUE_RECENT_RARE", "Low value / recent / rare", "소액 / 최근 구매 / 드문 구매"),
        (
            "HIGH_VALUE_LONG_AWAY_FREQUENT_2",
            "High value / long away / frequent 2",
            "고액 / 장기 미구매 / 자주 구매 2",
        ),
        (
            "HIGH_VALUE_LONG_AWAY_FREQUENT_3",
            "High value / long away / frequent 3",
            "고액 / 장기 미구매 / 자주 구매 3",
        ),
    ]


def test_clusters_beyond_the_archetypes_are_described() -> None:
    # .50 and .52 share two archetypes; the other two get none, however near they are
    values = (0.50, 0.60, 0.10, 0.52)
    profiles = profiles_of(*(dict.fromkeys(MEASURES, value) for value in values))
    names = name_clusters(profiles, [flat("HALF", 0.50), flat("MORE", 0.52)])
    assert [name.code for name in names] == [
        "HALF",
        "MIDDLE_VALUE_COOLING_FREQUENT",
        "LOW_VALUE_RECENT_RARE",
        "MORE",
    ]
    # the distance is then that to the nearest one: (.60 - .52) * sqrt 5.1
    assert names[1].archetype_code is None
    assert names[1].archetype_distance == pytest.approx(0.08 * math.sqrt(5.1), abs=1e-9)


# --- what holds for all clusters


@steady
@given(a_seed, st.integers(1, 30))
def test_codes_and_names_are_unique_in_both_languages(seed: int, n_clusters: int) -> None:
    names = name_clusters(random_profiles(seed, n_clusters), ARCHETYPES)
    assert len(names) == n_clusters
    for texts in zip(*((n.code, n.name_en, n.name_ko) for n in names), strict=True):
        assert len(set(texts)) == n_clusters


@steady
@given(a_seed, st.integers(2, 12), st.randoms())
def test_renumbering_clusters_takes_their_names_along(seed: int, n_clusters: int, random) -> None:
    profiles = random_profiles(seed, n_clusters)
    order = random.sample(range(n_clusters), n_clusters)
    names = name_clusters(profiles, ARCHETYPES)
    renumbered = name_clusters(reorder(profiles, order), ARCHETYPES)
    for old, name in zip(order, renumbered, strict=True):
        assert name.archetype_code == names[old].archetype_code
        assert name.archetype_distance == names[old].archetype_distance
        # equal descriptions are numbered in the order of clusters, so the number may move
        assert without_number(name.code) == without_number(names[old].code)
        assert without_number(name.name_en) == without_number(names[old].name_en)
        assert without_number(name.name_ko) == without_number(names[old].name_ko)


@steady
@given(a_seed, st.integers(2, 12), st.randoms())
def test_the_order_of_archetypes_changes_no_name(seed: int, n_clusters: int, random) -> None:
    profiles = random_profiles(seed, n_clusters)
    shuffled = random.sample(ARCHETYPES, len(ARCHETYPES))
    assert name_clusters(profiles, shuffled) == name_clusters(profiles, ARCHETYPES)


@steady
@given(a_seed, st.integers(1, 5))
def test_archetypes_are_shared_out_with_the_smallest_sum_of_distances(
    seed: int, n_clusters: int
) -> None:
    few = ARCHETYPES[:5]
    profiles = random_profiles(seed, n_clusters)
    distances = archetype_distances(profiles, few)
    # every way to give each cluster an archetype of its own
    smallest = min(
        sum(distances[cluster, archetype] for cluster, archetype in enumerate(choice))
        for choice in permutations(range(5), n_clusters)
    )
    # distances of described clusters are kept as well
    total = sum(name.archetype_distance for name in name_clusters(profiles, few))
    assert total == pytest.approx(smallest, abs=1e-12)
