"""Who goes on buying: every rate and sentence, against segments and cohorts by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from reports.retention import CohortTotals
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import Rows, months
from tests.reports.test_evidence import words_of

Page = Callable[..., str]


def loaded(database: BuildDatabase, **changed: Rows) -> View:
    with connect(database(**changed)) as connection:
        return load_view(connection, "en")


def section(html: str) -> str:
    return html[html.index('<section id="retention"') : html.index("</main>")]


def test_segments_are_those_of_the_date_with_most_months(view: View) -> None:
    # 2024-01-31 has two months behind it, 2024-02-29 one
    rows = view.retention.segments
    assert [(row.segment_name, row.customer_count, row.is_small) for row in rows] == [
        ("Loyal regulars", 40, False),
        ("Newcomers", 50, False),
    ]
    # 30 and 20 of 40; 5 and 0 of 50
    assert [[cell.retention_rate for cell in row.cells] for row in rows] == [[0.75, 0.5], [0.1, 0]]
    assert [[cell.month_number for cell in row.cells] for row in rows] == [[1, 2], [1, 2]]
    assert {cell.as_of_date for row in rows for cell in row.cells} == {date(2024, 1, 31)}


def test_of_dates_with_six_months_the_newest_is_shown_and_six_months(
    build_database: BuildDatabase,
) -> None:
    rows = [
        *months(("2023-06-30", 101), 100, [1] * 9, first=1),
        *months(("2023-07-31", 101), 100, [2] * 8, first=1),
        *months(("2023-09-30", 101), 100, [3] * 6, first=1),
        *months(("2023-10-31", 101), 100, [4] * 5, first=1),
    ]
    (row,) = loaded(build_database, segment_retention=rows).retention.segments
    assert [cell.retention_rate for cell in row.cells] == [0.03] * 6
    (row,) = loaded(build_database, segment_retention=rows[:17]).retention.segments
    assert [cell.retention_rate for cell in row.cells] == [0.02] * 6


@pytest.mark.parametrize(
    ("retained", "level"),
    [(0, 0), (9, 1), (10, 2), (24, 2), (25, 3), (49, 3), (50, 4), (74, 4), (75, 5), (100, 5)],
)
def test_heat_steps_are_fixed_rates(
    build_database: BuildDatabase, retained: int, level: int
) -> None:
    retention = loaded(
        build_database,
        segment_retention=months(("2024-02-29", 101), 100, [retained], first=1),
        cohort_retention=months("2024-02-01", 100, [100, retained], first=0),
    ).retention
    assert retention.segments[0].cells[0].heat_level == level
    assert retention.cohorts[0].cells[0].heat_level == level


def test_most_and_least_are_of_the_first_month_among_large_segments(
    build_database: BuildDatabase,
) -> None:
    retention = loaded(
        build_database,
        segment_retention=[
            *months(("2024-01-31", 101), 30, [15, 0], first=1),  # 50 %, later none
            *months(("2024-01-31", 102), 30, [6, 30], first=1),  # 20 %, later all
            *months(("2024-01-31", 103), 30, [9, 9], first=1),
            *months(("2024-01-31", 104), 29, [29, 0], first=1),  # 100 %, but one too few
            *months(("2024-01-31", 105), 29, [0, 0], first=1),
        ],
    ).retention
    assert retention.most is not None and retention.least is not None
    assert (retention.most.segment_id, retention.most.retention_rate) == (101, 0.5)
    assert (retention.least.segment_id, retention.least.retention_rate) == (102, 0.2)
    assert [row.is_small for row in retention.segments] == [False, False, False, True, True]


def test_the_headline_compares_two_segments(page: Page) -> None:
    words = words_of(page("movement"))
    for expected in (
        "Of the customers in Loyal regulars on 2024-01-31, 75.0% bought in the month after; "
        "of those in Newcomers, 10.0%.",
        "Segment Month 1 Month 2 Loyal regulars 40 customers 75.0% 50.0% "
        "Newcomers 50 customers 10.0% 0% ",
    ):
        assert expected in words


def test_a_korean_page_says_the_same(page: Page) -> None:
    words = words_of(page("movement", "ko"))
    for expected in (
        "2024년 1월 31일 이후 한 달 동안 구매한 고객의 비중: 가장 높은 세그먼트 충성 고객 75.0%, "
        "가장 낮은 세그먼트 신규 고객 10.0%.",
        "신규 고객의 재구매 비중: 첫 구매 다음 달 43.3%.",
        "첫 구매 월 1개월째 2개월째 2024년 1월 고객 40명 50.0% 25.0% 2024년 2월 고객 20명 30.0% ",
    ):
        assert expected in words


def test_one_large_segment_is_compared_with_none(page: Page) -> None:
    words = words_of(
        page("movement", segment_retention=months(("2024-02-29", 101), 40, [4], first=1))
    )
    assert "Of the customers in Loyal regulars on 2024-02-29, 10.0% bought in the month" in words
    assert "; of those in" not in words


def test_small_segments_are_hatched_and_lead_nothing(page: Page) -> None:
    html = section(
        page(
            "movement",
            segment_retention=months(("2024-02-29", 101), 29, [4], first=1),
            cohort_retention=[],
        )
    )
    assert "No segment had 30 customers on 2024-02-29, so these shares may be chance." in html
    assert '<tr class="noise">' in html and '<td class="cell">13.8%</td>' in html
    assert not set(html.split('<ul class="legend"')[0].split('"')) & {"heat-1", "heat-2", "heat-3"}


def test_cohorts_are_a_triangle_whose_open_months_are_empty(view: View, page: Page) -> None:
    # the cohort of March has no month behind it yet
    assert [
        (row.cohort_month, row.customer_count, row.is_small) for row in view.retention.cohorts
    ] == [(date(2024, 1, 1), 40, False), (date(2024, 2, 1), 20, True)]
    assert [[cell.retention_rate for cell in row.cells] for row in view.retention.cohorts] == [
        [0.5, 0.25],  # 20 and 10 of 40
        [0.3, None],  # 6 of 20; April is not over
    ]
    rows = section(page("movement")).split("</tr>")
    (february,) = (row for row in rows if ">2024-02 <" in row)
    assert '<tr class="noise">' in february
    assert february.endswith('<td class="cell">30.0%</td>\n<td></td>\n')


def test_a_month_without_a_buyer_is_zero_not_empty(page: Page) -> None:
    html = section(page("movement", cohort_retention=months("2024-01-01", 40, [40, 0], first=0)))
    assert '<td class="heat-0">0%</td>' in html and "<td></td>" not in html


def test_at_most_twelve_cohorts_and_twelve_months_are_shown(build_database: BuildDatabase) -> None:
    rows = [
        row
        for month in range(16)  # 2023-01 to 2024-04, with 15 months to none behind them
        for row in months(
            f"{2023 + month // 12}-{month % 12 + 1:02}-01", 50, [50] * (16 - month), first=0
        )
    ]
    cohorts = loaded(build_database, cohort_retention=rows).retention.cohorts
    # the newest, 2024-04, has only the month of its first purchase
    assert [row.cohort_month for row in cohorts] == [
        *(date(2023, month, 1) for month in range(4, 13)),
        *(date(2024, month, 1) for month in range(1, 4)),
    ]
    assert {len(row.cells) for row in cohorts} == {12}
    known = [sum(cell.retention_rate is not None for cell in row.cells) for row in cohorts]
    assert known == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    old = months("2020-01-01", 50, [50] * 40, first=0)
    (cohort,) = loaded(build_database, cohort_retention=old).retention.cohorts
    assert [cell.month_number for cell in cohort.cells] == list(range(1, 13))


def test_totals_are_of_all_customers_who_have_the_month_behind_them(
    view: View, build_database: BuildDatabase
) -> None:
    # 20 + 6 of 40 + 20; no cohort has a third month
    assert view.retention.totals == CohortTotals(26 / 60, None)
    rows = [
        *months("2023-10-01", 29, [29, 1, 1, 1], first=0),
        *months("2023-11-01", 1, [1, 1, 1, 0], first=0),
        *months("2023-12-01", 30, [30, 15, 3], first=0),
    ]
    totals = loaded(build_database, cohort_retention=rows).retention.totals
    assert totals == CohortTotals(17 / 60, 1 / 30)
    totals = loaded(build_database, cohort_retention=rows[:4]).retention.totals
    assert totals == CohortTotals(None, None)  # 29 customers


def test_the_sentence_on_cohorts_says_what_is_known(page: Page) -> None:
    first = "Of new customers, 43.3% bought again in the month after that of their first purchase"
    assert f"{first}." in words_of(page("movement"))
    three = months("2024-01-01", 40, [40, 20, 9, 8], first=0)
    words = words_of(page("movement", cohort_retention=three))
    assert "50.0% bought again in the month after that of their first purchase, and 20.0%" in words
    few = months("2024-01-01", 29, [29, 20, 9, 8], first=0)
    assert "Of new customers" not in words_of(page("movement", cohort_retention=few))


def test_no_month_that_is_over_is_a_sentence(page: Page) -> None:
    cohort = months("2024-03-01", 30, [30], first=0)
    html = section(page("movement", segment_retention=[], cohort_retention=cohort))
    assert "No month after a reported date is over yet" in html
    assert "No month after a first purchase is over yet." in html
    assert "<table" not in html and 'class="legend"' not in html
