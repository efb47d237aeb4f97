"""The theme of all charts and the marks that they are made of.

Colours are CSS variables of the page, so that a chart follows its light or dark theme; series
differ in lightness, and every mark is labelled directly, so that grey prints read as well. The
drawing is narrow (`WIDTH`), since it is scaled down to the width of a phone. Altair draws it as
SVG, without a browser or a network.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup, escape

WIDTH = 420
FONT_SIZE = 13
FONT = "system-ui, sans-serif"

INK, MUTED, GRID, PAPER = "var(--ink)", "var(--muted)", "var(--grid)", "var(--card)"
CUSTOMERS, VALUE = "var(--customers)", "var(--value)"
# Vega names the parts of a drawing, which as a picture has none
ROLES = re.compile(r'(<g class="[^"]*") role="[^"]*" aria-roledescription="[^"]*"')
CONFIG: Mapping[str, Any] = {
    "aria": False,
    "font": FONT,
    "background": "transparent",
    "padding": 4,
    "view": {"stroke": None},
}
# a channel whose values are pixels
IN_PIXELS: Mapping[str, Any] = {"scale": None, "axis": None}
# Altair tries 600 types on a bare value or a bare text, which takes longer than the drawing
CONSTANTS: Mapping[str, Any] = {
    "x": alt.XValue,
    "x2": alt.X2Value,
    "y": alt.YValue,
    "y2": alt.Y2Value,
}


def texts(rows: Sequence[object], color: str, x: Any, y: Any, **mark: Any) -> alt.Chart:
    """The field `label` of each row, in `color`."""
    style = {"align": "left", "baseline": "middle", "fontSize": FONT_SIZE, "fontWeight": "normal"}
    spec: alt.Chart = rows_of(rows).mark_text(**{**style, **mark, "color": color})
    return place(spec, x=x, y=y, text=alt.Text("label:N"))


def rules(rows: Sequence[object], **where: Any) -> alt.Chart:
    """A thin line of the grid for each row."""
    return place(rows_of(rows).mark_rule(stroke=GRID), **where)


def rows_of(rows: Sequence[object]) -> alt.Chart:
    """A chart of rows that stand in the drawing itself."""
    return alt.Chart({"values": list(rows)})


def place(chart: alt.Chart, **channels: Any) -> alt.Chart:
    """The chart with its channels encoded; ``alt.value`` is for the four of `CONSTANTS`."""
    typed: dict[str, Any] = {
        name: CONSTANTS[name](**channel) if isinstance(channel, dict) else channel
        for name, channel in channels.items()
    }
    placed: alt.Chart = chart.encode(**typed)
    return placed


def round_ticks(highest: float) -> list[int]:
    """Zero and its multiples of 1, 2 or 5 times a power of ten: at most seven numbers."""
    step = next(
        factor * 10**power
        for power in range(12)
        for factor in (1, 2, 5)
        if highest / (factor * 10**power) < 7
    )
    return list(range(0, int(highest) + 1, step))


def svg(
    chart: alt.LayerChart | alt.FacetChart, height: int, title: str, description: str, key: str
) -> Markup:
    """Draw a chart and give it its text alternative; the page's width decides its size.

    `key` is unique among the charts of a page. The drawing is as high as `height` in pixels.
    """
    # Altair would copy the whole chart for each of these
    spec = chart.to_dict(validate=False)
    spec["config"] |= CONFIG
    drawing = vl_convert.vegalite_to_svg(spec | {"width": WIDTH, "height": height})
    _, opening, rest = drawing.partition("viewBox=")
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-labelledby="chart-{key}-title chart-{key}-description" '
    ).format(key=key)
    view_box, _, body = rest.partition(">")
    alternative = Markup(
        '<title id="chart-{key}-title">{title}</title>'
        '<desc id="chart-{key}-description">{description}</desc>'
    ).format(key=key, title=escape(title), description=escape(description))
    # the drawing is trusted: Vega escapes the text that it sets
    return head + Markup(f"{opening}{view_box}>") + alternative + Markup(ROLES.sub(r"\1", body))
