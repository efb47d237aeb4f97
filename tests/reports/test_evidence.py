"""Profile, signal and data: every number and word, against rows made by hand."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from reports.charts import signal_chart
from reports.evidence import ColumnProfile, FeatureSignal
from reports.messages import load_messages
from reports.view import View
from tests.reports.shop import column_rows, profile_row
from tests.reports.test_page import HOSTILE, Structure

Page = Callable[..., str]
Pages = Callable[..., dict[str, str]]
TEXT = load_messages("en")


def words_of(html: str) -> str:
    return " ".join(Structure(html).words.split())


def test_profile_is_the_newest_snapshot_in_the_order_of_the_list(view: View) -> None:
    rows = view.profile.rows
    assert [row.feature for row in rows] == [
        "recency_days",
        "monetary_value",
        "shipping_share",
        "weekend_share",
    ]
    assert [[cell.median for cell in row.cells] for row in rows] == [
        [30, 59],
        [1300.4, 30.5],
        [None, 0.1],
        [0.5, 0.125],
    ]
    assert [row.population_median for row in rows] == [44.5, 35, 0.1, 0.25]
    assert [row.unit for row in rows] == ["days", "money", "share", "share"]
    assert [row.is_noise for row in rows] == [False, False, False, True]
    assert {tuple(cell.segment_name for cell in row.cells) for row in rows} == {
        ("Loyal regulars", "Newcomers")
    }


def test_shades_have_fixed_steps(view: View) -> None:
    # -0.5 and 0.49; 0.8 and -0.8; unknown and 0.19
    assert [[cell.shade for cell in row.cells] for row in view.profile.rows[:3]] == [
        [-2, 1],
        [3, -3],
        [0, 0],
    ]


def test_what_nobody_has_is_named_once(view: View, page: Page) -> None:
    assert view.profile.unknown_features == ("shrunk_return_rate",)
    assert "Not shown, since nobody in this shop has them: Returns." in page("segments")


def test_profile_cells_show_number_shade_and_mark(page: Page) -> None:
    html = page("segments")
    up = '<span class="mark" role="img" aria-label="higher">▲</span>'
    down = '<span class="mark" role="img" aria-label="lower">▼</span>'
    table = html[html.index('<table class="profile">') :]
    cells = re.sub(r"\n(?!<)", "", table)
    for expected in (
        f'<td class="shade-low-2">{down}30</td>',
        f'<td class="shade-high-1">{up}59</td>',
        f'<td class="shade-high-3">{up}1,300</td>',
        f'<td class="shade-low-3">{down}30.50</td>',
        '<td class="shade-0">–</td>',
        '<td class="shade-0">10.0%</td>',
    ):
        assert expected in cells


def test_noise_is_grey_with_its_reason(page: Page) -> None:
    row = re.search(r'<tr class="noise">.*?</tr>', page("segments"), re.DOTALL)
    assert row is not None
    assert "Bought at weekends" in row[0] and "customers are not consistent in this" in row[0]
    assert '<td class="cell">50.0%</td>' in row[0] and "shade-" not in row[0]


def test_signals_are_the_newest_by_correlation(view: View) -> None:
    assert view.signals == (
        FeatureSignal("shrunk_coupon_rate", 110, 0.5, 0.8, "cluster"),
        FeatureSignal("order_count", 1234, 0.456, None, "cluster"),
        FeatureSignal("category:Tea", 120, 0.2, None, "profile"),
        FeatureSignal("weekend_share", 120, -0.001, 0.0, "noise"),
        FeatureSignal("shrunk_return_rate", 0, None, None, "untested"),
    )


def test_every_verdict_says_what_it_means_once(page: Page) -> None:
    words = words_of(page("data"))
    for expected in (
        "Coupon use 110 0.50 80.0% Draws segments Orders 1,234 0.46 – Draws segments",
        "Category Tea 120 0.20 – Describes segments",
        "Bought at weekends 120 >−0.01 0% Noise Returns 0 – – Untested",
        "split at the median order date",
    ):
        assert expected in words
    for meaning in (
        "Draws segments Customers repeat it,",
        "Describes segments Customers repeat it somewhat",
        "Noise Customers are not consistent in this",
        "Untested Too few customers",
    ):
        assert words.count(meaning) == 1


def test_the_signal_chart_says_every_correlation(view: View) -> None:
    svg = signal_chart(view.signals, TEXT)
    assert svg is not None
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    description = next(node.text for node in root if node.tag.endswith("desc"))
    assert description == (
        "Coupon use: 0.50, Draws segments. Orders: 0.46, Draws segments. "
        "Category Tea: 0.20, Describes segments. Bought at weekends: >−0.01, Noise."
    )
    written = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"0.15", "0.30", "Category Tea", "0.46"} <= set(written)
    assert "NaN" not in svg


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_extreme_correlations_can_be_drawn(value: float) -> None:
    svg = signal_chart([FeatureSignal("x", 100, value, None, "new")], TEXT)
    assert svg is not None and "NaN" not in svg


def test_no_correlation_is_no_chart(page: Page) -> None:
    untested = [("2024-03-31", "weekend_share", 0, None, None, "untested")]
    assert signal_chart([], TEXT) is None
    assert "No correlation could be measured." in page("data", fct_feature_signal=untested)


def test_columns_are_profiled_by_table(view: View) -> None:
    assert view.columns == (
        ColumnProfile("customers", "age", 5, 0, 0, 4, "-0.5", "30.5", "40.0", "50.125", "31009.0"),
        ColumnProfile("order_lines", "coupon_status", 8, 2, 0.25, 3, None, None, None, None, None),
        ColumnProfile(
            *("order_lines", "order_date", 8, 0, 0, 5),
            *("2024-01-02", "2024-01-10", "2024-02-01", "2024-03-01", "2024-03-30"),
        ),
    )


def test_columns_are_shown_as_numbers_and_dates(page: Page) -> None:
    words = words_of(page("data"))
    for expected in (
        "age Customers · age 5 0 0% 4 −0.50 30.50 40 50.13 31,009",
        "Coupon status Order lines · coupon_status 8 2 25.0% 3 – – – – –",
        "Order date Order lines · order_date 8 0 0% 5 "
        "2024-01-02 2024-01-10 2024-02-01 2024-03-01 2024-03-30",
    ):
        assert expected in words


@pytest.mark.parametrize(
    ("name", "table", "sentence"),
    [
        ("segments", "segment_profile", "There is no profile of the segments yet."),
        ("data", "fct_feature_signal", "No feature has been tested yet"),
        ("data", "shop_profile", "The columns of this shop have not been profiled yet."),
    ],
)
def test_an_empty_table_is_one_sentence(page: Page, name: str, table: str, sentence: str) -> None:
    assert sentence not in page(name)
    assert sentence in page(name, **{table: []})


def test_hostile_names_are_text(pages: Pages) -> None:
    names = [(101, "S", HOSTILE, HOSTILE, 1)]
    rendered = pages(
        dim_segments=names,
        segment_profile=[profile_row(101, "recency_days", 1, 1, 0, HOSTILE)],
        fct_feature_signal=[
            ("2024-03-31", f"category:{HOSTILE}", 100, 0.2, None, HOSTILE),
            ("2024-03-31", HOSTILE, 100, 0.1, None, "noise"),
        ],
        shop_profile=column_rows(HOSTILE, HOSTILE, minimum=HOSTILE),
    )
    for html in rendered.values():
        structure = Structure(html)
        assert structure.named("img") == [] and structure.named("b") == []
        assert "<img" not in html and "<b>" not in html
    assert "Category " + HOSTILE in Structure(rendered["data.html"]).words
