"""Rules from a shallow tree: hand-computed trees, a partition of all customers, SQL."""

import math
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from clustering.rules import (
    Interval,
    Rule,
    apply_rules,
    fit_rules,
    plain_number,
    round_significant,
    rule_fidelity,
    rule_sql,
    vip_rule_sql,
)
from clustering.types import Features
from tests.clustering.shop import reorder, steady, usual_shop

NAMES = ("recency_days", "order_count", "monetary_value")
SQL_NAMES = (*NAMES, "expected_value")

a_seed = st.integers(0, 10_000)


def columns(**values: Sequence[float]) -> Features:
    """Features from lists of numbers."""
    return {name: np.array(numbers, dtype=np.float64) for name, numbers in values.items()}


def rules_of(features: Features, labels: list[int], n_clusters: int) -> tuple[Rule, ...]:
    """Rules on all of these features."""
    return fit_rules(features, tuple(features), np.array(labels), n_clusters, random_state=42)


def sql_of(features: Features, labels: list[int], n_clusters: int) -> list[str]:
    """The same rules as SQL, which is short to read."""
    return [rule_sql(rule) for rule in rules_of(features, labels, n_clusters)]


def noisy_clusters(features: Features, n_clusters: int, seed: int) -> np.ndarray:
    """Clusters by value tier, a tenth of the customers anywhere else."""
    rng = np.random.default_rng(seed)
    values = features["monetary_value"]
    tiers = (values.argsort().argsort() * n_clusters) // len(values)
    anywhere = rng.integers(0, n_clusters, len(values))
    return np.where(rng.random(len(values)) < 0.1, anywhere, tiers)


ROUNDED = {
    0.0: 0.0,
    45.5: 46.0,
    999.5: 1000.0,
    1049.0: 1000.0,
    1_250_001.0: 1_300_000.0,
    0.012345: 0.012,
    0.0996: 0.1,
    -3.14159: -3.1,
}


@pytest.mark.parametrize(("value", "expected"), ROUNDED.items())
def test_two_significant_digits(value: float, expected: float) -> None:
    assert round_significant(value) == expected


def test_more_digits_on_demand_and_no_negative_zero() -> None:
    assert round_significant(1234.5, digits=3) == 1230.0
    assert math.copysign(1, round_significant(-0.0)) == 1


WRITTEN = {-0.0: "0", 45.0: "45", -3.1: "-3.1", 0.00012: "0.00012", 1.2e9: "1200000000"}


@pytest.mark.parametrize(("value", "expected"), WRITTEN.items())
def test_numbers_are_written_without_an_exponent(value: float, expected: str) -> None:
    assert plain_number(value) == expected


@steady
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_back_as_the_same_double(value: float) -> None:
    text = plain_number(value)
    assert float(text) == value
    assert "e" not in text
    assert plain_number(value, ",").replace(",", "") == text


def test_one_split() -> None:
    # the middle of 20 and 30
    features = columns(recency_days=[10, 20, 30, 40])
    assert rules_of(features, [0, 0, 1, 1], 2) == (
        Rule(0, ((Interval("recency_days", None, 25.0),),)),
        Rule(1, ((Interval("recency_days", 25.0, None),),)),
    )


def test_two_splits_in_the_order_of_the_names() -> None:
    # Gini impurity after a split on recency: half of the customers pure, the others 1/2, so 1/4;
    # on money 1/2 on either side. Then money at (50 + 1500) / 2 = 775, or 780.
    features = columns(
        monetary_value=[50, 50, 1500, 1500, 50, 50, 1500, 1500],
        recency_days=[10, 10, 10, 10, 100, 100, 100, 100],
    )
    assert sql_of(features, [0, 0, 0, 0, 1, 1, 2, 2], 3) == [
        "recency_days <= 55",
        "monetary_value <= 780 and recency_days > 55",
        "monetary_value > 780 and recency_days > 55",
    ]


def test_both_bounds_of_a_feature_make_one_interval() -> None:
    features = columns(order_count=[1, 1, 1, 4, 4, 9])
    rules = rules_of(features, [0, 0, 0, 1, 1, 2], 3)
    # 2.5 and 6.5, rounded down to whole orders
    assert rules[1] == Rule(1, ((Interval("order_count", 2.0, 6.0),),))


def test_rounding_moves_nobody_across_a_threshold_of_small_whole_numbers() -> None:
    # 11.5 has two digits as 12, which would move those with 12 days
    features = columns(recency_days=[11, 11, 12, 12])
    assert sql_of(features, [0, 0, 1, 1], 2) == ["recency_days <= 11", "recency_days > 11"]
    # amounts are rounded to the nearest: (11.20 + 12.40) / 2 = 11.80
    features = columns(monetary_value=[11.2, 11.2, 12.4, 12.4])
    assert sql_of(features, [0, 0, 1, 1], 2) == ["monetary_value <= 12", "monetary_value > 12"]


