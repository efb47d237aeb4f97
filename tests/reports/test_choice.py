"""How the number of segments was chosen, and how other methods fare, against rows made by hand."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest

from clustering.selection import (
    MIN_CLUSTER_SHARE,
    MIN_GAP_GAIN,
    MIN_JACCARD,
    MIN_RULE_FIDELITY,
)
from reports import choice
from reports.backtest_chart import backtest_chart
from reports.messages import load_messages
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop_model import candidate, method
from tests.reports.test_page import HOSTILE, Structure

Page = Callable[..., str]
TEXT = load_messages("en")


def words_of(html: str) -> str:
    return " ".join(Structure(html).words.split())


def test_what_is_said_to_be_needed_is_what_the_choice_needs() -> None:
    assert choice.SMALLEST_SHARE == MIN_CLUSTER_SHARE
    assert choice.STEADY_FROM == MIN_JACCARD
    assert choice.STRUCTURE_FROM == MIN_GAP_GAIN
    assert choice.RULES_FROM == MIN_RULE_FIDELITY


def test_candidates_are_those_of_the_champion_the_chosen_first(view: View) -> None:
    # baselines and the candidates of an old model are left out
    assert [
        (c.candidate, c.n_clusters, c.outcome, c.smallest_cluster_share, c.min_jaccard)
        for c in view.choice.candidates
    ] == [
        ("rfm_2", 2, "chosen", 0.4, 0.9),
        ("rfm_ev_4", 4, "passes", 0.1, 0.8),
        ("rfm_5", 5, "fails", 0.02, 0.7),
        ("rfm_map", None, "fallback", None, None),
    ]
    chosen = view.choice.candidates[0]
    assert (chosen.gap_gain, chosen.rule_fidelity, chosen.silhouette) == (0.5, 0.875, 0.25)
    assert (chosen.feature_space, chosen.eta_squared) == ("rfm", 0.456)
    assert (chosen.stability_band, chosen.reason) == ("high", "why rfm_2")


def test_one_failed_test_fails(build_database: BuildDatabase) -> None:
    rows = [candidate("rfm_4", 4, 0.1, 0.8, "good", 0.4, passes=None)]
    with connect(build_database(cluster_selection=rows)) as connection:
        assert load_view(connection, "en").choice.candidates[0].outcome == "fails"


def test_candidates_are_shown_with_their_reasons(page: Page) -> None:
    words = words_of(page("data"))
    for expected in (
        "2 groups recency, frequency and monetary value Chosen why rfm_2 "
        "40.0% 0.90 high 0.50 87.5% 0.46 0.25",
        "5 groups recency, frequency and monetary value Fails why rfm_5 2.0% 0.70 fair",
        "RFM map fixed cells instead of clusters Fallback why rfm_map – – – – 0.30 –",
        "at least 3.0% of customers",
        "Their silhouette is 0.25",
    ):
        assert expected in words


def test_a_shop_without_clusters_says_so(page: Page) -> None:
    words = words_of(page("data", cluster_selection=[candidate("rfm_map", 0, is_chosen=True)]))
    assert "No numbers of groups were compared" in words
    assert "Their silhouette" not in words


def test_methods_are_those_of_the_newest_date_ours_first(view: View) -> None:
    assert [
        (m.method_name, m.is_ours, m.eta_squared, m.eta_squared_difference, m.verdict)
        for m in view.backtest
    ] == [
        ("segmart", True, 0.456, None, None),
        ("tree", False, 0.5, pytest.approx(-0.044), "worse"),
        ("rfm_map", False, 0.4, pytest.approx(0.056), "equal"),
        ("raw_kmeans", False, 0.2, pytest.approx(0.256), "better"),
    ]
    assert {
        (m.as_of_date, m.horizon_days, m.customer_count, m.other_count) for m in view.backtest
    } == {(date(2024, 1, 1), 90, 1234, 3)}
    assert {(m.better_count, m.worse_count, m.equal_count) for m in view.backtest} == {(1, 1, 1)}


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((0.0, 0.1), "equal"),
        ((-0.1, 0.0), "equal"),
        ((0.0001, 0.1), "better"),
        ((None, None), None),
    ],
)
def test_an_interval_that_holds_zero_is_no_difference(
    build_database: BuildDatabase, interval: tuple[float, float], verdict: str | None
) -> None:
    rows = [method("segmart", 0.5, (None, None)), method("rf_map", 0.4, interval)]
    with connect(build_database(segment_backtest=rows)) as connection:
        backtest = load_view(connection, "en").backtest
    assert backtest[1].verdict == verdict
    assert backtest[1].equal_count == (verdict == "equal")


def test_methods_are_shown_with_their_intervals(page: Page) -> None:
    words = words_of(page("data"))
    for expected in (
        "Against 3 methods in common use, these segments foretell later spending better than 1, "
        "about as well as 1 and worse than 1.",
        "labelled 1,234 customers on 2024-01-01, and was judged by what they did in the 90 days",
        "These segments 4 0.46 0.75 0.63 37.5% –",
        "Regression tree with six leaves 4 0.50 −0.09 to −0.01 0.75 −0.09 to −0.01",
        "37.5% ours is worse",
        "RFM map of this report 4 0.40 −0.02 to 0.13",
    ):
        assert expected in words


def test_the_chart_says_every_difference(view: View) -> None:
    svg = backtest_chart(view.backtest, TEXT)
    assert svg is not None and "NaN" not in svg
    root = ElementTree.fromstring(svg)
    description = next(node.text for node in root if node.tag.endswith("desc"))
    assert description == (
        "Regression tree with six leaves: −0.04, interval from −0.09 to −0.01. "
        "RFM map of this report: 0.06, interval from −0.02 to 0.13. "
        "K-means on recency, orders and money as they are: 0.26, interval from 0.10 to 0.40."
    )
    written = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"−0.04", "0.06", "0.26", "0", "RFM map of this report"} <= set(written)


def test_no_difference_is_no_chart(page: Page) -> None:
    assert backtest_chart([], TEXT) is None
    alone = [method("segmart", 0.5, (None, None)), method("rf_map", 0.4, (None, None))]
    html = page("data", segment_backtest=alone)
    assert "chart-backtest" not in html and "Grid of recency and frequency" in html


def test_hostile_codes_are_text(page: Page) -> None:
    html = page(
        "data",
        segment_backtest=[method(HOSTILE, 0.4, (0.1, 0.2))],
        cluster_selection=[(*candidate("rfm_2", 2, 0.4, 0.9, HOSTILE)[:-2], HOSTILE, HOSTILE)],
    )
    assert "<img" not in html and "<b>" not in html
    assert Structure(html).words.count("Bold & brave") >= 3
