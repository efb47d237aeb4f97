"""Charts say in words what they draw, and keep names out of each other's way."""

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reports import charts
from reports.formatting import display_width
from reports.label_placement import Circle, place_labels, width_of
from reports.messages import load_messages
from reports.segments import Segment
from reports.view import View

TEXT = load_messages("en")
CHARTS = {"shares": charts.share_chart, "recency": charts.recency_chart}
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_chart_is_tested() -> None:
    drawn = {name for name in vars(charts) if name.endswith("_chart")}
    of_segments = {function.__name__ for function in CHARTS.values()}
    assert drawn == of_segments | {"signal_chart"}  # see test_evidence


@pytest.mark.parametrize("key", CHARTS)
def test_charts_carry_a_text_alternative_with_every_number(key: str, view: View) -> None:
    svg = CHARTS[key](view.segments, TEXT)
    assert svg is not None
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    parts = {
        node.get("id"): node.text for node in root if node.tag in (SVG + "title", SVG + "desc")
    }
    title, description = str(root.get("aria-labelledby")).split()
    assert parts[title]
    expected = {
        "shares": [
            "Loyal regulars: 20.0% of customers, 75.0% of net value.",
            "Newcomers: 60.0% of customers, 25.0% of net value.",
            "Prospects: 20.0% of customers, 0% of net value.",
        ],
        "recency": [
            "Loyal regulars: 1 customer, 30 days since the last order (median), "
            "2.0 orders per customer.",
            "Newcomers: 3 customers, 59 days since the last order (median), "
            "1.0 orders per customer.",
        ],
    }
    assert parts[description] == " ".join(expected[key])


@pytest.mark.parametrize("key", CHARTS)
def test_charts_label_every_mark(key: str, view: View) -> None:
    svg = CHARTS[key](view.segments, TEXT)
    assert svg is not None
    assert {"Loyal regulars", "Newcomers"} <= set(words(svg))
    assert ("Prospects" in words(svg)) == (key == "shares")


def test_bars_start_at_zero_and_are_as_long_as_their_share(view: View) -> None:
    svg = charts.share_chart(view.segments, TEXT)
    assert svg is not None
    # M x,y h length v height h -length Z
    bars = re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)v14h-?[\d.]+Z"', svg)
    assert len(bars) == 6
    assert {start for start, _ in bars} == {"0"}
    # shares .2 .75 .6 .25 .2 0 of the longest, .75
    expected = [charts.LONGEST_BAR * share / 0.75 for share in (0.2, 0.75, 0.6, 0.25, 0.2, 0)]
    assert [float(length) for _, length in bars] == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("key", CHARTS)
def test_names_are_escaped_in_drawing_and_description(key: str, view: View) -> None:
    hostile = '</title><script>alert("x")</script> & 🛒'
    segment = replace(view.segments[0], segment_name=hostile)
    svg = CHARTS[key]([segment], TEXT)
    assert svg is not None
    assert "<script" not in svg
    assert svg.count("&lt;script&gt;") >= 1
    ElementTree.fromstring(svg)


@pytest.mark.parametrize("key", CHARTS)
def test_no_segments_are_no_chart(key: str) -> None:
    assert CHARTS[key]([], TEXT) is None


def test_only_prospects_have_no_place_in_the_recency_chart(view: View) -> None:
    assert charts.recency_chart([view.segments[2]], TEXT) is None


@pytest.mark.parametrize(
    ("recency", "orders", "customers"), [(0, 1, 1), (0, 400, 0), (4000, 0.5, 1)]
)
def test_extreme_segments_stay_inside_the_drawing(
    view: View, recency: float, orders: float, customers: int
) -> None:
    extreme = replace(
        view.segments[0],
        median_recency_days=recency,
        orders_per_customer=orders,
        customer_count=customers,
    )
    svg = charts.recency_chart([extreme], TEXT)
    assert svg is not None
    assert "NaN" not in svg and "undefined" not in svg


def segments_at(view: View, count: int) -> list[Segment]:
    return [
        replace(view.segments[0], segment_name=f"Segment number {i}", median_recency_days=9.0 * i)
        for i in range(count)
    ]


@pytest.mark.parametrize("key", CHARTS)
def test_twelve_segments_are_all_named(key: str, view: View) -> None:
    svg = CHARTS[key](segments_at(view, 12), TEXT)
    assert svg is not None
    assert {f"Segment number {i}" for i in range(12)} <= set(words(svg))


def test_labels_of_crowded_bubbles_do_not_overlap() -> None:
    circles = [Circle(60.0 + 12 * i, 150.0, 14.0, f"Segment {i}") for i in range(8)]
    labels = place_labels(circles, width=420, height=320, font_size=13)
    assert [label.text for label in labels] == [circle.label for circle in circles]
    for one, other in combinations(labels, 2):
        apart_across = abs(one.x - other.x) >= 0.5 * 13 * display_width(one.text)
        apart_down = abs(one.y - other.y) >= 13
        assert apart_across or apart_down


def test_labels_stay_inside_the_drawing() -> None:
    corners = [Circle(x, y, 20.0, "Corner") for x in (0.0, 420.0) for y in (0.0, 320.0)]
    for label in place_labels(corners, width=420, height=320, font_size=13):
        assert 0 <= label.x <= 420 - 0.5 * 13 * len("Corner")
        assert 0 <= label.y <= 320


def test_a_hangul_letter_is_one_em_wide() -> None:
    assert width_of("충성 고객", 10) == pytest.approx(4 * 10 + 5.8)  # four letters and a blank
    assert width_of("Loyal", 10) == pytest.approx(5 * 5.8)


def test_korean_names_of_crowded_bubbles_do_not_overlap() -> None:
    names = ("핵심 우수 고객", "이탈 위험 우수 고객", "신규 유망 고객", "소액 장기휴면 고객")
    circles = [Circle(60.0 + 14 * i, 150.0, 14.0, name) for i, name in enumerate(names)]
    labels = place_labels(circles, width=420, height=320, font_size=13)
    for one, other in combinations(labels, 2):
        left, right = sorted((one, other), key=lambda label: label.x)
        # a letter of Noto Sans KR is 0.92 em wide
        apart_across = right.x - left.x >= 0.92 * 13 * len(left.text.replace(" ", ""))
        assert apart_across or abs(one.y - other.y) >= 13