def test_a_split_that_names_one_cluster_twice_is_left_out() -> None:
    # a split between 1 and 2 orders leaves 10 of cluster 0 here, and 3 against 2 there
    features = columns(order_count=[1] * 10 + [2] * 5)
    rules = rules_of(features, [0] * 13 + [1] * 2, 2)
    assert rules == (Rule(0, ((),)), Rule(1, ()))
    assert set(apply_rules(features, rules)) == {0}


def test_leaves_of_a_cluster_far_apart_in_the_tree_are_joined() -> None:
    # recency first: impurity .32 on either side (1 and 4 customers), against .4 for orders;
    # then orders on either side, so that cluster 0 has the single orders of both
    features = columns(
        recency_days=[10] * 5 + [100] * 5,
        order_count=[1, 5, 5, 5, 5, 1, 5, 5, 5, 5],
    )
    assert sql_of(features, [0, 1, 1, 1, 1, 0, 2, 2, 2, 2], 3) == [
        "order_count <= 3",
        "recency_days <= 55 and order_count > 3",
        "recency_days > 55 and order_count > 3",
    ]


def test_a_path_that_rounding_empties_is_removed() -> None:
    # 1005 and 1015 both become 1000, with nobody between
    features = columns(monetary_value=[1000, 1000, 1000, 1010, 1020, 1020])
    rules = rules_of(features, [0, 0, 0, 1, 2, 2], 3)
    assert [len(rule.paths) for rule in rules] == [1, 0, 1]
    assert apply_rules(features, rules).tolist() == [0, 0, 0, 2, 2, 2]


def test_every_cluster_has_a_rule_even_without_customers() -> None:
    assert sql_of(columns(order_count=[1, 2, 3]), [1, 1, 1], 3) == ["false", "true", "false"]


def test_a_leaf_holds_one_customer_in_a_hundred() -> None:
    # 101 customers: two to a leaf, so the single one with 90 days cannot be told
    features = columns(recency_days=[10] * 100 + [90])
    assert sql_of(features, [0] * 100 + [1], 2) == ["true", "false"]
    # of 100 he can
    fewer = reorder(features, np.arange(1, 101))
    assert sql_of(fewer, [0] * 99 + [1], 2) == ["recency_days <= 50", "recency_days > 50"]


@steady
@given(a_seed, st.integers(1, 8))
def test_exactly_one_rule_holds_for_anybody(seed: int, n_clusters: int) -> None:
    features = usual_shop(150, seed)
    rules = fit_rules(features, NAMES, noisy_clusters(features, n_clusters, seed), n_clusters, seed)
    steps = [step for rule in rules for path in rule.paths for step in path]
    bounds = [b for step in steps for b in (step.lower, step.upper) if b is not None]
    assert bounds == [round_significant(bound) for bound in bounds]
    # customers the tree never saw, on the bounds too: `apply_rules` refuses none or two rules
    rng = np.random.default_rng(seed)
    strangers = {name: rng.choice([*bounds, -1, 1e9], 500) for name in NAMES}
    assert set(apply_rules(strangers, rules)) <= set(range(n_clusters))


@steady
@given(a_seed, st.integers(2, 6))
def test_rules_say_what_the_tree_says_where_nothing_is_rounded(seed: int, n_clusters: int) -> None:
    # whole numbers below 100 keep their digits
    rng = np.random.default_rng(seed)
    features = {name: rng.integers(0, 60, 200).astype(np.float64) for name in NAMES}
    labels = noisy_clusters(features, n_clusters, seed)
    tree = DecisionTreeClassifier(
        max_leaf_nodes=2 * n_clusters, max_depth=5, min_samples_leaf=2, random_state=seed
    )
    X = np.column_stack([features[name] for name in NAMES])
    expected = tree.fit(X, labels).predict(X)
    rules = fit_rules(features, NAMES, labels, n_clusters, seed)
    assert np.array_equal(apply_rules(features, rules), expected)
    assert sum(len(rule.paths) for rule in rules) <= 2 * n_clusters


@steady
@given(a_seed)
def test_row_order_changes_nothing(seed: int) -> None:
    features = usual_shop(200, seed)
    labels = noisy_clusters(features, 5, seed)
    order = np.random.default_rng(seed).permutation(200)
    rules = fit_rules(features, NAMES, labels, 5, random_state=3)
    assert fit_rules(reorder(features, order), NAMES, labels[order], 5, random_state=3) == rules
    reordered = apply_rules(reorder(features, order), rules)
    assert np.array_equal(reordered, apply_rules(features, rules)[order])


