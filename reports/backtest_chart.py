"""The chart of the back-test: how far other methods lie behind; see `reports.drawing`."""

from collections.abc import Sequence

import altair as alt
from markupsafe import Markup

from reports.choice import BacktestMethod
from reports.drawing import IN_PIXELS, INK, MUTED, PAPER, VALUE, WIDTH, place, rows_of, svg, texts
from reports.formatting import correlation, shorten
from reports.messages import Messages

# a method has a line for its name and one for its interval
ROW_HEIGHT, NAME_OFFSET, MARK_OFFSET = 40, 8, 26
NUMBER_WIDTH, DOT_SIZE = 50, 70


def backtest_chart(methods: Sequence[BacktestMethod], text: Messages) -> Markup | None:
    """Differences in eta squared with their intervals: right of zero, our segments tell more.

    Parameters
    ----------
    methods : sequence of BacktestMethod
        In the order in which they are drawn; those without a difference are left out.
    text : Messages
        Names and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None if no difference is known.
    """
    placed = [
        (
            method,
            method.eta_squared_difference,
            method.eta_squared_difference_low,
            method.eta_squared_difference_high,
        )
        for method in methods
        if method.eta_squared_difference is not None
        and method.eta_squared_difference_low is not None
        and method.eta_squared_difference_high is not None
    ]
    if not placed:
        return None
    lowest = min(-0.02, *(low for _, _, low, _ in placed))
    highest = max(0.05, *(high for _, _, _, high in placed))
    pixels = (WIDTH - NUMBER_WIDTH) / (highest - lowest)
    names, marks, zero, sentences = [], [], [], []
    for row, (method, difference, lower, upper) in enumerate(placed):
        name = text.name_of("backtest_methods", method.method_name)
        start = row * ROW_HEIGHT
        middle = start + MARK_OFFSET
        # zero is drawn beside the intervals only, so that it crosses no name
        zero.append({"x": -lowest * pixels, "top": middle - 9, "foot": middle + 9})
        names.append({"y": start + NAME_OFFSET, "label": shorten(name, 56)})
        marks.append(
            {
                "y": middle,
                "x": (difference - lowest) * pixels,
                "low": (lower - lowest) * pixels,
                "high": (upper - lowest) * pixels,
                "fill": VALUE if lower > 0 or upper < 0 else PAPER,
                "label": correlation(difference),
            }
        )
        sentences.append(
            text(
                "backtest.chart_row",
                name=name,
                difference=correlation(difference),
                low=correlation(lower),
                high=correlation(upper),
            )
        )
    height = ROW_HEIGHT * len(placed)
    foot = [{"x": -lowest * pixels, "label": "0"}]
    x, y = alt.X("x:Q", **IN_PIXELS), alt.Y("y:Q", **IN_PIXELS)
    low, high = alt.X("low:Q", **IN_PIXELS), alt.X("high:Q", **IN_PIXELS)
    base = rows_of(marks)
    chart = alt.layer(
        place(
            rows_of(zero).mark_rule(stroke=MUTED),
            x=x,
            y=alt.Y("top:Q", **IN_PIXELS),
            y2=alt.Y2("foot:Q"),
        ),
        texts(foot, MUTED, x=x, y=alt.value(height + 8), align="center"),
        place(base.mark_rule(stroke=VALUE, strokeWidth=2), x=low, x2=alt.X2("high:Q"), y=y),
        place(
            base.mark_circle(stroke=VALUE, strokeWidth=1.5, size=DOT_SIZE, opacity=1),
            x=x,
            y=y,
            fill=alt.Fill("fill:N", scale=None, legend=None),
        ),
        texts(names, INK, x=alt.value(0), y=y),
        texts(marks, INK, x=high, y=y, dx=10),
    )
    return svg(chart, height, text("backtest.chart_title"), " ".join(sentences), "backtest")
