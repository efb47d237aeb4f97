"""Rules as sentences that a marketer reads, in English and Korean."""

from __future__ import annotations

import math
from dataclasses import dataclass

from clustering.rules import Interval, Rule, plain_number, round_significant

# the smallest count there is where it is not 0: whoever is described has bought
SMALLEST = {"order_count": 1, "purchase_day_count": 1}
# a VIP's bound is shown with at least this many digits
BOUND_DIGITS = 3


@dataclass(frozen=True)
class Wording:
    """How a language says where a feature lies.

    Attributes
    ----------
    over, up_to, between : str
        With a lower bound, an upper bound and both. `{above}` and `{last}` stand for the bounds
        and `{name}` for the feature. Whole numbers stand with their unit, and have `{first}` for
        the smallest one above the lower bound, `{start}` for it without its unit.
    exactly : str
        With `{last}`, where the bounds leave one whole number.
    unit : tuple of str
        Singular and plural of what whole numbers count; None for amounts.
    """

    over: str
    up_to: str
    between: str
    exactly: str = ""
    unit: tuple[str, str] | None = None


@dataclass(frozen=True)
class Language:
    """All that a language needs to say a rule; `{bound}` stands for the bound of the VIPs."""

    features: dict[str, Wording]
    other_feature: Wording
    alternative: str
    full_stop: str
    everybody: str
    nobody: str
    except_vips: str
    vip: str


LANGUAGES = {
    "en": Language(
        features={
            "recency_days": Wording(
                over="last bought over {above} ago",
                up_to="last bought at most {last} ago",
                between="last bought {start} to {last} ago",
                exactly="last bought exactly {last} ago",
                unit=(" day", " days"),
            ),
            "order_count": Wording(
                over="at least {first}",
                up_to="at most {last}",
                between="{start} to {last}",
                exactly="exactly {last}",
                unit=(" order", " orders"),
            ),
            "purchase_day_count": Wording(
                over="bought on at least {first}",
                up_to="bought on at most {last}",
                between="bought on {start} to {last}",
                exactly="bought on exactly {last}",
                unit=(" day", " days"),
            ),
            "tenure_days": Wording(
                over="first bought over {above} ago",
                up_to="first bought at most {last} ago",
                between="first bought {start} to {last} ago",
                exactly="first bought exactly {last} ago",
                unit=(" day", " days"),
            ),
            "monetary_value": Wording(
                over="spent over {above}",
                up_to="spent up to {last}",
                between="spent over {above} and up to {last}",
            ),
            "expected_value": Wording(
                over="expected to spend over {above} in the coming period",
                up_to="expected to spend up to {last} in the coming period",
                between="expected to spend over {above} and up to {last} in the coming period",
            ),
        },
        other_feature=Wording(
            over="{name} above {above}",
            up_to="{name} up to {last}",
            between="{name} above {above} and up to {last}",
        ),
        alternative="; or ",
        full_stop=".",
        everybody="Every customer",
        nobody="No short rule finds this segment.",
        except_vips=" VIPs excepted.",
        vip=(
            "Expected to spend over {bound} in the coming period "
            "(the top 1 % when the model was fitted)."
        ),
    ),
    "ko": Language(
        features={
            "recency_days": Wording(
                over="마지막 구매 후 {above} 초과",
                up_to="마지막 구매 후 {last} 이내",
                between="마지막 구매 후 {start}~{last}",
                exactly="마지막 구매 후 {last}",
                unit=("일", "일"),
            ),
            "order_count": Wording(
                over="주문 {first} 이상",
                up_to="주문 {last} 이하",
                between="주문 {start}~{last}",
                exactly="주문 {last}",
                unit=("회", "회"),
            ),
            "purchase_day_count": Wording(
                over="구매일 수 {first} 이상",
                up_to="구매일 수 {last} 이하",
                between="구매일 수 {start}~{last}",
                exactly="구매일 수 {last}",
                unit=("일", "일"),
            ),
            "tenure_days": Wording(
                over="첫 구매 후 {above} 초과",
                up_to="첫 구매 후 {last} 이내",
                between="첫 구매 후 {start}~{last}",
                exactly="첫 구매 후 {last}",
                unit=("일", "일"),
            ),
            "monetary_value": Wording(
                over="구매 금액 {above} 초과",
                up_to="구매 금액 {last} 이하",
                between="구매 금액 {above} 초과 {last} 이하",
            ),
            "expected_value": Wording(
                over="향후 예상 구매 금액 {above} 초과",
                up_to="향후 예상 구매 금액 {last} 이하",
                between="향후 예상 구매 금액 {above} 초과 {last} 이하",
            ),
        },
        other_feature=Wording(
            over="{name} {above} 초과",
            up_to="{name} {last} 이하",
            between="{name} {above} 초과 {last} 이하",
        ),
        alternative="; 또는 ",
        full_stop="",
        everybody="모든 고객",
        nobody="이 세그먼트를 짧게 설명하는 규칙 없음",
        except_vips=". VIP 제외",
        vip="향후 예상 구매 금액 {bound} 초과 (모델 학습 시점 기준 상위 1%)",
    ),
}


