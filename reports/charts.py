"""The charts of the segments and of the signal of features; see `reports.drawing`."""

import math
from collections.abc import Sequence

import altair as alt
from markupsafe import Markup

from reports.drawing import (
    CUSTOMERS,
    FONT_SIZE,
    IN_PIXELS,
    INK,
    MUTED,
    PAPER,
    VALUE,
    WIDTH,
    place,
    round_ticks,
    rows_of,
    rules,
    svg,
    texts,
)
from reports.evidence import FeatureSignal
from reports.formatting import correlation, count, days, pct, ratio, shorten
from reports.label_placement import Circle, place_labels
from reports.messages import Messages
from reports.segments import Segment

# share chart, in pixels: a line with the name, two bars, a gap
ROW_HEIGHT, BAR_HEIGHT, LONGEST_BAR = 62, 14, 270
# recency chart
MAP_HEIGHT, LARGEST_RADIUS, SMALLEST_RADIUS = 320, 26, 4
# signal chart: height of a line, width of the names, room for the number beside a dot
LINE_HEIGHT, NAME_WIDTH, NUMBER_WIDTH, DOT_SIZE = 20, 178, 44, 70
# retest correlations from which a feature may describe segments, and draw them
PROFILE_FROM, CLUSTER_FROM = 0.15, 0.30


def share_chart(segments: Sequence[Segment], text: Messages) -> Markup | None:
    """Bars of each segment's share of customers and of net value, from a common zero.

    Parameters
    ----------
    segments : sequence of Segment
        In the order in which they are drawn.
    text : Messages
        Labels and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None without segments.
    """
    if not segments:
        return None
    names, bars, sentences = [], [], []
    for row, segment in enumerate(segments):
        start = row * ROW_HEIGHT
        shares = {"share": pct(segment.customer_share), "value": pct(segment.value_share)}
        names.append({"y": start + 8, "label": shorten(segment.segment_name, 48)})
        bars += [
            _bar(
                start + 26, segment.customer_bar, CUSTOMERS, text("charts.of_customers", **shares)
            ),
            _bar(start + 42, segment.value_bar, VALUE, text("charts.of_value", **shares)),
        ]
        sentences.append(text("charts.shares_row", name=segment.segment_name, **shares))
    base = rows_of(bars)
    y, top = alt.Y("y:Q", **IN_PIXELS), alt.Y("top:Q", **IN_PIXELS)
    end = alt.X("length:Q", **IN_PIXELS)
    chart = alt.layer(
        texts(names, INK, fontWeight="bold", x=alt.value(0), y=y),
        base.mark_rect().encode(
            x=alt.X("zero:Q", **IN_PIXELS),
            x2=alt.X2("length:Q"),
            y=top,
            y2=alt.Y2("bottom:Q"),
            color=alt.Color("color:N", scale=None, legend=None),
        ),
        texts(bars, INK, x=end, y=y, dx=6),
        # the zero line of every bar
        place(base.mark_rule(stroke=MUTED), x=alt.value(0), y=top, y2=alt.Y2("bottom:Q")),
    )
    height = len(segments) * ROW_HEIGHT
    return svg(chart, height, text("charts.shares_title"), " ".join(sentences), "shares")


def recency_chart(segments: Sequence[Segment], text: Messages) -> Markup | None:
    """Bubbles of the segments: days since the last order against orders per customer.

    The area of a bubble is proportional to its customers. Days start at zero; orders are on a
    doubling scale, since a few customers order a hundred times as often as most.

    Parameters
    ----------
    segments : sequence of Segment
        Segments without orders or recency have no place and are left out.
    text : Messages
        Labels, axis titles and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None if no segment has a place.
    """
    placed = [
        (segment, segment.median_recency_days, segment.orders_per_customer)
        for segment in segments
        if segment.median_recency_days is not None and segment.orders_per_customer
    ]
    if not placed:
        return None
    most_days = max(10.0, 1.12 * max(recency for _, recency, _ in placed))
    lowest = 0.6 * min(1.0, *(orders for _, _, orders in placed))
    highest = 1.5 * max(2.0, *(orders for _, _, orders in placed))
    steps = math.log(highest / lowest)
    most_customers = max(1, *(segment.customer_count for segment, _, _ in placed))
    # zero days stand a radius inside, clear of the scale
    left, across_width = LARGEST_RADIUS, WIDTH - LARGEST_RADIUS
    circles = [
        Circle(
            x=left + across_width * recency / most_days,
            y=MAP_HEIGHT * math.log(highest / orders) / steps,
            radius=max(
                SMALLEST_RADIUS, LARGEST_RADIUS * math.sqrt(segment.customer_count / most_customers)
            ),
            label=shorten(segment.segment_name, 24),
        )
        for segment, recency, orders in placed
    ]
    labels = place_labels(circles, WIDTH, MAP_HEIGHT, FONT_SIZE)
    # the largest first, so that no bubble hides a smaller one
    bubbles = [
        {"x": circle.x, "y": circle.y, "size": math.pi * circle.radius**2}
        for circle in sorted(circles, key=lambda circle: (-circle.radius, circle.x, circle.y))
    ]
    named = [{"x": label.x, "y": label.y, "label": label.text} for label in labels]
    across = [
        {"x": left + across_width * tick / most_days, "label": count(tick)}
        for tick in round_ticks(most_days)
    ]
    doublings = range(math.ceil(math.log2(lowest)), math.floor(math.log2(highest)) + 1)
    up = [
        {"y": MAP_HEIGHT * math.log(highest / 2**power) / steps, "label": f"{2**power:g}"}
        for power in doublings
    ]
    x, y = alt.X("x:Q", **IN_PIXELS), alt.Y("y:Q", **IN_PIXELS)
    floor, foot = alt.value(MAP_HEIGHT), alt.value(MAP_HEIGHT + 14)
    titles = [
        {"x": -26, "y": -16, "label": text("charts.orders_axis")},
        {"x": left, "y": MAP_HEIGHT + 38, "label": text("charts.recency_axis")},
    ]
    chart = alt.layer(
        rules(up, x=alt.value(0), x2=alt.value(WIDTH), y=y),
        rules(across, x=x, y=alt.value(0), y2=floor),
        texts(up, MUTED, x=alt.value(-8), y=y, align="right"),
        texts(across, MUTED, x=x, y=foot, align="center"),
        texts(titles, MUTED, x=x, y=y),
        rows_of(bubbles)
        .mark_circle(fill=VALUE, fillOpacity=0.45, stroke=VALUE, strokeWidth=1.5, opacity=1)
        .encode(x=x, y=y, size=alt.Size("size:Q", scale=None, legend=None)),
        # a halo of the page's colour keeps a name readable on lines and bubbles
        texts(named, PAPER, x=x, y=y, stroke=PAPER, strokeWidth=4, strokeJoin="round"),
        texts(named, INK, x=x, y=y),
    )
    sentences = [
        text(
            "charts.recency_row",
            name=segment.segment_name,
            customers=text.counted("customers", count(segment.customer_count)),
            days=text.counted("days", days(recency)),
            orders=ratio(orders),
        )
        for segment, recency, orders in placed
    ]
    return svg(chart, MAP_HEIGHT, text("charts.recency_title"), " ".join(sentences), "recency")