def test_amounts_that_single_precision_cannot_tell_apart_are_still_one_rule_each() -> None:
    # the tree sees 2^24 and 2^24 + 1 as one number
    features = columns(monetary_value=[2**24, 2**24 + 1, 2**24 + 1, 5e8])
    rules = rules_of(features, [0, 1, 1, 2], 3)
    assert apply_rules(features, rules).tolist() == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("features", "names", "labels", "message"),
    [
        (columns(order_count=[1, 2]), (), [0, 1], "names is empty"),
        (columns(order_count=[1, 2]), ("tenure_days",), [0, 1], "no feature 'tenure_days'"),
        (columns(order_count=[1, math.nan]), ("order_count",), [0, 1], "'order_count' has NaN"),
        (columns(order_count=[]), ("order_count",), [], "got 0 and 0"),
        (columns(order_count=[1, 2]), ("order_count",), [0], "got 2 and 1"),
        (columns(order_count=[1, 2]), ("order_count",), [0, 2], "0 to 1, got 0 to 2"),
        (columns(order_count=[1, 2]), ("order_count",), [-1, 1], "0 to 1, got -1 to 1"),
    ],
)
def test_fitting_refuses(
    features: Features, names: tuple[str, ...], labels: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_rules(features, names, np.array(labels, dtype=np.int64), 2, random_state=0)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [(None, None), (5.0, 5.0), (6.0, 5.0), (math.nan, None), (None, math.inf)],
)
def test_an_interval_refuses(lower: float | None, upper: float | None) -> None:
    with pytest.raises(ValueError, match="order_count needs a finite bound, and lower < upper"):
        Interval("order_count", lower, upper)


def test_only_the_name_of_a_column_gets_into_sql() -> None:
    with pytest.raises(ValueError, match="must be the name of a column"):
        Interval("1 = 1 or order_count", 5.0, None)


def test_rules_that_do_not_name_one_cluster_each_are_refused() -> None:
    few, many = Interval("order_count", None, 2.0), Interval("order_count", 1.0, None)
    features = columns(order_count=[1, 2, 3])
    with pytest.raises(ValueError, match="0 customers have no rule and 1 several"):
        apply_rules(features, [Rule(0, ((few,),)), Rule(1, ((many,),))])
    with pytest.raises(ValueError, match="1 customers have no rule and 0 several"):
        apply_rules(features, [Rule(0, ((few,),))])
    with pytest.raises(ValueError, match="'order_count' has NaN"):
        apply_rules(columns(order_count=[1, math.nan]), [Rule(0, ((few,),))])


def test_fidelity_by_hand() -> None:
    # 5 of 8 agree; cluster 0: 3 of 4 found, by a rule that finds 5; cluster 1: 2 of 3, by a rule
    # that finds 2; cluster 2: 0 of 1, by a rule that finds nobody; the rule of 3, empty, finds 1
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 2])
    by_rule = np.array([0, 0, 0, 3, 1, 1, 0, 0])
    fidelity = rule_fidelity(labels, by_rule, 4)
    assert fidelity.overall == 5 / 8
    np.testing.assert_array_equal(fidelity.per_cluster, [3 / 4, 2 / 3, 0, math.nan])
    np.testing.assert_array_equal(fidelity.precision, [3 / 5, 1, math.nan, 0])


@pytest.mark.parametrize(("n_labels", "n_rules"), [(0, 0), (2, 1)])
def test_fidelity_needs_a_rule_per_customer(n_labels: int, n_rules: int) -> None:
    with pytest.raises(ValueError, match=f"got {n_labels} and {n_rules}"):
        rule_fidelity(np.zeros(n_labels, np.int64), np.zeros(n_rules, np.int64), 2)


RECENT = Interval("recency_days", None, 45.0)
LONG_AGO = Interval("recency_days", 45.0, None)
FREQUENT = Interval("order_count", 5.0, None)
SPENT = Interval("monetary_value", 0.5, 1200.0)
ONE = "recency_days <= 45 and order_count > 5"
TWO = f"({ONE}) or (recency_days > 45 and monetary_value > 0.5 and monetary_value <= 1200)"
NO_VIP = "cast(expected_value as double) <= 80.25"


