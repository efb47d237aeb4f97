"""The pages of the demo's segments, recomputed from its marts and read number by number."""

import json
from collections import Counter, defaultdict
from dataclasses import fields

import duckdb
import pytest

from reports.messages import available_languages, load_messages
from reports.render import render_pages
from reports.view import View, load_view
from reports.warehouse import connect
from tests.conftest import Build
from tests.reports.test_numbers import unknown_numbers


@pytest.fixture(scope="module")
def views(demo: Build) -> dict[str, View]:
    """What the demo's report shows, by language."""
    with connect(demo.database) as connection:
        return {language: load_view(connection, language) for language in available_languages()}


def rows_of(demo: Build, mart: str, condition: str = "is_latest") -> list[dict[str, object]]:
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        cursor = connection.execute(f"select * from marts.{mart} where {condition}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize("language", available_languages())
def test_every_number_of_a_page_is_its_own(views: dict[str, View], language: str) -> None:
    view, text = views[language], load_messages(language)
    rendered = render_pages(view, text)
    for page in view.segment_pages:
        html = rendered[f"segment_{page.segment_id}.html"]
        # of the whole report only how the shop is set, and of the footer the model
        own = (view.settings, view.model, page, len(page.categories))
        assert unknown_numbers(html, own, text, view.settings.currency) == set()


def test_fields_are_columns_of_the_marts(demo: Build, views: dict[str, View]) -> None:
    pages = views["en"].segment_pages
    for mart, kind, keys in (
        ("segment_traits", "traits", ("segment_id", "feature")),
        ("segment_category_affinity", "categories", ("segment_id", "product_category")),
        (
            "segment_next_category",
            "next_categories",
            ("segment_id", "first_category", "next_category"),
        ),
        ("segment_rhythm", "rhythm", ("segment_id",)),
        ("segment_promotion", "promotion", ("segment_id",)),
    ):
        rows = {tuple(row[key] for key in keys): row for row in rows_of(demo, mart)}
        shown = [getattr(page, kind) for page in pages]
        items = [i for own in shown for i in (own if isinstance(own, tuple) else (own,)) if i]
        assert items
        for item in items:
            row = rows[tuple(getattr(item, key) for key in keys)]
            names = {field.name for field in fields(item)} & row.keys()
            assert len(names) >= 7
            assert {name: getattr(item, name) for name in names} == {n: row[n] for n in names}


def test_returns_are_the_columns_of_their_days(demo: Build, views: dict[str, View]) -> None:
    rows = {row["segment_id"]: row for row in rows_of(demo, "segment_rhythm")}
    for page in views["en"].segment_pages:
        for returning in page.returning:
            row, days = rows[page.segment_id], f"{returning.within_days}d"
            assert (
                returning.observed_count,
                returning.second_share,
                returning.population_second_share,
                returning.third_share,
                returning.population_third_share,
            ) == (
                row[f"observed_count_{days}"],
                row[f"second_purchase_share_{days}"],
                row[f"population_second_purchase_share_{days}"],
                row[f"third_purchase_share_{days}"],
                row[f"population_third_purchase_share_{days}"],
            )


def test_moves_add_up_to_the_mart(demo: Build, views: dict[str, View]) -> None:
    rows = rows_of(demo, "segment_migration", "true")
    newest = max(row["to_as_of_date"] for row in rows)
    rows = [row for row in rows if row["to_as_of_date"] == newest]
    for page in views["en"].segment_pages:
        if page.segment.is_prospect:
            assert page.came_from == page.went_to == ()
            continue
        for moves, key in ((page.came_from, "to_segment_id"), (page.went_to, "from_segment_id")):
            own = [row for row in rows if row[key] == page.segment_id]
            total = sum(row["customer_count"] for row in own)
            assert sum(move.customer_count for move in moves) == total
            assert [move.customer_share for move in moves] == pytest.approx(
                [move.customer_count / total for move in moves]
            )
            bought = sum(row["bought_count"] or 0 for row in own)
            assert sum(move.bought_count or 0 for move in moves) == bought


def test_retention_of_all_buyers_is_over_all_segments(demo: Build, views: dict[str, View]) -> None:
    rows = rows_of(demo, "segment_retention", "true")
    for page in views["en"].segment_pages:
        for month in page.retention:
            same = [
                row
                for row in rows
                if row["as_of_date"] == month.as_of_date
                and row["month_number"] == month.month_number
            ]
            kept, everybody = (
                sum(row[name] for row in same) for name in ("retained_count", "customer_count")
            )
            assert month.population_retention_rate == pytest.approx(kept / everybody)
            (own,) = (row for row in same if row["segment_id"] == page.segment_id)
            assert (month.retained_count, month.retention_rate) == (
                own["retained_count"],
                own["retention_rate"],
            )


@pytest.mark.parametrize("language", available_languages())
def test_cards_are_the_strategies_with_their_json(
    demo: Build, views: dict[str, View], language: str
) -> None:
    rows = rows_of(demo, "segment_strategies", "true")
    by_key = {(row["segment_id"], row["action_code"]): row for row in rows}
    shown = 0
    for page in views[language].segment_pages:
        cards = [*page.proposed, *page.withheld]
        shown += len(cards)
        for strategy in page.proposed:
            row = by_key[page.segment_id, strategy.row.action_code]
            assert (row["status"], strategy.row.title) == ("proposed", row[f"title_{language}"])
            assert strategy.row.body == row[f"body_{language}"]
            assert strategy.row.value_at_stake == row["value_at_stake"]
            items = json.loads(str(row["evidence"]))
            assert [
                (i.metric, i.segment_value, i.base_value, i.effect, i.effect_low, i.effect_high)
                for i in strategy.evidence
            ] == [
                tuple(i[key] for key in ("metric", "segment", "base", "effect", "low", "high"))
                for i in items
            ]
            assert [i.customer_count for i in strategy.evidence] == [i["n"] for i in items]
        for withheld in page.withheld:
            row = by_key[page.segment_id, withheld.action_code]
            assert (row["status"], withheld.body) == ("withheld", row[f"body_{language}"])
    assert shown == len(rows)


def test_every_metric_has_a_unit_and_a_name(views: dict[str, View]) -> None:
    items = [
        item
        for page in views["en"].segment_pages
        for strategy in page.proposed
        for item in strategy.evidence
    ]
    assert items and all(item.unit for item in items)


def test_audiences_are_counted_from_the_changes(demo: Build, views: dict[str, View]) -> None:
    changes = rows_of(demo, "segment_audience_changes", "true")
    newest = max(row["as_of_date"] for row in changes)
    counted: dict[object, Counter[str]] = defaultdict(Counter)
    for row in changes:
        if row["as_of_date"] == newest:
            counted[row["segment_id"]][str(row["change"])] += 1
            counted[row["segment_id"]]["held out"] += bool(row["is_holdout"])
            if row["change"] == "entered":
                counted[row["previous_segment_id"]]["left"] += 1
    for page in views["en"].segment_pages:
        if page.audience is None:
            assert page.segment.is_prospect
            continue
        own = counted[page.segment_id]
        assert page.audience.customer_count == own["entered"] + own["stayed"]
        assert (page.audience.entered_count, page.audience.stayed_count) == (
            own["entered"],
            own["stayed"],
        )
        assert (page.audience.left_count, page.audience.holdout_count) == (
            own["left"],
            own["held out"],
        )