def signal_chart(signals: Sequence[FeatureSignal], text: Messages) -> Markup | None:
    """Dots of the retest correlations, with the two thresholds that decide on a verdict.

    Parameters
    ----------
    signals : sequence of FeatureSignal
        In the order in which they are drawn; those without a correlation are left out.
    text : Messages
        Names, the axis title and the text alternative.

    Returns
    -------
    Markup or None
        An ``<svg role="img">``; None if no correlation is known.
    """
    placed = [
        (signal, signal.retest_correlation)
        for signal in signals
        if signal.retest_correlation is not None
    ]
    if not placed:
        return None
    lowest = min(-0.05, *(value for _, value in placed))
    highest = max(0.5, *(value for _, value in placed))
    pixels = (WIDTH - NAME_WIDTH - NUMBER_WIDTH) / (highest - lowest)
    height = LINE_HEIGHT * len(placed)
    fills = {"cluster": VALUE, "profile": CUSTOMERS}
    names, dots, sentences = [], [], []
    for row, (signal, value) in enumerate(placed):
        name = text.feature_name(signal.feature)
        middle = row * LINE_HEIGHT + LINE_HEIGHT / 2
        names.append({"y": middle, "label": shorten(name, 26)})
        dots.append(
            {
                "x": NAME_WIDTH + (value - lowest) * pixels,
                "y": middle,
                "fill": fills.get(signal.verdict, PAPER),
                "label": correlation(value),
            }
        )
        sentences.append(
            text(
                "charts.signal_row",
                name=name,
                correlation=correlation(value),
                verdict=text.name_of("verdicts", signal.verdict),
            )
        )
    zero, *thresholds = (
        {"x": NAME_WIDTH + (value - lowest) * pixels, "label": correlation(value)}
        for value in (0, PROFILE_FROM, CLUSTER_FROM)
    )
    x, y = alt.X("x:Q", **IN_PIXELS), alt.Y("y:Q", **IN_PIXELS)
    top, floor = alt.value(0), alt.value(height)
    chart = alt.layer(
        rules([zero], x=x, y=top, y2=floor),
        rows_of(thresholds).mark_rule(stroke=MUTED, strokeDash=[3, 3]).encode(x=x, y=top, y2=floor),
        texts(thresholds[:1], MUTED, x=x, y=alt.value(-9), align="right", dx=4),
        texts(thresholds[1:], MUTED, x=x, y=alt.value(-9), dx=-4),
        texts([zero], MUTED, x=x, y=alt.value(height + 12), align="center"),
        texts(names, INK, x=alt.value(0), y=y),
        rows_of(dots)
        .mark_circle(stroke=VALUE, strokeWidth=1.5, size=DOT_SIZE, opacity=1)
        .encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None, legend=None)),
        # a halo of the page's colour keeps a number readable on a threshold
        texts(dots, PAPER, x=x, y=y, dx=8, stroke=PAPER, strokeWidth=4, strokeJoin="round"),
        texts(dots, INK, x=x, y=y, dx=8),
    )
    return svg(chart, height, text("charts.signal_title"), " ".join(sentences), "signal")


def _bar(middle: int, length: float | None, color: str, label: str) -> dict[str, object]:
    """A bar around the pixel row `middle`; no length below zero is drawn."""
    pixels = LONGEST_BAR * max(0.0, length or 0.0)
    return {
        "y": middle,
        "top": middle - BAR_HEIGHT / 2,
        "bottom": middle + BAR_HEIGHT / 2,
        "zero": 0,
        "length": pixels,
        "color": color,
        "label": label,
    }
