"""The page of a segment: every number is one of the marts, and what is missing is said."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reports.messages import available_languages
from reports.segment_page import Audience, Move, SegmentPage
from reports.view import load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.segment_shop import action, affinity, evidence_item
from tests.reports.shop import months, move, segment_rows, summary_row
from tests.reports.test_page import HOSTILE, Structure

Page = Callable[..., str]
Pages = Callable[..., dict[str, str]]


def segment_pages(database: Path, language: str = "en") -> dict[int, SegmentPage]:
    with connect(database) as connection:
        return {page.segment_id: page for page in load_view(connection, language).segment_pages}


def words_of(html: str) -> str:
    """What the main part says, without the drawings, whose scales have numbers of their own."""
    main = html.partition("<main>")[2].partition("</main>")[0]
    main = re.sub(r"<svg.*?</svg>", "", main, flags=re.DOTALL)
    return " ".join(Structure(main).words.split())


def test_every_segment_has_a_page_in_display_order(build_database: BuildDatabase) -> None:
    assert list(segment_pages(build_database())) == [101, 102, 2]


def test_traits_are_those_of_the_newest_snapshot_by_rank(build_database: BuildDatabase) -> None:
    page = segment_pages(build_database())[101]
    assert [(t.feature, t.kind, t.unit) for t in page.traits] == [
        ("recency_days", "difference", "days"),
        ("monetary_value", "difference", "money"),
        ("category:Tea", "lift", "share"),
    ]
    # the recency is told of every segment anyway
    assert page.lead_trait == page.traits[1]


def test_recency_leads_where_it_is_the_only_trait(build_database: BuildDatabase) -> None:
    pages = segment_pages(build_database())
    assert pages[102].lead_trait == pages[102].traits[0]
    assert pages[2].lead_trait is None


def test_six_categories_of_all_are_shown(build_database: BuildDatabase) -> None:
    categories = segment_pages(build_database())[101].categories
    shown = ["Tea", "Cups", "Other 3", "Other 4", "Other 5", "Other 6"]
    assert [row.product_category for row in categories] == shown
    assert {row.category_count for row in categories} == {8}
    assert [row.is_evident for row in categories][:3] == [True, False, True]


def test_next_categories_are_evident_others_with_somebody_to_offer_them_to(
    build_database: BuildDatabase,
) -> None:
    (pair,) = segment_pages(build_database())[101].next_categories
    assert (pair.first_category, pair.next_category, pair.audience_count) == ("Tea", "Cups", 4)
    assert pair.pair_count == 3  # Tea to Tea is no pair


def test_returns_stand_by_days(build_database: BuildDatabase) -> None:
    returning = segment_pages(build_database())[101].returning
    assert [(row.within_days, row.observed_count, row.second_share) for row in returning] == [
        (30, 8, 0.5),
        (60, 8, 0.5),
        (90, 0, None),
    ]


def test_clicks_of_all_buyers_are_over_all_lines(build_database: BuildDatabase) -> None:
    promotion = segment_pages(build_database())[101].promotion
    assert promotion is not None
    assert promotion.population_coupon_clicked_share == 0.3125  # (8 * .5 + 24 * .25) / 32


def test_audience_counts_who_came_stayed_and_left(build_database: BuildDatabase) -> None:
    pages = segment_pages(build_database())
    dates = (date(2024, 3, 31), date(2024, 2, 29))
    # ann stayed, bob left for 102, flo is a buyer no more
    assert pages[101].audience == Audience(*dates, 101, 1, 0, 1, 1, 1, 1, 1.0)
    # bob, cy and dee came; dee is held out
    assert pages[102].audience == Audience(*dates, 102, 3, 3, 0, 0, 0, 1, 1 / 3)
    assert pages[2].audience is None


def test_moves_are_shares_of_their_own_direction(build_database: BuildDatabase) -> None:
    rows = [move(101, 101, 6, 4), move(101, 102, 2, 0), move(None, 101, 3, 3)]
    rows += [move(102, 101, 3, 3), move(101, None, 2, None), move(None, 2, 9, 0)]
    pages = segment_pages(build_database(segment_migration=rows))
    dates = (date(2024, 2, 29), date(2024, 3, 31))
    # 6 stayed of 12 who are here now, and of 10 who were here
    assert pages[101].came_from == (
        Move(*dates, 101, "from", "stayed", "Loyal regulars", 6, 0.5, 4, None),
        Move(*dates, 101, "from", "new", None, 3, 0.25, 3, None),
        Move(*dates, 101, "from", "moved", "Newcomers", 3, 0.25, 3, None),
    )
    assert pages[101].went_to == (
        Move(*dates, 101, "to", "stayed", "Loyal regulars", 6, 0.6, 4, None),
        Move(*dates, 101, "to", "gone", None, 2, 0.2, None, None),
        Move(*dates, 101, "to", "moved", "Newcomers", 2, 0.2, 0, None),
    )
    assert pages[2].came_from == ()


def test_small_moves_stand_together(build_database: BuildDatabase) -> None:
    rows = [move(101, 101, 50, 0), *(move(100 + n, 101, 20 - n, 1) for n in range(2, 8))]
    came = segment_pages(build_database(segment_migration=rows))[101].came_from
    # 18, 17 and 16 stand singly; 15 + 14 + 13 together
    assert [(m.movement, m.customer_count, m.bought_count) for m in came] == [
        ("stayed", 50, 0),
        *(("moved", count, 1) for count in (18, 17, 16)),
        ("others", 42, 3),
    ]


def test_value_at_risk_is_of_who_went(build_database: BuildDatabase) -> None:
    rows = [(*move(101, 102, 2, 0), 99.5), (*move(102, 101, 3, 3), 0)]
    page = segment_pages(build_database(segment_migration=rows))[101]
    assert [m.value_at_risk for m in (*page.went_to, *page.came_from)] == [Decimal("99.5"), None]


def test_retention_stands_beside_that_of_all_buyers(build_database: BuildDatabase) -> None:
    rows = [*months(("2024-02-29", 101), 4, [1], first=1)]
    rows += months(("2024-02-29", 102), 12, [7], first=1)
    (month,) = segment_pages(build_database(segment_retention=rows))[101].retention
    assert (month.retained_count, month.retention_rate) == (1, 0.25)
    assert month.population_retention_rate == 0.5  # (1 + 7) / (4 + 12)


def test_cards_have_their_evidence_in_its_order(build_database: BuildDatabase) -> None:
    items = [
        evidence_item("segment_profile.weekend_share", 0.5, base=0.25, effect_kind="difference"),
        evidence_item("segment_summary.value_share", 0.75, base=0.5, effect=1.5, low=1.25, high=2),
    ]
    rows = [action(101, "LATER", priority=2), action(101, "FIRST", items)]
    rows += [action(101, "NOT", items, status="withheld"), action(102, "ELSEWHERE", items)]
    page = segment_pages(build_database(segment_strategies=rows))[101]
    assert [card.row.action_code for card in page.proposed] == ["FIRST", "LATER"]
    assert [row.action_code for row in page.withheld] == ["NOT"]
    weekend, value = page.proposed[0].evidence
    assert (weekend.feature, weekend.unit, weekend.is_mean) == ("weekend_share", "share", True)
    assert (value.feature, value.unit, value.is_mean) == (None, "share", False)
    assert (value.effect, value.effect_low, value.effect_high) == (1.5, 1.25, 2)
    assert page.proposed[1].evidence == ()


def test_a_rule_comes_with_its_fidelity_and_birth(
    build_database: BuildDatabase, page: Page
) -> None:
    born = ("Bought twice.", "두 번 구매", 0.875, "2024-02-29")
    rows = [
        (101, "LOYAL", "Loyal regulars", "충성 고객", 1, *born, "split", "103"),
        (102, "NEW", "Newcomers", "신규 고객", 3, *born, "merge", "103,104"),
        (103, "OLD", "Old ones", "이전 고객", 4),
        (104, "OLDER", "Older ones", "더 이전 고객", 5),
        (2, "PROSPECT", "Prospects", "미구매 고객", 2, None, None, None, "2024-02-29"),
    ]
    facts = segment_pages(build_database(dim_segments=rows))[102].facts
    assert (facts.rule_text, facts.rule_fidelity) == ("Bought twice.", 0.875)
    assert list(facts.predecessor_names) == ["Old ones", "Older ones"]
    assert "split off from: Old ones." in words_of(page("segment_101", dim_segments=rows))
    korean = words_of(page("segment_102", "ko", dim_segments=rows))
    assert "두 번 구매" in korean and "87.5%" in korean
    assert "합쳐지기 전 세그먼트: 이전 고객, 더 이전 고객." in korean


def test_a_segment_of_the_map_leads_to_the_grid(page: Page) -> None:
    summary = [summary_row(11, "Champions", 4, 1.0, 400, 1.0, 5, 80, 30)]
    names = [(11, "RFM_CHAMPIONS", "Champions", "챔피언", 1)]
    html = page("segment_11", dim_segments=names, segment_summary=summary)
    assert "no rule in words is needed" in html and '<a href="segments.html#rfm">' in html


def test_who_they_are_is_two_sentences(page: Page) -> None:
    words = words_of(page("segment_101"))
    assert words.startswith(
        "1 customer, 20.0% of all customers, with EUR 300.00 of net value so far, 75.0% of the "
        "shop's. Their last purchase lies 30 days back (median), and they stand out most in “Net "
        "value”: EUR 300.00, against EUR 35.00 among all buyers (medians)."
    )


MISSING = {
    "segment_traits": "Nothing that was tested sets these customers apart",
    "segment_category_affinity": "name no product categories",
    "segment_next_category": "No next category is evident",
    "segment_rhythm": "No rhythm has been measured",
    "segment_promotion": "neither coupons nor discounts",
    "segment_migration": "not yet two dates to compare for this segment",
    "segment_retention": "No month after a date at which this segment had customers is over yet",
    "segment_strategies": "No action is proposed",
    "segment_audience_changes": "No list of this segment has been reported yet",
}


@pytest.mark.parametrize("table", MISSING)
def test_what_is_missing_is_said_in_one_sentence(page: Page, table: str) -> None:
    assert MISSING[table] in words_of(page("segment_101", **{table: []}))
    assert MISSING[table] not in words_of(page("segment_101"))


def test_prospects_have_what_there_is_of_them(page: Page) -> None:
    words = words_of(page("segment_2"))
    for expected in (
        "1 customer, 20.0% of all customers, who are on file and have never bought.",
        "no rule is needed",
        "They have bought nothing yet.",
        "Who never bought has no rhythm.",
        "The list holds 1 customer.",
        "2_prospect.csv",
    ):
        assert expected in words
    assert "–" not in words


def test_returns_alone_are_said_to_be_that(page: Page) -> None:
    summary = [summary_row(2, "Prospects", 3, 1.0, -99, None, 0, None, None)]
    words = words_of(page("segment_2", segment_summary=summary))
    assert "Their net value is that of returns alone" in words and "EUR −99.00" in words


def test_coupons_without_discounts_and_the_reverse(page: Page) -> None:
    end = ("noise", "noise", True)
    coupons = [(101, 1, 1, 8, 0.375, 0.375, 0.5, None, None, None, None, *end)]
    words = words_of(page("segment_101", segment_promotion=coupons))
    assert "no discounts" in words and "consistent in using coupons" in words
    discounts = [(101, 1, None, 0, None, None, None, 33.5, 0.125, 0.625, 0.875, *end)]
    words = words_of(page("segment_101", segment_promotion=discounts))
    assert "no coupon status" in words and "EUR 33.50, 12.5%" in words


@pytest.mark.parametrize(
    ("detectable", "sentence"),
    [
        (None, "Do not expect a test of this segment alone"),
        (0.1256, "only a difference of 12.6 percentage points or more"),
        (0.036, "can show a difference in the share that buys again from 3.6 percentage points"),
    ],
)
def test_what_a_test_could_show_is_said(page: Page, detectable: float, sentence: str) -> None:
    rows = [action(101, "TIER", detectable=detectable)]
    assert sentence in words_of(page("segment_101", segment_strategies=rows))


def test_withheld_actions_are_a_list_with_why(page: Page) -> None:
    rows = [action(101, "NOT", status="withheld"), action(101, "DO")]
    html = page("segment_101", segment_strategies=rows)
    assert "Withheld, and why Do NOT Body of NOT" in words_of(html)
    assert [card["id"] for card in Structure(html).named("article")] == ["action-DO"]


def test_small_segments_are_warned_of(page: Page) -> None:
    warning = "Fewer than 30 customers"
    for customers, is_small in ((29, True), (30, False)):
        rows = months(("2024-02-29", 101), customers, [4], first=1)
        assert (warning in words_of(page("segment_101", segment_retention=rows))) == is_small


def test_a_first_list_has_nobody_to_compare_with(page: Page) -> None:
    rows = [("2024-03-31", "ann", 101, None, "entered", False)]
    assert "it is the first" in words_of(page("segment_101", segment_audience_changes=rows))


NAMES = (HOSTILE, "x" * 200, "متجر الكتب والشاي", "💐 꽃 🌷", "<script>alert(1)</script>")


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_text(page: Page, name: str, language: str) -> None:
    html = page(
        "segment_101",
        language,
        **segment_rows(name),
        segment_category_affinity=[affinity(name, 1, 3, 2, 4), affinity("b", 2, 1, 0.5, 1.5)],
        segment_traits=[
            (101, f"category:{name}", 1, "lift", 32, 0.75, 0.25, 3, 2.5, 3.5, "profile", True)
        ],
        segment_strategies=[action(101, "DO", [evidence_item("a.b", 1, product_category=name)])],
    )
    structure = Structure(html)
    assert structure.named("img") == structure.named("b") == []
    assert "<script>alert" not in html
    # head, title, two charts and their tables, the sentence, the evidence
    assert structure.words.count(name.split()[0]) >= 6
    ids = [attributes["id"] for _, attributes in structure.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_won_have_no_decimals(page: Page) -> None:
    won = [("가게", "2024-03-31", "KRW", "ko", "Asia/Seoul", 90)]
    assert "300원" in words_of(page("segment_101", "ko", rpt_settings=won))


def test_twelve_segments_have_a_page_each(pages: Pages) -> None:
    rendered = pages(**segment_rows(*(f"Segment {n}" for n in range(12))))
    assert sum(file.startswith("segment_") for file in rendered) == 12


def test_an_empty_shop_has_no_page_of_a_segment(pages: Pages) -> None:
    assert not any(file.startswith("segment_") for file in pages(segment_summary=[]))
