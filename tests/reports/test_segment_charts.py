"""Dots with their intervals: what is evident is filled, and words say what is drawn."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from reports import segment_charts
from reports.formatting import difference, times
from reports.messages import load_messages
from reports.segment_charts import Interval, draw_segment, interval_chart
from reports.view import View

TEXT = load_messages("en")
SVG = "{http://www.w3.org/2000/svg}"


def draw(
    *rows: Interval, neutral: float = 1.0, number: Callable[[float], str] = times
) -> ElementTree.Element:
    svg = interval_chart(rows, neutral, number, "key", "title", "axis", TEXT)
    assert svg is not None
    return ElementTree.fromstring(svg)


def said(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def places(root: ElementTree.Element) -> dict[str, float]:
    """Where each text stands, across."""
    found = {}
    for node in root.iter(f"{SVG}text"):
        across = node.get("transform", "").removeprefix("translate(").partition(",")[0]
        found[node.text or ""] = float(across)
    return found


def test_every_chart_is_drawn_where_there_is_something(view: View) -> None:
    page, empty = view.segment_pages[0], view.segment_pages[2]
    drawn = draw_segment(page, TEXT)
    assert None not in (drawn.differences, drawn.lifts, drawn.categories)
    none = draw_segment(empty, TEXT)
    assert (none.differences, none.lifts, none.categories) == (None, None, None)


def test_a_text_alternative_has_the_whole_name_and_every_number() -> None:
    root = draw(Interval("A very long name of a category", 2.5, 2.25, 2.75, True))
    parts = {node.get("id"): node.text for node in root}
    assert parts["chart-key-title"] == "title"
    expected = "A very long name of a category: 2.50×, 95% interval 2.25× to 2.75×."
    assert parts["chart-key-description"] == expected
    assert set((root.get("aria-labelledby") or "").split()) <= parts.keys()
    # what is drawn is shortened to the width of the names
    assert "A very long name of a c…" in said(root)


def test_only_what_is_evident_is_filled() -> None:
    root = draw(Interval("sure", 2, 1.5, 2.5, True), Interval("unsure", 1.1, 0.5, 1.7, False))
    fills = [n.get("fill") for n in root.iter(f"{SVG}path") if n.get("stroke-width") == "1.5"]
    assert fills == ["var(--value)", "var(--card)"]


def test_the_scale_holds_zero_and_no_effect() -> None:
    texts = said(draw(Interval("few", 0.25, 0.125, 0.375, True)))
    assert {"0", "1"} <= set(texts)
    texts = said(draw(Interval("less", -2, -2.5, -1.5, True), neutral=0, number=difference))
    assert {"−2", "−1", "0"} <= set(texts)


@pytest.mark.parametrize(("effect", "side"), [(1.5, 1), (-1.5, -1)])
def test_a_number_stands_on_the_far_side_of_no_effect(effect: float, side: int) -> None:
    row = Interval("name", effect, effect - 0.25, effect + 0.25, True)
    where = places(draw(row, neutral=0, number=difference))
    # clear of the line of no effect, and of the name that ends where the scale begins
    assert (where[difference(effect)] - where["0"]) * side > 0
    assert where[difference(effect)] > segment_charts.NAME_WIDTH + 40


def test_an_interval_of_no_width_is_drawn() -> None:
    assert "0.00×" in said(draw(Interval("none", 0, 0, 0, True)))
    assert "1.00×" in said(draw(Interval("same", 1, 1, 1, False)))


def test_no_rows_are_no_chart() -> None:
    assert interval_chart((), 0.0, difference, "key", "title", "axis", TEXT) is None


def test_a_hostile_name_is_text() -> None:
    root = draw(Interval("<b>x</b> & y", 2, 1.5, 2.5, True))
    assert "<b>x</b> & y" in said(root)
    assert root.findall(f".//{SVG}b") == []
