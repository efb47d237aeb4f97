"""Who moved between the last two snapshots: every number and sentence, against moves by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from reports.movement import MovementCell, MovementTotals, SizeChange, SizeChangeTotals
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import Rows, move
from tests.reports.test_evidence import words_of
from tests.reports.test_page import HOSTILE, Structure

Page = Callable[..., str]
FEBRUARY, MARCH = date(2024, 2, 29), date(2024, 3, 31)
# 20 stood in 101 and 10 in 102; 5 of them are gone
MOVES: Rows = [
    move(101, 101, 12, 7),
    move(101, 102, 4, 1),
    move(101, None, 4, None),
    move(102, 102, 3, 0),
    move(102, 101, 6, 6),
    move(102, None, 1, None),
    move(None, 101, 8, 8),
    move(None, 2, 99, 0),
]
# in March a new model gave 101 two customers more by its bound, and 102 six more by its clusters
REFIT: Rows = [
    ("2024-02-29", "2024-03-31", 101, 20, 7, 2, -8, 21),
    ("2024-02-29", "2024-03-31", 102, 10, -3, -2, 8, 13),
    # the new model on unchanged data, and a pair before; both are no part of this one
    ("2024-03-31", "2024-03-31", 101, 27, 0, 2, -8, 21),
    ("2024-01-31", "2024-02-29", 101, 1, 50, 50, 50, 151),
]


def loaded(database: BuildDatabase, language: str = "en", **changed: Rows) -> View:
    with connect(database(**changed)) as connection:
        return load_view(connection, language)


def test_totals_are_the_last_pair_counted_by_hand(view: View) -> None:
    # ann and bob stayed, cy moved without buying, dee is new; eve never bought
    assert view.movement.totals == MovementTotals(
        from_as_of_date=FEBRUARY,
        to_as_of_date=MARCH,
        customer_count=3,
        stayed_count=2,
        stayed_share=2 / 3,
        moved_count=1,
        moved_bought_count=0,
        moved_not_bought_count=1,
        new_count=1,
        gone_count=0,
    )
    assert view.movement.largest == MovementCell(
        from_segment_id=101,
        to_segment_id=102,
        from_segment_name="Loyal regulars",
        to_segment_name="Newcomers",
        from_count=2,
        to_count=3,
        customer_count=1,
        row_share=1 / 2,
        bought_count=0,
        is_stay=False,
        is_largest_move=True,
        heat_level=4,
    )


def test_cells_are_all_origins_by_all_destinations(build_database: BuildDatabase) -> None:
    rows = loaded(build_database, segment_migration=MOVES).movement.rows
    # a prospect is no destination; new customers come last, and so do those who are gone
    assert [(row.segment_name, row.customer_count) for row in rows] == [
        ("Loyal regulars", 20),
        ("Newcomers", 10),
        (None, 8),
    ]
    assert {tuple((cell.to_segment_name, cell.to_count) for cell in row.cells) for row in rows} == {
        (("Loyal regulars", 26), ("Newcomers", 7), (None, 5))
    }
    assert [[cell.customer_count for cell in row.cells] for row in rows] == [
        [12, 4, 4],
        [6, 3, 1],
        [8, 0, 0],
    ]
    assert [[cell.row_share for cell in row.cells] for row in rows] == [
        [0.6, 0.2, 0.2],
        [0.6, 0.3, 0.1],
        [1, 0, 0],
    ]
    # of those who are gone nothing is known
    assert [[cell.bought_count for cell in row.cells] for row in rows] == [
        [7, 1, None],
        [6, 0, None],
        [8, 0, None],
    ]
    # 60 % is the highest step, 30 % the one below, 20 % and 10 % the next two
    assert [[cell.heat_level for cell in row.cells] for row in rows] == [
        [5, 3, 3],
        [5, 4, 2],
        [5, 0, 0],
    ]
    assert [[cell.is_stay for cell in row.cells] for row in rows] == [
        [True, False, False],
        [False, True, False],
        [False, False, False],
    ]


@pytest.mark.parametrize(
    ("movers", "level"), [(0, 0), (4, 1), (5, 2), (14, 2), (15, 3), (29, 3), (30, 4), (60, 5)]
)
def test_heat_steps_are_fixed_shares_of_the_row(
    build_database: BuildDatabase, movers: int, level: int
) -> None:
    rows = [move(101, 101, 100 - movers, 0), move(102, 102, 1, 0)]
    rows += [move(101, 102, movers, 0)] if movers else []
    view = loaded(build_database, segment_migration=rows)
    assert view.movement.rows[0].cells[1].heat_level == level


def test_the_headline_says_who_stayed_and_where_most_went(page: Page) -> None:
    words = words_of(page("movement", segment_migration=MOVES))
    for expected in (
        # 12 + 3 of 12 + 4 + 6 + 3; 1 + 6 of 4 + 6 bought
        "15 of 25 customers stayed in their segment from 2024-02-29 to 2024-03-31 (60.0%). "
        "10 moved: 7 bought in between, 3 did not. "
        "Largest movement: 6 customers from Newcomers to Loyal regulars, of whom 6 bought",
        "New with a first purchase in between: 8. Gone from the data, erased or merged: 5.",
        "seen with today's model, so nobody moves because a new model came",
        "From 2024-02-29 Loyal regulars 26 Newcomers 7 Gone from the data 5 "
        "Loyal regulars 20 60.0% 12 7 bought 20.0% 4 1 bought 20.0% 4 "
        "Newcomers 10 60.0% 6 6 bought 30.0% 3 0 bought 10.0% 1 "
        "New: first purchase 8 100% 8 8 bought 0 0 ",
    ):
        assert expected in words
    assert "Prospects 99" not in words


def test_a_korean_page_says_the_same(page: Page) -> None:
    words = words_of(page("movement", "ko", segment_migration=MOVES, segment_migration_parts=REFIT))
    for expected in (
        "2024년 2월 29일부터 2024년 3월 31일까지 고객 25명 중 15명이 같은 세그먼트에 머물렀습니다 "
        "(60.0%). 10명이 다른 세그먼트로 이동했으며, 이 중 7명은 그사이 구매했고 3명은 구매하지",
        "가장 큰 이동: 신규 고객 → 충성 고객, 고객 6명 (이 중 6명 구매).",
        "데이터에서 사라진 고객: 5명.",
        "충성 고객 20 60.0% 12 구매 7명 20.0% 4 구매 1명 20.0% 4",
        "고객 행동에 따라 7명 (53.8%), 새 모델의 경계만으로 6명 (46.2%).",
    ):
        assert expected in words


def test_of_equal_movements_the_lower_segment_leads(build_database: BuildDatabase) -> None:
    # staying is no movement, however many stay
    rows = [move(102, 101, 5, 0), move(101, 102, 5, 5), move(101, 101, 9, 9)]
    largest = loaded(build_database, segment_migration=rows).movement.largest
    assert largest is not None
    assert (largest.from_segment_name, largest.customer_count) == ("Loyal regulars", 5)
    assert largest.bought_count == 5


def test_nobody_who_moved_is_a_sentence_without_a_table(page: Page) -> None:
    html = page("movement", segment_migration=[move(101, 101, 4, 1), move(None, 101, 2, 2)])
    words = words_of(html)
    assert "4 of 4 customers stayed in their segment from 2024-02-29 to 2024-03-31 (100%)." in words
    assert "Nobody moved to another segment. New with a first purchase in between: 2." in words
    assert "Rows: segment on" not in words and "Largest movement" not in words
    assert "A cell shows" not in words


@pytest.mark.parametrize("rows", [[], [move(None, 101, 4, 4)], [move(None, 2, 4, 0)]])
def test_a_single_snapshot_is_a_sentence(page: Page, rows: Rows) -> None:
    words = words_of(page("movement", segment_migration=rows))
    assert "There are not yet two dates with buyers to compare" in words
    assert "stayed in their segment from" not in words and "Rows: segment on" not in words


def test_a_new_model_between_is_told_apart(build_database: BuildDatabase) -> None:
    movement = loaded(build_database, segment_migration_parts=REFIT).movement
    # gained: 7 by behaviour (101), -2 + 8 = 6 by the new model (102)
    assert movement.refit == SizeChangeTotals(FEBRUARY, MARCH, 7, 7 / 13, 6, 6 / 13)
    assert movement.size_changes == (
        SizeChange("Loyal regulars", 20, 7, 2, -8, 21),
        SizeChange("Newcomers", 10, -3, -2, 8, 13),
    )


def test_a_new_model_is_a_line_and_a_table(page: Page) -> None:
    words = words_of(page("movement", segment_migration_parts=REFIT))
    assert (
        "By 2024-03-31 a new model had been taken into use, so segments also changed in size "
        "without anybody moving. Customers that segments gained by what customers did: 7 (53.8%); "
        "by the borders of the new model alone: 6 (46.2%)."
    ) in words
    assert "Loyal regulars 20 +7 +2 −8 21 Newcomers 10 −3 −2 +8 13" in words


def test_a_new_model_on_the_only_date_is_told_too(page: Page) -> None:
    parts = [
        ("2024-03-31", "2024-03-31", 101, 5, 0, 0, -2, 3),
        ("2024-03-31", "2024-03-31", 102, 5, 0, 0, 2, 7),
    ]
    words = words_of(page("movement", segment_migration=[], segment_migration_parts=parts))
    assert "There are not yet two dates with buyers to compare" in words
    assert "by what customers did: 0 (0%); by the borders of the new model alone: 2 (100%)" in words


def test_without_a_new_model_there_is_no_word_of_one(view: View, page: Page) -> None:
    # the pair before had one
    assert view.movement.refit is None
    assert "a new model had been taken into use" not in words_of(page("movement"))


def test_hostile_names_are_text(page: Page) -> None:
    names = [(101, "S", HOSTILE, HOSTILE, 1), (102, "T", "x" * 200, "x" * 200, 2)]
    html = page(
        "movement",
        dim_segments=names,
        segment_migration=[(*row[:4], HOSTILE, HOSTILE, *row[6:]) for row in MOVES],
        segment_migration_parts=REFIT,
    )
    structure = Structure(html)
    assert structure.named("img") == [] and "<b>" not in html
    assert f"from {'x' * 200} to {HOSTILE}" not in html  # only as escaped text


def test_names_are_those_of_today_in_the_language(build_database: BuildDatabase) -> None:
    names = [(101, "A", "Today", "오늘", 1)]
    for language, first in [("en", "Today"), ("ko", "오늘")]:
        view = loaded(build_database, language, segment_migration=MOVES, dim_segments=names)
        assert view.movement.largest is not None
        assert view.movement.largest.to_segment_name == first
        assert [row.segment_name for row in view.movement.rows] == [first, "Newcomers", None]
