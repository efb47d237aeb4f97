"""Numbers must not say more than they know, least of all at the edges."""

from datetime import date
from decimal import Decimal

import pytest

from reports import formatting
from reports.formatting import LOCALES, Number

ENGLISH, KOREAN = LOCALES["en"], LOCALES["ko"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (Decimal("NaN"), "–"),
        (0, "0%"),
        (0.0, "0%"),
        (0.0004, "<0.1%"),
        (0.0005, "0.1%"),  # half is rounded up, also where the double lies just below
        (0.1234, "12.3%"),
        (0.5, "50.0%"),
        (0.9994, "99.9%"),
        (0.9995, ">99.9%"),
        (0.9996, ">99.9%"),
        (1, "100%"),
        (1.0004, ">100%"),
        (1.25, "125.0%"),
        (-0.0004, ">−0.1%"),
        (-0.25, "−25.0%"),
        (Decimal("0.0004"), "<0.1%"),
    ],
)
def test_pct_does_not_mislead_at_the_edges(value: Number | None, expected: str) -> None:
    assert formatting.pct(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (0, "0"),
        (999, "999"),
        (1234567, "1,234,567"),
        (-1234, "−1,234"),
        (0.4, "<1"),
        (2.5, "3"),
    ],
)
def test_count_separates_thousands(value: Number | None, expected: str) -> None:
    assert formatting.count(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "–"), (0, "0"), (12.0, "12"), (12.5, "12.5"), (1234.5, "1,234.5")],
)
def test_days_show_a_decimal_only_for_half_days(value: Number | None, expected: str) -> None:
    assert formatting.days(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "–"), (0, "0.0"), (0.04, "<0.1"), (3.44, "3.4"), (3.45, "3.5")]
)
def test_ratio_has_one_decimal(value: Number | None, expected: str) -> None:
    assert formatting.ratio(value) == expected


@pytest.mark.parametrize(
    ("value", "currency", "whole", "expected"),
    [
        (None, "USD", False, "–"),
        (float("nan"), "USD", False, "–"),
        (Decimal("1234.5000"), "USD", False, "USD 1,234.50"),
        (Decimal("1234.5000"), "KRW", False, "KRW 1,235"),
        (Decimal("1234.5000"), "KWD", False, "KWD 1,234.500"),
        (Decimal("1234.5000"), "XYZ", False, "XYZ 1,234.50"),
        (Decimal("1234.5000"), "USD", True, "USD 1,235"),
        (Decimal("999.9900"), "USD", True, "USD 999.99"),
        (Decimal("0.0000"), "USD", False, "USD 0.00"),
        (Decimal("0.0040"), "USD", False, "USD <0.01"),
        (Decimal("-0.0040"), "USD", False, "USD >−0.01"),
        (Decimal("-1500.0000"), "USD", True, "USD −1,500"),
        (0.4, "KRW", False, "KRW <1"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    value: Number | None, currency: str, whole: bool, expected: str
) -> None:
    assert formatting.money(value, currency, ENGLISH, whole) == expected


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        (None, "KRW", "–"),
        (Decimal("1234567.5000"), "KRW", "1,234,568원"),
        (Decimal("-1500.0000"), "KRW", "−1,500원"),
        (0.4, "KRW", "<1원"),
        (Decimal("1234.5000"), "USD", "USD 1,234.50"),
    ],
)
def test_korean_money_names_the_won_after_the_amount(
    value: Number | None, currency: str, expected: str
) -> None:
    assert formatting.money(value, currency, KOREAN) == expected


def test_a_currency_without_a_unit_is_called_by_its_code() -> None:
    assert formatting.currency_name("KRW", KOREAN) == "원"
    assert formatting.currency_name("KRW", ENGLISH) == "KRW"
    assert formatting.currency_name("USD", KOREAN) == "USD"


def test_dates_are_written_as_in_the_language_and_a_missing_one_is_a_dash() -> None:
    assert formatting.calendar_date(date(2024, 1, 2), ENGLISH) == "2024-01-02"
    assert formatting.calendar_date(date(2019, 12, 31), KOREAN) == "2019년 12월 31일"
    assert formatting.calendar_date(date(2024, 1, 2), KOREAN) == "2024년 1월 2일"
    assert formatting.calendar_date(None, KOREAN) == "–"


def test_months_are_written_as_in_the_language() -> None:
    assert formatting.calendar_month(date(2024, 1, 31), ENGLISH) == "2024-01"
    assert formatting.calendar_month(date(2024, 1, 31), KOREAN) == "2024년 1월"
    assert formatting.calendar_month(None, ENGLISH) == "–"


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0"), (7, "+7"), (-7, "−7"), (1234, "+1,234"), (-1234, "−1,234")]
)
def test_a_change_carries_its_sign(value: int, expected: str) -> None:
    assert formatting.change(value) == expected


@pytest.mark.parametrize(
    ("value", "english", "korean"),
    [(None, "–", "–"), (0, "0", "0일"), (1, "1", "1일"), (12.5, "12.5", "12.5일")],
)
def test_days_that_stand_alone_carry_their_unit_in_korean(
    value: Number | None, english: str, korean: str
) -> None:
    assert formatting.duration(value, ENGLISH) == english
    assert formatting.duration(value, KOREAN) == korean


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "0.0%"), (-0.5, "0.0%"), (0.25, "25.0%"), (1.5, "100.0%")]
)
def test_a_bar_stays_in_its_track(value: Number | None, expected: str) -> None:
    assert formatting.bar(value) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Loyal", 5, "Loyal"),
        ("Loyal regulars", 7, "Loyal…"),  # "Loyal " and an ellipsis; the blank is dropped
        ("충성 고객", 9, "충성 고객"),  # four wide letters and a blank: 9 columns
        ("충성 고객", 6, "충성…"),
        ("", 3, ""),
    ],
)
def test_shorten_counts_wide_letters_twice(text: str, width: int, expected: str) -> None:
    assert formatting.shorten(text, width) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "–"), (0, "0.00"), (0.456, "0.46"), (-0.2, "−0.20"), (-0.001, ">−0.01")],
)
def test_correlations_have_two_decimals(value: Number | None, expected: str) -> None:
    assert formatting.correlation(value) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("money", "1,235"),
        ("share", "123,450.0%"),
        ("count", "1,234.5"),
        ("days", "1,234.5"),
        ("ratio", "1,234.50"),
        (None, "1,234.50"),
    ],
)
def test_a_feature_is_measured_in_its_unit(unit: str | None, expected: str) -> None:
    assert formatting.measure(1234.5, unit, "USD", ENGLISH) == expected
    korean = "1,234.5일" if unit == "days" else expected
    assert formatting.measure(1234.5, unit, "USD", KOREAN) == korean
    assert formatting.measure(None, unit, "USD", KOREAN) == "–"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        ("nan", "–"),
        ("31009.0", "31,009"),
        ("15.774", "15.77"),
        ("-0.5", "−0.50"),
        ("2024-01-02", "2024-01-02"),
        ("2024-02-30", "2024-02-30"),
        ("<b>", "<b>"),
    ],
)
def test_a_figure_is_a_number_or_a_date_or_stays_text(value: str | None, expected: str) -> None:
    assert formatting.figure(value, ENGLISH) == expected


def test_a_figure_that_is_a_date_is_written_as_one() -> None:
    assert formatting.figure("2024-01-02", KOREAN) == "2024년 1월 2일"
    assert formatting.figure("2024-02-30", KOREAN) == "2024-02-30"
    assert formatting.figure("20240102", KOREAN) == "20,240,102"  # a number, not a date
