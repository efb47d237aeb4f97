"""The first page: one action for each of the segments with most value at stake."""

from collections.abc import Callable
from decimal import Decimal

from reports.overview import Action
from reports.view import View, load_view
from reports.warehouse import connect
from tests.reports.conftest import BuildDatabase
from tests.reports.shop_model import strategy
from tests.reports.test_page import Structure

Page = Callable[..., str]


def actions_of(build_database: BuildDatabase, *rows: tuple[object, ...]) -> tuple[Action, ...]:
    with connect(build_database(segment_strategies=rows)) as connection:
        return load_view(connection, "en").actions


def test_an_action_is_proposed_of_the_best_evidence_and_then_the_first(view: View) -> None:
    # LATER comes after TIER, DOUBTFUL is withheld, prospects have no value at stake
    assert view.actions == (
        Action(101, "Loyal regulars", "TIER", "Do TIER", "medium", 7, Decimal("120.0000")),
        Action(102, "Newcomers", "SURE", "Do SURE", "high", 7, Decimal("40.5000")),
    )


def test_three_segments_with_most_value_have_an_action(build_database: BuildDatabase) -> None:
    rows = [strategy(segment, f"A{segment}", 10 + segment) for segment in (103, 104, 105, 106)]
    found = actions_of(build_database, *rows)
    assert [(action.segment_id, action.title) for action in found] == [
        (106, "Do A106"),
        (105, "Do A105"),
        (104, "Do A104"),
    ]
    # a segment that has lost its name keeps the one of the row
    assert found[0].segment_name == "106"


def test_equal_value_is_taken_by_the_lower_segment(build_database: BuildDatabase) -> None:
    rows = [strategy(segment, "A", 10) for segment in (105, 104, 103, 106)]
    found = actions_of(build_database, *rows)
    assert [action.segment_id for action in found] == [103, 104, 105]


def test_nothing_at_stake_is_no_action(build_database: BuildDatabase) -> None:
    assert actions_of(build_database, strategy(101, "A", 0), strategy(102, "B", None)) == ()


def test_titles_are_in_the_language_of_the_page(page: Page) -> None:
    assert "TIER 하기" in page("index", "ko") and "Do TIER" not in page("index", "ko")


def test_segments_lead_to_their_pages_and_actions_to_their_cards(page: Page) -> None:
    targets = [link["href"] for link in Structure(page("index")).named("a")]
    for target in ("segment_101.html", "segment_102.html", "segment_2.html"):
        assert targets.count(target) == 1
    assert "segment_101.html#action-TIER" in targets and "segment_102.html#action-SURE" in targets


def test_no_gain_is_promised(page: Page) -> None:
    words = " ".join(Structure(page("index")).words.split())
    assert "What an action would add is not known before a test" in words
    assert "no campaign is counted in" in words
