"""The charts of the page of one segment: dots with their intervals, beside what no effect is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from reports.drawing import (
    IN_PIXELS,
    INK,
    MUTED,
    PAPER,
    VALUE,
    WIDTH,
    place,
    rows_of,
    rules,
    svg,
    texts,
)
from reports.formatting import difference, shorten, times
from reports.messages import Messages
from reports.segment_page import CategoryAffinity, SegmentPage, Trait

# height of a line, width of the names, room for the number beside an interval, in pixels
LINE_HEIGHT, NAME_WIDTH, NUMBER_WIDTH, DOT_SIZE = 26, 166, 54, 70
# letters of a name that fit its width, wide letters counting two
NAME_LETTERS = 24
HALO: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}


@dataclass(frozen=True)
class SegmentCharts:
    """Drawn charts; None where there is nothing to draw."""

    differences: Markup | None
    lifts: Markup | None
    categories: Markup | None


@dataclass(frozen=True)
class Interval:
    """A line of a chart; its dot is filled where the effect is evident."""

    name: str
    effect: float
    low: float
    high: float
    is_evident: bool


def draw_segment(page: SegmentPage, text: Messages) -> SegmentCharts:
    """Draw the charts of the page of a segment."""
    return SegmentCharts(
        differences=difference_chart(page.traits, text),
        lifts=lift_chart(page.traits, text),
        categories=category_chart(page.categories, text),
    )


def difference_chart(traits: Sequence[Trait], text: Messages) -> Markup | None:
    """Dots of the features by which a segment differs, in standard deviations from zero.

    Parameters
    ----------
    traits : sequence of Trait
        In the order in which they are drawn; those of categories are left out.
    text : Messages
        Names, the axis title and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None without a feature.
    """
    rows = _intervals(traits, "difference", text)
    title, axis = text("segment.difference_title"), text("segment.difference_axis")
    return interval_chart(rows, 0.0, difference, "traits", title, axis, text)


def lift_chart(traits: Sequence[Trait], text: Messages) -> Markup | None:
    """Dots of the categories by which a segment differs, as ratios to all buyers; see above."""
    rows = _intervals(traits, "lift", text)
    title, axis = text("segment.lift_title"), text("segment.lift_axis")
    return interval_chart(rows, 1.0, times, "lifts", title, axis, text)


def category_chart(categories: Sequence[CategoryAffinity], text: Messages) -> Markup | None:
    """Dots of the categories that a segment buys, as ratios to all buyers.

    Parameters
    ----------
    categories : sequence of CategoryAffinity
        In the order in which they are drawn.
    text : Messages
        The axis title and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None without categories.
    """
    rows = [
        Interval(row.product_category, row.lift, row.lift_low, row.lift_high, row.is_evident)
        for row in categories
    ]
    title, axis = text("segment.category_title"), text("segment.lift_axis")
    return interval_chart(rows, 1.0, times, "categories", title, axis, text)


def interval_chart(
    rows: Sequence[Interval],
    neutral: float,
    number: Callable[[float], str],
    key: str,
    title: str,
    axis: str,
    text: Messages,
) -> Markup | None:
    """Dots with their intervals; the scale holds zero and, as its only strong line, `neutral`.

    Parameters
    ----------
    rows : sequence of Interval
        In the order in which they are drawn.
    neutral : float
        What no effect is.
    number : callable
        How an effect is written.
    key : str
        Unique among the charts of a page.
    title, axis : str
        What the chart shows, and what its scale measures.
    text : Messages
        The text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None without rows.
    """
    if not rows:
        return None
    lowest = min(0.0, *(row.low for row in rows))
    highest = max(1.05 * neutral, *(row.high for row in rows))
    # room for a dot at the end of the scale, and for numbers that stand to the left
    left = NAME_WIDTH + (NUMBER_WIDTH if lowest < 0 else 6)
    pixels = (WIDTH - NUMBER_WIDTH - left) / (highest - lowest)

    def across(value: float) -> float:
        return left + (value - lowest) * pixels

    height = LINE_HEIGHT * len(rows)
    lines = [
        {
            "y": line * LINE_HEIGHT + LINE_HEIGHT / 2,
            "name": shorten(row.name, NAME_LETTERS),
            "x": across(row.effect),
            "low": across(row.low),
            "high": across(row.high),
            "fill": VALUE if row.is_evident else PAPER,
            "label": number(row.effect),
            "is_above": row.effect >= neutral,
        }
        for line, row in enumerate(rows)
    ]
    # each number on the far side of its interval from what no effect is
    above = [line for line in lines if line["is_above"]]
    below = [line for line in lines if not line["is_above"]]
    ticks = [
        {"x": across(tick), "label": f"{tick:g}".replace("-", "−")}
        for tick in _ticks(lowest, highest)
    ]
    x, y = alt.X("x:Q", **IN_PIXELS), alt.Y("y:Q", **IN_PIXELS)
    low, high = alt.X("low:Q", **IN_PIXELS), alt.X("high:Q", **IN_PIXELS)
    top, floor = alt.value(0), alt.value(height)
    names = [{"y": line["y"], "label": line["name"]} for line in lines]
    chart = alt.layer(
        rules(ticks, x=x, y=top, y2=floor),
        place(
            rows_of([{"x": across(neutral)}]).mark_rule(stroke=MUTED, strokeWidth=1.5),
            x=x,
            y=top,
            y2=floor,
        ),
        texts(ticks, MUTED, x=x, y=alt.value(height + 10), align="center"),
        texts([{"x": WIDTH, "label": axis}], MUTED, x=x, y=alt.value(height + 28), align="right"),
        texts(names, INK, x=alt.value(0), y=y),
        place(
            rows_of(lines).mark_rule(stroke=VALUE, strokeWidth=2.5, strokeCap="round"),
            x=low,
            x2=alt.X2("high:Q"),
            y=y,
        ),
        rows_of(lines)
        .mark_circle(stroke=VALUE, strokeWidth=1.5, size=DOT_SIZE, opacity=1)
        .encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None, legend=None)),
        # a halo of the page's colour keeps a number readable on a line of the scale
        texts(above, PAPER, x=high, y=y, dx=8, **HALO),
        texts(above, INK, x=high, y=y, dx=8, fontWeight="bold"),
        texts(below, PAPER, x=low, y=y, dx=-8, align="right", **HALO),
        texts(below, INK, x=low, y=y, dx=-8, align="right", fontWeight="bold"),
    )
    sentences = [
        text(
            "segment.interval_row",
            name=row.name,
            effect=number(row.effect),
            low=number(row.low),
            high=number(row.high),
        )
        for row in rows
    ]
    return svg(chart, height, title, " ".join(sentences), key)


def _intervals(traits: Sequence[Trait], kind: str, text: Messages) -> list[Interval]:
    """Lines of the traits of a kind; a trait is evident, or it would not be one."""
    return [
        Interval(
            text.feature_name(trait.feature),
            trait.effect,
            trait.effect_low,
            trait.effect_high,
            is_evident=True,
        )
        for trait in traits
        if trait.kind == kind
    ]


def _ticks(lowest: float, highest: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten within the scale: at most six numbers."""
    steps = (factor * 10.0**power for power in range(-2, 12) for factor in (1, 2, 5))
    step = next(step for step in steps if (highest - lowest) / step < 5)
    first, last = math.ceil(lowest / step), math.floor(highest / step)
    return [round(number * step, 6) for number in range(first, last + 1)]