def rule_text(rule: Rule, language: str, vip_bound: float | None = None) -> str:
    """Say a rule in words.

    Parameters
    ----------
    rule : Rule
        The rule.
    language : {'en', 'ko'}
        Language of the sentence.
    vip_bound : float, optional
        Says that VIPs are excepted, where there is a bound.

    Returns
    -------
    str
        The paths of the rule, then the exception.

    Raises
    ------
    ValueError
        If the language is unknown.
    """
    words = _words(language)
    if not rule.paths:
        return words.nobody
    paths = [", ".join(_interval_text(step, words) for step in path) for path in rule.paths]
    sentence = words.alternative.join(paths) or words.everybody
    ending = "" if vip_bound is None else words.except_vips
    return sentence[0].upper() + sentence[1:] + words.full_stop + ending


def vip_rule_text(bound: float, language: str) -> str:
    """Say the rule of the VIPs in words; the bound is rounded, `vip_rule_sql` has all its digits.

    Raises
    ------
    ValueError
        If the language is unknown or the bound is not finite.
    """
    if not math.isfinite(bound):
        raise ValueError(f"the bound of the VIPs must be finite, got {bound}")
    # never fewer digits than those before the decimal point
    digits = max(BOUND_DIGITS, len(str(math.floor(abs(bound)))))
    return _words(language).vip.format(bound=plain_number(round_significant(bound, digits), ","))


def _words(language: str) -> Language:
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {sorted(LANGUAGES)}, got {language!r}")
    return LANGUAGES[language]


def _interval_text(interval: Interval, words: Language) -> str:
    lower, upper = interval.lower, interval.upper
    wording = words.features.get(interval.feature, words.other_feature)
    if wording.unit and upper is not None and math.floor(upper) < _first(interval):
        # no whole number lies between: nothing to count
        wording = words.other_feature
    if upper is None:
        template = wording.over
    elif wording.unit and math.floor(upper) == _first(interval):
        template = wording.exactly
    else:
        template = wording.up_to if lower is None else wording.between
    return template.format(name=interval.feature.replace("_", " "), **_shown(interval, wording))


def _first(interval: Interval) -> int:
    """Smallest whole number above the lower bound, or that occurs at all."""
    if interval.lower is None:
        return SMALLEST.get(interval.feature, 0)
    return math.floor(interval.lower) + 1


def _shown(interval: Interval, wording: Wording) -> dict[str, str]:
    """Return the numbers that a wording may show."""
    bounds = {"above": interval.lower, "last": interval.upper}
    present = {place: bound for place, bound in bounds.items() if bound is not None}
    if wording.unit is None:
        return {place: plain_number(bound, ",") for place, bound in present.items()}
    one, many = wording.unit
    first = _first(interval)
    whole = {"first": first} | {place: math.floor(bound) for place, bound in present.items()}
    counted = {place: f"{n:,}{one if n == 1 else many}" for place, n in whole.items()}
    return counted | {"start": f"{first:,}"}
