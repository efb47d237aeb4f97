"""Every number of every page is a formatted field of the view: templates compute nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

import pytest

from reports import formatting
from reports.messages import Messages, available_languages, load_messages
from reports.render import render_pages
from reports.view import load_view
from reports.warehouse import connect
from tests.conftest import Build
from tests.reports.conftest import BuildDatabase
from tests.reports.test_korean_page import Words

# with its sign, its bound and what makes it a share; 2 of "rfm_2" is no number of its own
NUMBER = re.compile(r"(?<![\w.])[<>]?[+−]?\d[\d,]*(?:\.\d+)?%?")


def values_of(value: object) -> Iterator[object]:
    """All values that a view holds, however deep."""
    if is_dataclass(value):
        for field in fields(value):
            yield from values_of(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from values_of(item)
    else:
        yield value


def writings(value: object, text: Messages, currency: str) -> set[str]:
    """The ways in which a value may stand on a page."""
    locale = text.locale
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, date):
        return {formatting.calendar_date(value, locale), formatting.calendar_month(value, locale)}
    if isinstance(value, str):
        return {value, formatting.figure(value, locale)}
    assert isinstance(value, int | float | Decimal)
    whole = {formatting.count(value), formatting.days(value), formatting.ratio(value)}
    parts = {formatting.pct(value), formatting.correlation(value)}
    money = {formatting.amount(value, currency, whole) for whole in (False, True)}
    signed = {formatting.difference(value), formatting.points(value)}
    signed |= {formatting.change(value)} if isinstance(value, int) else set()
    return whole | parts | money | signed


def numbers(words: set[str]) -> set[str]:
    return {number.rstrip(",") for word in words for number in NUMBER.findall(word)}


# numbers of an axis: at most seven steps of 1, 2 or 5 times a power of ten, or doublings
STEPS = {formatting.count(m * f * 10**n) for m in range(8) for f in (1, 2, 5) for n in range(8)}
# and below one, to both sides of zero
STEPS |= {
    f"{s}{m * f / 10**n:g}" for m in range(8) for f in (1, 2, 5) for n in range(3) for s in "+−"
}
STEPS |= {f"{m * f / 10**n:g}" for m in range(8) for f in (1, 2, 5) for n in range(3)}
DOUBLINGS = {f"{2**power:g}" for power in range(-6, 12)}


def unknown_numbers(html: str, view: object, text: Messages, currency: str) -> set[str]:
    """Numbers of a page that neither a field of the view nor a text of the language has."""
    known = {way for value in values_of(view) for way in writings(value, text, currency)}
    known |= set(text.texts.values())
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    drawn = {number for svg in drawings for number in numbers(set(Words(svg).said))}
    outside = numbers(set(Words(re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)).said))
    return (outside | (drawn - STEPS - DOUBLINGS)) - numbers(known)


@pytest.mark.parametrize("language", available_languages())
def test_every_number_of_the_small_shop_is_a_field(
    build_database: BuildDatabase, language: str
) -> None:
    with connect(build_database()) as connection:
        view = load_view(connection, language)
    text = load_messages(language)
    for html in render_pages(view, text, available_languages()).values():
        assert unknown_numbers(html, view, text, "EUR") == set()


@pytest.mark.parametrize("language", available_languages())
def test_every_number_of_the_demo_shop_is_a_field(demo: Build, language: str) -> None:
    with connect(demo.database) as connection:
        view = load_view(connection, language)
    text = load_messages(language)
    for html in render_pages(view, text, available_languages()).values():
        assert unknown_numbers(html, view, text, view.settings.currency) == set()


def test_a_number_that_is_no_field_is_found(
    build_database: BuildDatabase, pages: Callable[..., dict[str, str]]
) -> None:
    with connect(build_database()) as connection:
        view = load_view(connection, "en")
    html = pages()["index.html"].replace("EUR 160.50", "EUR 161.50")
    assert unknown_numbers(html, view, load_messages("en"), "EUR") == {"161.50"}
