"""Numbers as people read them; every public function of a value is a Jinja filter.

A rounded number must not say what the exact one does not: 0.0004 is "<0.1%", not "0.0%", and
0.9996 is ">99.9%", not "100%". What is unknown (None, NaN, infinite) is a dash, never a zero.
Digits, separators and percent are the same in every language; a `Locale` says what differs.
"""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Number = int | float | Decimal

UNKNOWN = "–"
MINUS = "\N{MINUS SIGN}"

# ISO 4217: decimals of the minor unit where they are not two
CURRENCY_DECIMALS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
# from here on a table of amounts reads better without the minor unit
WHOLE_AMOUNT = 1000


@dataclass(frozen=True)
class Locale:
    """How a language writes dates, days and money, whatever the machine is set to.

    Attributes
    ----------
    date_format : str
        Format string of a date, which is its only argument.
    month_format : str
        Format string of a month, given as one of its dates.
    days_format : str
        Format string of a number of days where it stands alone, as in a cell of a table.
    currency_units : Mapping of str to str
        Unit written after an amount, by currency code; other codes stand before it.
    """

    date_format: str
    month_format: str
    days_format: str
    currency_units: Mapping[str, str] = field(default_factory=dict)


# by language; one for each folder in messages/
LOCALES = {
    # a column heading says that they are days
    "en": Locale(date_format="{:%Y-%m-%d}", month_format="{:%Y-%m}", days_format="{}"),
    "ko": Locale(
        date_format="{0.year}년 {0.month}월 {0.day}일",
        month_format="{0.year}년 {0.month}월",
        days_format="{}일",
        currency_units={"KRW": "원"},
    ),
}


def _exact(value: Number) -> Decimal | None:
    """The value as a decimal, or None if it is not finite."""
    if isinstance(value, float):
        # str, not the binary expansion: 0.0005 means five ten-thousandths
        return Decimal(str(value)) if math.isfinite(value) else None
    exact = Decimal(value)
    return exact if exact.is_finite() else None


def _rounded(exact: Decimal, places: int, unit: str = "") -> str:
    """Round half up to `places`, with thousands separators; a lost value shows as a bound."""
    quantum = Decimal(1).scaleb(-places)
    rounded = exact.quantize(quantum, rounding=ROUND_HALF_UP)
    if exact and not rounded:
        return f"<{quantum}{unit}" if exact > 0 else f">{MINUS}{quantum}{unit}"
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,}{unit}"


def count(value: Number | None) -> str:
    """A whole number with thousands separators: 1234567 is "1,234,567"."""
    exact = None if value is None else _exact(value)
    return UNKNOWN if exact is None else _rounded(exact, 0)


def change(value: int) -> str:
    """A whole number with its sign, none at zero: 7 is "+7", -7 is "−7"."""
    return f"+{count(value)}" if value > 0 else count(value)


def ratio(value: Number | None) -> str:
    """A number with one decimal: 3.44 is "3.4", 0.04 is "<0.1"."""
    exact = None if value is None else _exact(value)
    return UNKNOWN if exact is None else _rounded(exact, 1)


def days(value: Number | None) -> str:
    """Days, with a decimal only where a median needs one: 12.0 is "12", 12.5 is "12.5"."""
    exact = None if value is None else _exact(value)
    if exact is None:
        return UNKNOWN
    return _rounded(exact, 0 if exact == exact.to_integral_value() else 1)


def pct(value: Number | None) -> str:
    """A share of 1 as percent with one decimal, honest at both edges.

    Exactly 0 and 1 are "0%" and "100%"; what only rounds to them is "<0.1%" and ">99.9%", and
    what lies just above 1 is ">100%".
    """
    exact = None if value is None else _exact(value)
    if exact is None:
        return UNKNOWN
    percent = exact * 100
    if percent in (0, 100):
        return _rounded(percent, 0, "%")
    if percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) == 100:
        return ">99.9%" if percent < 100 else ">100%"
    return _rounded(percent, 1, "%")


def amount(value: Number | None, currency: str, whole: bool = False) -> str:
    """Money without its currency, in the decimals of that currency.

    Parameters
    ----------
    value : int, float, Decimal or None
        Money in units of `currency`.
    currency : str
        ISO 4217 code; one that is not listed has two decimals.
    whole : bool, default False
        Leave out the minor unit from 1,000 on, for columns that are compared by eye.

    Returns
    -------
    str
        "1,234.50" for USD, "1,235" for KRW or when whole.
    """
    exact = None if value is None else _exact(value)
    if exact is None:
        return UNKNOWN
    places = CURRENCY_DECIMALS.get(currency.upper(), 2)
    return _rounded(exact, 0 if whole and abs(exact) >= WHOLE_AMOUNT else places)


