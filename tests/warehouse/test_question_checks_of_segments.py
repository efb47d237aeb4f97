"""Answers to questions about segments and actions, found in another way."""

import csv
import json
import math
from collections import Counter

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.answers import ANSWERS
from tests.answers.checking import (
    LAST,
    PLANTED,
    TRUTH,
    close,
    expected,
    segments,
    table,
    values,
)
from tests.conftest import ROOT, Build


def test_strong_evidence(demo: Build) -> None:
    question = "which_strategies_have_high_confidence"
    worth = dict(
        demo.rows("select segment_name, expected_value from marts.segment_summary where is_latest")
    )
    for segment, title, count, value in ANSWERS[question]:
        (row,) = demo.rows(
            "select evidence from marts.segment_strategies "
            f"where segment_name = '{segment}' and title_en = '{title}'"
        )
        evidence = json.loads(str(row[0]))
        assert count == sum(name == segment for name in segments(demo, LAST).values())
        assert value == pytest.approx(float(worth[segment]))
        assert all(part["n"] >= 200 for part in evidence)
        none = 0 if evidence[0]["effect_kind"] == "difference" else 1
        assert evidence[0]["low"] > none or evidence[0]["high"] < none


def test_smallest_effects_that_a_test_finds(demo: Build) -> None:
    rates = demo.rows(
        "select segment_name, customer_count, repurchase_rate from marts.segment_summary "
        "where is_latest"
    )
    found = {}
    for segment, n, p in rates:
        known = p is not None and 0 < p < 1
        found[segment] = (
            (1.959964 + 0.841621) * math.sqrt(p * (1 - p) * (1 / (0.9 * n) + 1 / (0.1 * n)))
            if known
            else None
        )
    answer = expected("which_segments_are_too_small_for_a_test", 2)
    assert answer.keys() == found.keys()
    for segment, difference in found.items():
        assert answer[segment] == (difference and pytest.approx(difference, abs=1e-4))


def test_the_hold_out_differs_by_chance(demo: Build) -> None:
    (_, rest, rest_mean, *_), (_, held, held_mean, *_) = ANSWERS["is_the_hold_out_like_the_rest"]
    recency = np.array(list(values(demo, "recency_days", LAST).values()))
    assert rest + held == len(recency)
    error = recency.std() * math.sqrt(1 / rest + 1 / held)
    assert abs(held_mean - rest_mean) < 1.96 * error


def test_medians_of_vips(demo: Build) -> None:
    vips = [customer for customer, name in segments(demo, LAST).items() if name == "VIP"]
    for feature, _, median, everybody, _ in ANSWERS["how_do_vips_differ_from_other_buyers"]:
        found = values(demo, feature, LAST)
        assert median == pytest.approx(np.median([found[customer] for customer in vips]), abs=1e-4)
        assert everybody == pytest.approx(np.median(list(found.values())), abs=1e-4)


def test_noise_is_noise_by_scipy(demo: Build) -> None:
    answer = expected("which_features_are_noise", 3)
    assert TRUTH["noise_behaviour"] + "_index" in answer
    halves = table(
        demo,
        "select feature, customer_id, half, value from intermediate.int_half_features "
        f"where as_of_date = '{LAST}' and half > 0",
    )
    for feature, count in expected("which_features_are_noise", 2).items():
        pairs = halves[halves["feature"] == feature].pivot(
            index="customer_id", columns="half", values="value"
        )
        pairs = pairs.dropna()
        assert len(pairs) == count
        assert answer[feature] == pytest.approx(spearmanr(pairs[1], pairs[2])[0], abs=1e-4)


def test_rules_find_as_many_as_there_are(demo: Build) -> None:
    question = "by_which_rule_are_customers_of_a_segment_found"
    rules = dict(demo.rows("select rule_text_en, rule_sql from marts.dim_segments"))
    sizes = Counter(segments(demo, LAST).values())
    for name, text in expected(question, 1).items():
        query = "select count(*) from marts.fct_customer_features where is_latest and "
        assert demo.value(query + rules[text]) == sizes[name]
    assert set(expected(question, 2).values()) == {1.0}


def test_rfm_names_are_those_of_the_map(demo: Build) -> None:
    path = ROOT / "seeds" / "lookups" / "rfm_segment_map.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = {
            (row["r_score"], row["f_score"]): row["rfm_segment"] for row in csv.DictReader(file)
        }
    scores = demo.rows(
        "select customer_id, substr(rfm_code, 1, 1), substr(rfm_code, 2, 1) "
        f"from marts.fct_customer_rfm where as_of_date = '{LAST}'"
    )
    money = values(demo, "monetary_value", LAST)
    counts: Counter[str] = Counter()
    sums: dict[str, float] = {}
    for customer, recency, frequency in scores:
        name = names[recency, frequency]
        counts[name] += 1
        sums[name] = sums.get(name, 0) + money[customer]
    assert expected("which_rfm_cells_hold_the_money", 1) == counts
    assert expected("which_rfm_cells_hold_the_money", 2) == close(sums)


def test_the_bound_of_vips_is_the_top_percent(demo: Build) -> None:
    bound = expected("above_which_expected_value_is_a_customer_a_vip", 2)["expected_value"]
    worth = sorted(values(demo, "expected_value", LAST).values(), reverse=True)
    above = math.ceil(len(worth) / 100)
    assert worth[above - 1] > bound
    assert worth[above] <= bound + 1e-4


def test_money_that_came_after_a_snapshot(demo: Build) -> None:
    for date, value, future, _ in ANSWERS["did_the_expected_values_come_true"]:
        assert value == pytest.approx(sum(values(demo, "expected_value", str(date)).values()))
        came = demo.value(
            "select sum(net_value) from intermediate.int_order_lines "
            f"where order_date > date '{date}' and order_date <= date '{date}' + 90 "
            "and customer_id in (select customer_id from intermediate.int_order_lines "
            f"where order_date <= date '{date}')"
        )
        assert future == pytest.approx(float(str(came)))


def test_centres_and_sizes_are_those_of_the_planted_groups(demo: Build) -> None:
    groups = {
        "Champions": "CHAMPIONS",
        "Cooling regulars": "LOYAL",
        "Rising loyals": "RISING_LOYAL",
        "At-risk high value": "AT_RISK_VALUE",
        "New first-time buyers": "NEW_ONE_TIME",
        "Lapsed first-time buyers": "LAPSED_ONE_TIME",
    }
    sizes = Counter(PLANTED.values())
    assert expected("would_the_segments_come_out_again", 1) == {
        name: sizes[code] for name, code in groups.items()
    }
    for (name, feature), centre in expected("where_do_the_segments_lie", 2, keys=2).items():
        found = values(demo, feature, LAST)
        own = [found[customer] for customer, code in PLANTED.items() if code == groups[name]]
        # a few extreme values are bounded before the fit
        assert centre == pytest.approx(math.expm1(np.log1p(own).mean()), rel=0.01)
