"""Where the names of bubbles go, so that they cover neither each other nor other bubbles."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.formatting import is_wide

# in font sizes; wider than most letters, so that a box rather leaves a gap than overlaps
LETTER_WIDTH = 0.58
# Hangul and other East Asian letters fill at most a square
WIDE_LETTER_WIDTH = 1.0
GAP = 4.0


@dataclass(frozen=True)
class Circle:
    """A bubble in pixels, from the top left corner, with the name it should carry."""

    x: float
    y: float
    radius: float
    label: str


@dataclass(frozen=True)
class Label:
    """A name; `x` is the left end of the text, `y` its middle."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        """Common area in square pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


def width_of(text: str, font_size: float) -> float:
    """Pixels that a text takes at most, but for rows of the widest letters."""
    widths = (WIDE_LETTER_WIDTH if is_wide(letter) else LETTER_WIDTH for letter in text)
    return font_size * sum(widths)


def place_labels(
    circles: Sequence[Circle], width: float, height: float, font_size: float
) -> list[Label]:
    """Place each name beside its bubble, one after the other, where it covers least.

    Parameters
    ----------
    circles : sequence of Circle
        The bubbles, in any order; the result is in the same order.
    width, height : float
        Size of the drawing; no name leaves it as long as it is narrower than the drawing.
    font_size : float
        In pixels.

    Returns
    -------
    list of Label
        One per circle. Of the places to the right, left, above and below, then the same one to
        four lines further, the first that covers least is taken, so equal input gives equal output.
    """
    bubbles = [
        _Box(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles
    ]
    taken: list[_Box] = []
    labels = []
    for circle in circles:
        options = _options(circle, width, height, font_size)
        # a name on a name is worse than a name on a bubble; among equals the first place wins
        cost = [
            4 * sum(box.overlap(other) for other in taken)
            + sum(box.overlap(bubble) for bubble in bubbles)
            for box in options
        ]
        best = options[cost.index(min(cost))]
        taken.append(best)
        labels.append(Label(best.left, (best.top + best.bottom) / 2, circle.label))
    return labels


def _options(circle: Circle, width: float, height: float, font_size: float) -> list[_Box]:
    """Boxes in which the name of a bubble may stand, moved inside the drawing."""
    text_width = width_of(circle.label, font_size)
    line = 1.2 * font_size
    reach = circle.radius + GAP
    right, left = circle.x + reach, circle.x - reach - text_width
    centred = circle.x - text_width / 2
    above, below = -reach - line / 2, reach + line / 2
    places = [(right, 0.0), (left, 0.0), (centred, above), (centred, below)]
    for shift in (line, 2 * line, 3 * line, 4 * line):
        places += [(right, -shift), (right, shift), (left, -shift), (left, shift)]
        places += [(centred, above - shift), (centred, below + shift)]
    boxes = []
    for start, shift in places:
        inside = max(0.0, min(start, width - text_width))
        middle = max(line / 2, min(circle.y + shift, height - line / 2))
        boxes.append(_Box(inside, middle - line / 2, inside + text_width, middle + line / 2))
    return boxes