def money(value: Number | None, currency: str, locale: Locale, whole: bool = False) -> str:
    """Money with its currency: "USD 1,234.50", in Korean also "1,235원"; see `amount`."""
    text = amount(value, currency, whole)
    if text == UNKNOWN:
        return UNKNOWN
    unit = locale.currency_units.get(currency)
    return f"{currency} {text}" if unit is None else f"{text}{unit}"


def currency_name(currency: str, locale: Locale) -> str:
    """What the currency of a table is called: its unit in the language, or else its code."""
    return locale.currency_units.get(currency, currency)


def correlation(value: Number | None) -> str:
    """A number with two decimals: 0.456 is "0.46", -0.001 is ">−0.01"."""
    exact = None if value is None else _exact(value)
    return UNKNOWN if exact is None else _rounded(exact, 2)


def difference(value: Number | None) -> str:
    """A difference with its sign and two decimals: 1.9 is "+1.90", -0.41 is "−0.41"."""
    text = correlation(value)
    return f"+{text}" if text[0].isdigit() and text != "0.00" else text


def times(value: Number | None) -> str:
    """A ratio to something else: 2.018 is "2.02×"."""
    text = correlation(value)
    return text if text == UNKNOWN else f"{text}×"


def points(value: Number | None) -> str:
    """A difference of shares in percentage points, without their name: 0.036 is "3.6"."""
    return pct(value).removesuffix("%")


def duration(value: Number | None, locale: Locale) -> str:
    """Days as they stand alone: "12", in Korean "12일"; see `days`."""
    text = days(value)
    return text if text == UNKNOWN else locale.days_format.format(text)


def measure(value: Number | None, unit: str | None, currency: str, locale: Locale) -> str:
    """A value of a feature in its unit: money, count, days, share, or else a bare number."""
    match unit:
        case "money":
            return amount(value, currency, whole=True)
        case "share":
            return pct(value)
        case "days":
            return duration(value, locale)
        case "count":
            return days(value)
        case _:
            return correlation(value)


def figure(value: str | None, locale: Locale) -> str:
    """A number or a date that came as text, with at most two decimals; other text as it is."""
    if value is None:
        return UNKNOWN
    try:
        exact = Decimal(value)
    except InvalidOperation:
        day = _iso_date(value)
        return value if day is None else calendar_date(day, locale)
    if not exact.is_finite():
        return UNKNOWN
    return _rounded(exact, 0 if exact == exact.to_integral_value() else 2)


def exact(value: Number | None) -> str:
    """A number for a program, as to sort by: digits and a point; empty where it is unknown."""
    known = None if value is None else _exact(value)
    return "" if known is None else f"{known:f}"


def calendar_date(value: date | None, locale: Locale) -> str:
    """A date as the language writes it: "2024-01-02", in Korean "2024년 1월 2일"."""
    return UNKNOWN if value is None else locale.date_format.format(value)


def calendar_month(value: date | None, locale: Locale) -> str:
    """The month of a date as the language writes it: "2024-01", in Korean "2024년 1월"."""
    return UNKNOWN if value is None else locale.month_format.format(value)


def _iso_date(text: str) -> date | None:
    """The date that a text of the form YYYY-MM-DD says, else None."""
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def bar(value: Number | None) -> str:
    """Length of a bar as a CSS percentage from "0.0%" to "100.0%"; nothing below zero."""
    exact = None if value is None else _exact(value)
    length = Decimal(0) if exact is None else min(max(exact, Decimal(0)), Decimal(1))
    return f"{length * 100:.1f}%"


def is_wide(letter: str) -> bool:
    """Whether a letter fills a square, as Hangul, other East Asian letters and emoji do."""
    return unicodedata.east_asian_width(letter) in "WF"


def display_width(text: str) -> int:
    """Columns that a text takes: two for wide letters, else one."""
    return sum(2 if is_wide(letter) else 1 for letter in text)


def shorten(text: str, width: int) -> str:
    """The text if it fits into `width` columns, else its start and an ellipsis."""
    if display_width(text) <= width:
        return text
    kept = ""
    for letter in text:
        if display_width(kept + letter) > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"
