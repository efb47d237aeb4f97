"""Sentences of rules: wording of every feature, counts at their edges, both languages."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.rule_texts import LANGUAGES, rule_text, vip_rule_text
from clustering.rules import Interval, Rule
from tests.clustering.shop import steady

LANGUAGE_CODES = tuple(LANGUAGES)
COUNTS = ("recency_days", "order_count", "purchase_day_count", "tenure_days")
FEATURES = (*COUNTS, "monetary_value", "expected_value", "basket_size")

RECENT = Interval("recency_days", None, 45.0)
LONG_AGO = Interval("recency_days", 45.0, None)
FREQUENT = Interval("order_count", 5.0, None)
SPENT = Interval("monetary_value", 1200.0, None)
NEW = Interval("tenure_days", None, 90.0)


def one(feature: str, lower: float | None, upper: float | None, language: str) -> str:
    """Text of a rule with a single condition."""
    return rule_text(Rule(0, ((Interval(feature, lower, upper),),)), language)


@pytest.mark.parametrize(
    ("paths", "english", "korean"),
    [
        (
            ((RECENT, FREQUENT),),
            "Last bought at most 45 days ago, at least 6 orders.",
            "마지막 구매 후 45일 이내, 주문 6회 이상",
        ),
        (
            ((RECENT, FREQUENT), (LONG_AGO, SPENT)),
            "Last bought at most 45 days ago, at least 6 orders; "
            "or last bought over 45 days ago, spent over 1,200.",
            "마지막 구매 후 45일 이내, 주문 6회 이상; 또는 "
            "마지막 구매 후 45일 초과, 구매 금액 1,200 초과",
        ),
        (
            ((RECENT, FREQUENT), (LONG_AGO, SPENT), (NEW,), (FREQUENT,)),
            "Last bought at most 45 days ago, at least 6 orders; "
            "or last bought over 45 days ago, spent over 1,200; "
            "or first bought at most 90 days ago; or at least 6 orders.",
            "마지막 구매 후 45일 이내, 주문 6회 이상; 또는 "
            "마지막 구매 후 45일 초과, 구매 금액 1,200 초과; 또는 "
            "첫 구매 후 90일 이내; 또는 주문 6회 이상",
        ),
        (((),), "Every customer.", "모든 고객"),
    ],
)
def test_paths_and_the_exception_of_vips(
    paths: tuple[tuple[Interval, ...], ...], english: str, korean: str
) -> None:
    rule = Rule(0, paths)
    assert rule_text(rule, "en") == english
    assert rule_text(rule, "ko") == korean
    assert rule_text(rule, "en", vip_bound=80.0) == f"{english} VIPs excepted."
    assert rule_text(rule, "ko", vip_bound=80.0) == f"{korean}. VIP 제외"


@pytest.mark.parametrize("vip_bound", [None, 80.0])
def test_a_rule_for_nobody_excepts_nobody(vip_bound: float | None) -> None:
    nobody = Rule(0, ())
    assert rule_text(nobody, "en", vip_bound) == "No short rule finds this segment."
    assert rule_text(nobody, "ko", vip_bound) == "이 세그먼트를 짧게 설명하는 규칙 없음"


@pytest.mark.parametrize(
    ("feature", "lower", "upper", "english", "korean"),
    [
        ("recency_days", 30.0, 90.0, "Last bought 31 to 90 days ago.", "마지막 구매 후 31~90일"),
        ("recency_days", 1.0, None, "Last bought over 1 day ago.", "마지막 구매 후 1일 초과"),
        ("recency_days", None, 1.0, "Last bought at most 1 day ago.", "마지막 구매 후 1일 이내"),
        ("recency_days", 0.0, 1.0, "Last bought exactly 1 day ago.", "마지막 구매 후 1일"),
        # nobody bought less than 0 days ago
        ("recency_days", None, 0.0, "Last bought exactly 0 days ago.", "마지막 구매 후 0일"),
        ("recency_days", 1000.0, None, "Last bought over 1,000 days ago.", None),
        ("order_count", 4.0, None, "At least 5 orders.", "주문 5회 이상"),
        ("order_count", 4.5, None, "At least 5 orders.", "주문 5회 이상"),
        ("order_count", None, 4.5, "At most 4 orders.", "주문 4회 이하"),
        ("order_count", 2.0, 5.0, "3 to 5 orders.", "주문 3~5회"),
        ("order_count", 2.5, 3.5, "Exactly 3 orders.", "주문 3회"),
        ("order_count", 0.0, None, "At least 1 order.", "주문 1회 이상"),
        ("order_count", 0.0, 1.0, "Exactly 1 order.", "주문 1회"),
        # nobody has fewer than one
        ("order_count", None, 1.0, "Exactly 1 order.", "주문 1회"),
        ("order_count", None, 2.0, "At most 2 orders.", "주문 2회 이하"),
        ("order_count", 2.2, 2.8, "Order count above 2.2 and up to 2.8.", None),
        ("order_count", None, 0.0, "Order count up to 0.", None),
        ("purchase_day_count", 2.0, None, "Bought on at least 3 days.", "구매일 수 3일 이상"),
        ("purchase_day_count", 2.0, 5.0, "Bought on 3 to 5 days.", "구매일 수 3~5일"),
        ("purchase_day_count", None, 1.0, "Bought on exactly 1 day.", "구매일 수 1일"),
        ("purchase_day_count", None, 2.0, "Bought on at most 2 days.", "구매일 수 2일 이하"),
        ("tenure_days", 76.0, None, "First bought over 76 days ago.", "첫 구매 후 76일 초과"),
        ("tenure_days", None, 76.0, "First bought at most 76 days ago.", "첫 구매 후 76일 이내"),
        ("tenure_days", 76.0, 200.0, "First bought 77 to 200 days ago.", "첫 구매 후 77~200일"),
        ("tenure_days", 1.0, 2.0, "First bought exactly 2 days ago.", "첫 구매 후 2일"),
        ("monetary_value", 1200.0, None, "Spent over 1,200.", "구매 금액 1,200 초과"),
        ("monetary_value", None, 1_200_000.0, "Spent up to 1,200,000.", "구매 금액 1,200,000 이하"),
        (
            "monetary_value",
            500.0,
            1200.0,
            "Spent over 500 and up to 1,200.",
            "구매 금액 500 초과 1,200 이하",
        ),
        # amounts are not counted: no "exactly", and decimals stay
        ("monetary_value", 0.5, 1.0, "Spent over 0.5 and up to 1.", "구매 금액 0.5 초과 1 이하"),
        ("monetary_value", -3.1, None, "Spent over -3.1.", "구매 금액 -3.1 초과"),
        (
            "expected_value",
            80.0,
            None,
            "Expected to spend over 80 in the coming period.",
            "향후 예상 구매 금액 80 초과",
        ),
        (
            "expected_value",
            None,
            0.00012,
            "Expected to spend up to 0.00012 in the coming period.",
            "향후 예상 구매 금액 0.00012 이하",
        ),
        (
            "expected_value",
            0.0,
            80.0,
            "Expected to spend over 0 and up to 80 in the coming period.",
            "향후 예상 구매 금액 0 초과 80 이하",
        ),
        ("units_per_order", 2.5, None, "Units per order above 2.5.", "Units per order 2.5 초과"),
        ("units_per_order", None, 2.5, "Units per order up to 2.5.", "Units per order 2.5 이하"),
        ("units_per_order", 2.5, 1e4, "Units per order above 2.5 and up to 10,000.", None),
    ],
)
def test_wording_of_each_feature(
    feature: str, lower: float | None, upper: float | None, english: str, korean: str | None
) -> None:
    assert one(feature, lower, upper, "en") == english
    if korean is not None:
        assert one(feature, lower, upper, "ko") == korean


@pytest.mark.parametrize(
    ("bound", "english", "korean"),
    [
        (1234.4321, "1,234", "1,234"),
        (1_234_567.89, "1,234,568", "1,234,568"),
        (123.456, "123", "123"),
        (80.0, "80", "80"),
        (12.3456, "12.3", "12.3"),
        (0.0123456, "0.0123", "0.0123"),
        (0.0, "0", "0"),
    ],
)
def test_the_bound_of_the_vips_is_shown_short(bound: float, english: str, korean: str) -> None:
    assert vip_rule_text(bound, "en") == (
        f"Expected to spend over {english} in the coming period "
        "(the top 1 % when the model was fitted)."
    )
    assert vip_rule_text(bound, "ko") == (
        f"향후 예상 구매 금액 {korean} 초과 (모델 학습 시점 기준 상위 1%)"
    )


def test_a_bound_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="must be finite, got nan"):
        vip_rule_text(float("nan"), "en")


def test_an_unknown_language_is_refused() -> None:
    for unknown in ("fr", "EN", ""):
        with pytest.raises(ValueError, match=r"one of \['en', 'ko'\], got"):
            rule_text(Rule(0, ()), unknown)
        with pytest.raises(ValueError, match=r"one of \['en', 'ko'\], got"):
            vip_rule_text(80.0, unknown)


def test_the_languages_say_the_same_things() -> None:
    english, korean = LANGUAGES["en"], LANGUAGES["ko"]
    assert list(english.features) == list(korean.features)
    pairs = [(english.features[name], korean.features[name]) for name in english.features]
    for ours, theirs in [*pairs, (english.other_feature, korean.other_feature)]:
        assert (ours.unit is None) == (theirs.unit is None)
        for field in fields(ours):
            if field.name != "unit":
                mine, other = getattr(ours, field.name), getattr(theirs, field.name)
                assert sorted(re.findall(r"{\w+}", mine)) == sorted(re.findall(r"{\w+}", other))
                assert bool(mine) == bool(other)


@pytest.mark.parametrize("feature", FEATURES)
@steady
@given(
    st.tuples(st.integers(-1, 120), st.integers(1, 120), st.sampled_from([0.5, 1.0])),
    st.sampled_from(["lower", "upper", "both"]),
)
def test_both_languages_name_the_same_numbers(
    feature: str, bounds: tuple[int, int, float], kept: str
) -> None:
    low, width, scale = bounds
    lower = None if kept == "upper" else low * scale
    upper = None if kept == "lower" else (low + width) * scale
    texts = [one(feature, lower, upper, code) for code in LANGUAGE_CODES]
    numbers = [re.findall(r"\d[\d,.]*\d|\d", text.rstrip(".")) for text in texts]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) >= 1
    assert not any("{" in text or "None" in text for text in texts)


@steady
@given(st.integers(0, 200), st.integers(0, 200))
def test_counts_said_are_the_counts_found(lower: int, width: int) -> None:
    # "first to last orders" are the whole numbers in (lower, upper]
    text = one("order_count", float(lower), float(lower + width + 1), "en")
    said = [int(number) for number in re.findall(r"\d+", text)]
    assert (said[0], said[-1]) == (lower + 1, lower + width + 1)
    assert text.startswith("Exactly") == (width == 0)
    assert text.endswith(" order.") == (said == [1])
