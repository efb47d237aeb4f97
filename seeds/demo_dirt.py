"""Dirty rows of the demo shop: ten kinds, each row wrong for exactly one reason.

A dirty row is always an extra one, or stands in for a row that no accepted row needs. The
generator knows where each landed and writes that down in the truth file, in the form of
`truth_text`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

CUSTOMER_ID, ORDER_ID, ORDER_DATE, CATEGORY, QUANTITY, PRICE, STATUS = 0, 1, 2, 4, 5, 6, 8

# reason, column of the sales file, what stands there instead
SALES_REPLACEMENTS: tuple[tuple[str, int, str], ...] = (
    ("malformed_line", CATEGORY, '"Candles'),
    ("malformed_line", STATUS, '"Used'),
    ("missing_key", CUSTOMER_ID, ""),
    ("missing_key", CUSTOMER_ID, ""),
    ("missing_key", CUSTOMER_ID, ""),
    ("missing_key", ORDER_ID, ""),
    ("missing_key", ORDER_ID, ""),
    ("missing_value", ORDER_DATE, ""),
    ("missing_value", ORDER_DATE, ""),
    ("missing_value", QUANTITY, ""),
    ("missing_value", QUANTITY, ""),
    ("missing_value", PRICE, ""),
    ("missing_value", PRICE, ""),
    ("bad_date", ORDER_DATE, "2023-02-30"),
    ("bad_date", ORDER_DATE, "2023-02-30"),
    ("bad_date", ORDER_DATE, "yesterday"),
    ("bad_date", ORDER_DATE, "yesterday"),
    ("bad_date", ORDER_DATE, "31.12.2023"),
    ("bad_date", ORDER_DATE, "31.12.2023"),
    ("implausible_date", ORDER_DATE, "1899-12-30"),
    ("implausible_date", ORDER_DATE, "1899-12-31"),
    ("implausible_date", ORDER_DATE, "1989-12-31"),
    ("implausible_date", ORDER_DATE, "2038-01-01"),
    ("implausible_date", ORDER_DATE, "2203-05-17"),
    ("implausible_date", ORDER_DATE, "2203-11-02"),
    ("bad_number", QUANTITY, "two"),
    ("bad_number", QUANTITY, "-2"),
    ("bad_number", QUANTITY, "-1"),
    ("bad_number", PRICE, "12.3.4"),
    ("bad_number", PRICE, "free"),
    ("negative_price", PRICE, "-0.01"),
    ("negative_price", PRICE, "-4.20"),
    ("negative_price", PRICE, "-12.50"),
    ("negative_price", PRICE, "-18.75"),
    ("negative_price", PRICE, "-33.00"),
    ("unknown_customer", CUSTOMER_ID, "C9901"),
    ("unknown_customer", CUSTOMER_ID, "C9902"),
    ("unknown_customer", CUSTOMER_ID, "C9903"),
    ("unknown_customer", CUSTOMER_ID, "C9904"),
    ("unknown_customer", CUSTOMER_ID, "C9904"),
    ("unknown_status", STATUS, "Maybe"),
    ("unknown_status", STATUS, "Maybe"),
    ("unknown_status", STATUS, "Maybe"),
    ("unknown_status", STATUS, "Expired"),
    ("unknown_status", STATUS, "Expired"),
)
SALES_FIELD_COUNTS = (5, 7, 10, 11)  # nine fields are right
SALES_DIRT_COUNT = len(SALES_REPLACEMENTS) + len(SALES_FIELD_COUNTS)

CUSTOMER_COPIES = 2
CUSTOMER_CHANGES = 3


@dataclass(frozen=True)
class Line:
    """One physical line of a file, and why it must be rejected (None: accepted)."""

    text: str
    reason: str | None = None


def dirty_sales(templates: list[list[str]], rng: Random) -> list[Line]:
    """Spoil one copy of an accepted sales row for every kind of dirt.

    Parameters
    ----------
    templates : list of list of str
        `SALES_DIRT_COUNT` rows of nine fields, in file order, each with an order id of its own.
    rng : random.Random
        Decides which kind goes where.

    Returns
    -------
    list of Line
        One dirty line per template, in the order of the templates.
    """
    spoilt: list[tuple[str, int, str]] = list(SALES_REPLACEMENTS)
    spoilt += [("malformed_line", count, "") for count in SALES_FIELD_COUNTS]
    edits = list(enumerate(spoilt))
    rng.shuffle(edits)
    lines = []
    for template, (number, (reason, position, value)) in zip(templates, edits, strict=True):
        fields = list(template)
        if number < len(SALES_REPLACEMENTS):
            fields[position] = value
        else:
            fields = [*fields, "extra", "extra"][:position]
        lines.append(Line(",".join(fields), reason))
    return lines


def dirty_customers(rows: list[list[str]], rng: Random) -> list[Line]:
    """Spoil the customer file with repeated, nameless and cut-off rows.

    A repeated row stands below the row it repeats and its text never sorts before it, so that
    "keep the first" means the same row whether it goes by line number or by text.

    Parameters
    ----------
    rows : list of list of str
        Accepted rows (id, gender, region, months) in file order.
    rng : random.Random
        Chooses customers and places.

    Returns
    -------
    list of Line
        Accepted and dirty lines in file order.
    """
    lines = [Line(",".join(row)) for row in rows]
    lines = scatter(lines, [Line(",여,부산,14", "missing_key")], rng)
    lines = scatter(lines, [Line("C9950,남", "malformed_line")], rng)
    # a man's row sorts before the same row of a woman, whatever follows
    men = [row for row in rows[: len(rows) * 3 // 4] if row[1] == "남"]
    chosen = rng.sample(men, CUSTOMER_COPIES + CUSTOMER_CHANGES)
    for number, row in enumerate(chosen):
        changed = row if number < CUSTOMER_COPIES else [row[0], "여", "제주", "7"]
        original = lines.index(Line(",".join(row)))
        place = rng.randrange(original + 1, len(lines))
        lines.insert(place, Line(",".join(changed), "duplicate_key"))
    return lines


def dirty_discounts(rows: list[list[str]], unsold_category: str, rng: Random) -> list[Line]:
    """Spoil the discount file: one rate out of range, one repeated month and category.

    Parameters
    ----------
    rows : list of list of str
        Accepted rows (month, category, code, rate) in file order.
    unsold_category : str
        The category nobody buys: its row may go bad without hurting any sale.
    rng : random.Random
        Chooses the rows.

    Returns
    -------
    list of Line
        Accepted and dirty lines in file order.
    """
    lines = [Line(",".join(row)) for row in rows]
    unsold = [number for number, row in enumerate(rows) if row[1] == unsold_category]
    victim = rng.choice(unsold[:-1])
    lines[victim] = Line(",".join([*rows[victim][:3], "130"]), "bad_number")
    repeatable = [
        number
        for number, row in enumerate(rows[: len(rows) // 2])
        if row[1] != unsold_category and row[3] == "10"
    ]
    original = rng.choice(repeatable)
    month, category, code, _ = rows[original]
    place = rng.randrange(original + 1, len(lines))
    repeated = Line(f"{month},{category},{code.replace('10', '20')},20", "duplicate_key")
    return [*lines[:place], repeated, *lines[place:]]


def dirty_marketing(rows: list[list[str]], rng: Random) -> list[Line]:
    """Spoil the marketing file: a cost that is no number, an impossible day, a broken line.

    Parameters
    ----------
    rows : list of list of str
        Accepted rows (date, offline cost, online cost), one per day.
    rng : random.Random
        Chooses the days.

    Returns
    -------
    list of Line
        Accepted and dirty lines in file order; two days have only a dirty line.
    """
    lines = [Line(",".join(row)) for row in rows]
    no_number, broken = rng.sample(range(1, len(rows) - 1), 2)
    lines[no_number] = Line(f"{rows[no_number][0]},n/a,{rows[no_number][2]}", "bad_number")
    lines[broken] = Line(lines[broken].text + ",0", "malformed_line")
    return scatter(lines, [Line(f"2023-02-30,{rows[0][1]},{rows[0][2]}", "bad_date")], rng)


def scatter(lines: list[Line], extra: list[Line], rng: Random) -> list[Line]:
    """Insert lines at random places, never as the last one."""
    scattered = list(lines)
    for line in extra:
        scattered.insert(rng.randrange(len(scattered)), line)
    return scattered


def rejected_rows(file_name: str, lines: Sequence[Line]) -> list[dict[str, object]]:
    """Describe the dirty lines of a file; the header is line 1."""
    return [
        {"source_file": file_name, "line": number, "reason": line.reason}
        for number, line in enumerate(lines, start=2)
        if line.reason is not None
    ]


def truth_text(truth: dict[str, object]) -> str:
    """Write the truth as JSON with one line per element of a list."""
    parts = []
    for name, value in truth.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            elements = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in value)
            text = f"[\n{elements}\n  ]"
        parts.append(f"  {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
