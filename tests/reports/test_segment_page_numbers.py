"""The pages of the demo's segments, read number by number."""

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


@pytest.mark.parametrize("language", available_languages())
def test_every_number_of_a_page_is_its_own(views: dict[str, View], language: str) -> None:
    view, text = views[language], load_messages(language)
    rendered = render_pages(view, text)
    for page in view.segment_pages:
        html = rendered[f"segment_{page.segment_id}.html"]
        # of the whole report only how the shop is set, and of the footer the model
        own = (view.settings, view.model, page, len(page.categories))
        assert unknown_numbers(html, own, text, view.settings.currency) == set()


def test_every_metric_has_a_unit_and_a_name(views: dict[str, View]) -> None:
    items = [
        item
        for page in views["en"].segment_pages
        for strategy in page.proposed
        for item in strategy.evidence
    ]
    assert items and all(item.unit for item in items)