@pytest.mark.parametrize(
    ("paths", "expected", "without_vips"),
    [
        ((), "false", "false"),
        (((),), "true", NO_VIP),
        (((RECENT, FREQUENT),), ONE, f"{NO_VIP} and ({ONE})"),
        (((RECENT, FREQUENT), (LONG_AGO, SPENT)), TWO, f"{NO_VIP} and ({TWO})"),
    ],
)
def test_rules_as_sql(
    paths: tuple[tuple[Interval, ...], ...], expected: str, without_vips: str
) -> None:
    assert rule_sql(Rule(0, paths)) == expected
    assert rule_sql(Rule(0, paths), vip_bound=80.25) == without_vips


def shop_in_sql(seed: int) -> duckdb.DuckDBPyConnection:
    """A table `features` of integers and decimals with four places, many equal or nearly so."""
    rng = np.random.default_rng(seed)
    n = 2_000
    # two digits and then a ten-thousandth more, less or nothing
    money = rng.integers(-20, 100, n) * 10 ** rng.integers(2, 10, n) + rng.integers(-1, 2, n)
    expected = (rng.lognormal(4, 2, n) * 10_000).astype(np.int64)
    orders = rng.geometric(0.3, n)
    recency = rng.integers(0, 400, n)
    table = pa.table([recency, orders, money, expected], ["days", "orders", "money", "expected"])
    connection = duckdb.connect()
    connection.register("raw_features", table)
    connection.execute("""
        create table features as
        select
            cast(days as integer) as recency_days,
            cast(orders as integer) as order_count,
            cast(money as decimal(13, 0)) * cast(0.0001 as decimal(5, 4)) as monetary_value,
            cast(expected as decimal(13, 0)) * cast(0.0001 as decimal(5, 4)) as expected_value
        from raw_features
    """)
    return connection


def read_doubles(connection: duckdb.DuckDBPyConnection) -> Features:
    """The columns of `features` cast to double, as models read them."""
    casts = ", ".join(f"cast({name} as double) as {name}" for name in SQL_NAMES)
    return dict(connection.sql(f"select {casts} from features").fetchnumpy())


def holds_in_sql(connection: duckdb.DuckDBPyConnection, predicate: str) -> np.ndarray:
    """Whether the predicate holds, per customer."""
    found = connection.sql(f"select ({predicate}) as holds from features").fetchnumpy()
    return np.asarray(found["holds"])


@steady
@given(a_seed, st.integers(2, 6))
def test_fitted_rules_find_the_same_customers_in_sql(seed: int, n_clusters: int) -> None:
    with shop_in_sql(seed) as connection:
        features = read_doubles(connection)
        labels = noisy_clusters(features, n_clusters, seed)
        rules = fit_rules(features, SQL_NAMES, labels, n_clusters, seed)
        by_rule = apply_rules(features, rules)
        bound = float(np.quantile(features["expected_value"], 0.99))
        is_vip = features["expected_value"] > bound
        for rule in rules:
            of_rule = by_rule == rule.cluster_id
            assert np.array_equal(holds_in_sql(connection, rule_sql(rule)), of_rule)
            without_vips = holds_in_sql(connection, rule_sql(rule, bound))
            assert np.array_equal(without_vips, of_rule & ~is_vip)


@steady
@given(a_seed)
def test_bounds_that_customers_sit_on_divide_them_alike_in_sql(seed: int) -> None:
    with shop_in_sql(seed) as connection:
        features = read_doubles(connection)
        round_values = [v for v in features["monetary_value"] if v == round_significant(v)]
        bound = float(np.random.default_rng(seed).choice(round_values))
        upto = Rule(0, ((Interval("monetary_value", None, bound),),))
        over = Rule(1, ((Interval("monetary_value", bound, None),),))
        expected = apply_rules(features, [upto, over]) == 1
        assert np.array_equal(holds_in_sql(connection, rule_sql(over)), expected)


@pytest.mark.parametrize("toward", [0.0, None, math.inf])
@steady
@given(seed=a_seed)
def test_vips_are_the_same_in_sql(toward: float | None, seed: int) -> None:
    # a quantile of doubles may miss the value of a customer by the last bit
    with shop_in_sql(seed) as connection:
        values = read_doubles(connection)["expected_value"]
        bound = float(np.random.default_rng(seed).choice(values))
        if toward is not None:
            bound = float(np.nextafter(bound, toward))
        assert np.array_equal(holds_in_sql(connection, vip_rule_sql(bound)), values > bound)
        everybody_else = rule_sql(Rule(0, ((),)), bound)
        assert np.array_equal(holds_in_sql(connection, everybody_else), values <= bound)


def test_the_bound_of_the_vips_keeps_all_its_digits() -> None:
    assert vip_rule_sql(1442.0977859999975) == "cast(expected_value as double) > 1442.0977859999975"
    with pytest.raises(ValueError, match="must be finite, got nan"):
        vip_rule_sql(math.nan)
