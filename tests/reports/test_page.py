"""The pages as a whole: the same bytes, nothing from outside, nothing that is not escaped."""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.__main__ import main
from reports.messages import available_languages
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import ROWS, Rows, move, segment_rows, summary_row

Page = Callable[..., str]
Pages = Callable[..., dict[str, str]]
HOSTILE = '"><img src=x onerror=alert(1)><b>Bold & brave</b> 🛒'
# a shop without a row in any file still has its settings and the names of the grid
KEPT = {"rpt_settings", "dim_rfm_cells", "dim_features"}
VOID = {"meta", "br", "img", "link"}


class Structure(HTMLParser):
    """Checks that tags close in order, and collects tags, ids and tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words += f" {' '.join(data.split())}"

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "index",
            [
                "Customer segments of corner shop",
                "As of 2024-03-31. Money in EUR",
                "Net value so far EUR 400.00 returns deducted; the top 20% of buyers brought 75.0%",
                "Expected in the next 90 days EUR 160.50 if customers go on",
                "Buyers 4 of 5 customers; 75.0% bought on one day only",
                "Orders 5 EUR 80.10 on average, 2024-01-02 to 2024-03-30",
                "Loyal regulars 30 days since last order (median); 2.0 orders of EUR 150.00 1",
                "Prospects never bought 1 20.0% 0.00 0%",
                "2 of 3 customers stayed in their segment from 2024-02-29 to 2024-03-31",
                "Watch. Moderately shifted: Days since last order (PSI).",
                "Do TIER Loyal regulars · 7 customers EUR 120.00 at stake · medium confidence",
                "Do SURE Newcomers · 7 customers EUR 40.50 at stake · high confidence",
            ],
        ),
        (
            "segments",
            [
                "Loyal regulars 1 20.0% 300.00 75.0% 150.00 2.0 30 120.00 50.0% of 4 customers",
                "Newcomers 3 60.0% 100.00 25.0% 33.50 1.0 59 40.50 –",
                "Prospects never bought 1 20.0% 0.00 0% – – – – –",
                "in the segment on 2023-12-31 and bought in the 90 days after it; of all buyers",
                "50.0% 2 Lost",
            ],
        ),
        ("method", ["constructed, not found"]),
        (
            "data",
            [
                "Rejected: 3 of 14 rows (21.4%). Rows and money add up.",
                "not_a_date sales Order date 2 66.7%",
                "Key occurs more than once Customers – 1 33.3%",
                "sales 8 6 2 25.0% 412.25 400.00 12.25 yes",
                "Customers 6 5 1 16.7% – – – yes",
            ],
        ),
    ],
)
def test_a_page_shows_the_numbers_of_the_shop(page: Page, name: str, expected: list[str]) -> None:
    words = " ".join(Structure(page(name)).words.split())
    assert [text for text in expected if text not in words] == []


def test_the_same_warehouse_gives_the_same_bytes(
    build_database: BuildDatabase, tmp_path: Path
) -> None:
    database = str(build_database())
    for run in ("first", "second"):
        assert main(["--database", database, "--output", str(tmp_path / run)]) == 0
    # a new process numbers nothing on from an old one
    command = [sys.executable, "-m", "reports", "--database", database, "--output"]
    subprocess.run([*command, str(tmp_path / "third")], check=True, capture_output=True)
    first, second, third = (files_below(tmp_path / run) for run in ("first", "second", "third"))
    assert len(first) == 2 * (5 + 3)
    assert first == second == third


def files_below(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_pages_need_nothing_from_outside(pages: Pages) -> None:
    allowed = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
    for html in pages().values():
        assert set(re.findall(r"\w+://[^\s\"'<>]+", html)) <= set(allowed)
        assert not re.search(r"@import|url\(|<script [^>]*src|<link|<iframe|\ssrc=", html)


@pytest.mark.parametrize("language", available_languages())
def test_every_link_leads_to_a_page(pages: Pages, language: str) -> None:
    rendered = pages(language)
    for file, html in rendered.items():
        targets = {str(link["href"]).partition("#")[0] for link in Structure(html).named("a")}
        others = {f"../{code}/{file}" for code in available_languages() if code != language}
        assert others <= targets
        assert targets - others <= set(rendered)


def test_a_link_into_a_page_leads_to_a_section(pages: Pages) -> None:
    rendered = pages()
    links = [
        link["href"] or "" for html in rendered.values() for link in Structure(html).named("a")
    ]
    inward = [link.split("#") for link in links if "#" in link]
    assert inward and all(f'id="{section}"' in rendered[file] for file, section in inward)


def test_a_page_marks_itself_in_the_navigation(pages: Pages) -> None:
    for file, html in pages().items():
        marked = [link["href"] for link in Structure(html).named("a") if "aria-current" in link]
        assert marked == ([] if file.startswith("segment_") else [file])


def test_one_language_alone_has_no_link_to_another(
    build_database: BuildDatabase, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    database = str(build_database())
    assert main(["--database", database, "--output", str(output), "--lang", "ko"]) == 0
    assert {path.name for path in output.iterdir()} == {"ko"}
    assert "../en" not in (output / "ko" / "index.html").read_text("utf-8")


def test_pages_of_segments_that_are_gone_are_removed(
    build_database: BuildDatabase, tmp_path: Path
) -> None:
    def write(**changed: Rows) -> set[str]:
        database = str(build_database(**changed))
        assert main(["--database", database, "--output", str(tmp_path), "--lang", "en"]) == 0
        return {path.name for path in (tmp_path / "en").glob("segment_*")}

    assert write() == {"segment_101.html", "segment_102.html", "segment_2.html"}
    # not a page of a segment
    (tmp_path / "en" / "segment_notes.html").touch()
    assert write(**segment_rows("A")) == {"segment_101.html", "segment_notes.html"}


def test_a_hostile_name_is_text_everywhere(pages: Pages) -> None:
    rows = segment_rows(HOSTILE, "x" * 200)
    settings = [(HOSTILE, "2024-03-31", "EUR", "en", HOSTILE, 90)]
    rejected = [(HOSTILE, 1, HOSTILE, HOSTILE)]
    reconciled = [(HOSTILE, 1, 0, 1, None, None, None)]
    model = [(HOSTILE, "2024-02-29", HOSTILE, 2, 42, "champion", HOSTILE, HOSTILE)]
    cells = [(r, f, HOSTILE) for r in range(1, 6) for f in range(1, 6)]
    rendered = pages(
        **rows,
        rpt_settings=settings,
        fct_rejected_rows=rejected,
        row_reconciliation=reconciled,
        cluster_models=model,
        dim_rfm_cells=cells,
    )
    shown = 0
    for html in rendered.values():
        structure = Structure(html)
        assert structure.named("img") == [] and structure.named("b") == []
        assert "<img" not in html and "<b>" not in html
        shown += structure.words.count("Bold & brave")
    # shop, time zone and model on each of 7 pages, 25 cells, and more
    assert shown >= 50


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(segment_rows("Everybody"), id="one segment"),
        pytest.param(segment_rows(*(f"Segment {i}" for i in range(12))), id="twelve segments"),
        pytest.param(segment_rows("long " * 40), id="name of 200 characters"),
        pytest.param({"segment_summary": []}, id="no segments"),
        pytest.param({"fct_rejected_rows": [], "row_reconciliation": []}, id="no raw rows"),
        pytest.param({"dim_rfm_cells": []}, id="no grid"),
        pytest.param({"cluster_models": []}, id="no model"),
        pytest.param(
            {
                "cluster_models": [
                    ("m", "2024-03-31", "rfm_map", None, None, "champion", None, None)
                ]
            },
            id="too small to cluster",
        ),
        pytest.param(
            {"fct_orders": [], "fct_customer_rfm": [], "fct_customer_features": []}, id="no orders"
        ),
        pytest.param(
            {"segment_summary": [summary_row(2, "Prospects", 5, 1, 0, None, 0, None, None)]},
            id="prospects only",
        ),
        pytest.param(
            {"segment_summary": [summary_row(101, "All", 4, 1, 0, None, 4, 0, 30)]},
            id="zero net value",
        ),
        pytest.param(
            {"segment_summary": [summary_row(101, "All", 4, 1, -9, 1, 4, -2.25, 30)]},
            id="negative net value",
        ),
        pytest.param(segment_rows("عملاء جدد \u202eevil\u202c"), id="right to left"),
        pytest.param(segment_rows("🛒👩‍👩‍👧" * 9), id="emoji"),
        pytest.param({"segment_strategies": []}, id="no actions"),
        pytest.param({"segment_concentration": []}, id="no concentration"),
        pytest.param({"cluster_selection": []}, id="no candidates"),
        pytest.param({"segment_backtest": []}, id="no back-test"),
        pytest.param({name: [] for name in ROWS if name not in KEPT}, id="an empty shop"),
        pytest.param({"segment_profile": []}, id="no profile"),
        pytest.param({"segment_migration": [], "segment_migration_parts": []}, id="one snapshot"),
        pytest.param({"segment_migration": [move(101, 101, 1, 1)]}, id="one customer"),
        pytest.param({"segment_migration": [move(101, None, 1, None)]}, id="all gone"),
        pytest.param({"segment_migration": [move(None, 2, 1, 0)]}, id="new prospects only"),
        pytest.param({"segment_retention": [], "cohort_retention": []}, id="no month over"),
        pytest.param({"cluster_drift": []}, id="no drift"),
        pytest.param({"fct_feature_signal": []}, id="no signal"),
        pytest.param({"shop_profile": []}, id="no data"),
        pytest.param({"dim_features": []}, id="no units"),
        pytest.param({"rpt_settings": [("shop", "2024-03-31", "XYZ", "en", "UTC", 90)]}, id="XYZ"),
    ],
)
def test_every_edge_renders_well_formed_pages(pages: Pages, changed: dict[str, object]) -> None:
    sections = {}
    for file, html in pages(**changed).items():
        structure = Structure(html)
        ids = [attributes["id"] for _, attributes in structure.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert not re.search(r"\b(None|nan|inf|NaN|undefined)\b", structure.words)
        sections[file] = [attributes["id"] for attributes in structure.named("section")]
    assert sections["index.html"] == ["worth", "who", "changed", "actions"]
    assert sections["segments.html"] == ["segments", "profile", "rfm"]
    assert sections["movement.html"] == ["movement", "retention"]
    assert sections["data.html"] == [
        *("rejected", "data", "signal", "choice", "backtest", "drift", "limits"),
    ]
    assert sections["method.html"] == ["steps", "glossary", "sources"]


@pytest.mark.parametrize(
    ("name", "table", "sentence"),
    [
        ("index", "segment_summary", "There are no segments yet."),
        ("index", "segment_strategies", "No action is proposed"),
        ("index", "segment_migration", "There are not yet two dates with buyers to compare"),
        (
            "index",
            "cluster_drift",
            "Drift from the fit of the model has not been measured for this date.",
        ),
        ("segments", "segment_summary", "There are no segments yet."),
        ("data", "cluster_selection", "No numbers of groups were compared"),
        ("data", "segment_backtest", "The shop has too little history to judge the segments"),
        ("data", "cluster_models", "No model is recorded for these segments."),
    ],
)
def test_a_missing_input_is_one_sentence(page: Page, name: str, table: str, sentence: str) -> None:
    assert sentence not in page(name)
    assert sentence in page(name, **{table: []})


def test_won_have_no_decimals(page: Page) -> None:
    html = page("index", rpt_settings=[("shop", "2024-03-31", "KRW", "en", "Asia/Seoul", 90)])
    assert "KRW 400" in html and "KRW 80 on average" in html  # 80.1 a purchase


def test_no_rejected_rows_are_said_to_be_none(page: Page) -> None:
    html = page("data", fct_rejected_rows=[], row_reconciliation=[("sales", 6, 6, 0, 400, 400, 0)])
    assert "No row was rejected." in html and "Rejected rows by reason" not in html


def test_rows_that_do_not_add_up_are_a_warning(page: Page) -> None:
    html = page("data", fct_rejected_rows=[])
    assert "Rows or money do not add up: 0 rows listed as rejected, 3 counted." in html
    assert "Rows and money add up." not in html


def test_tables_have_captions_and_scoped_headers(pages: Pages) -> None:
    tables = 0
    for html in pages().values():
        structure = Structure(html)
        tables += len(structure.named("table"))
        assert len(structure.named("table")) == len(structure.named("caption"))
        assert {cell.get("scope") for cell in structure.named("th")} <= {"col", "row"}
    assert tables >= 12


def test_charts_have_text_alternatives(pages: Pages) -> None:
    drawings = 0
    for html in pages().values():
        structure = Structure(html)
        ids = {attributes.get("id") for _, attributes in structure.tags}
        for drawing in structure.named("svg"):
            drawings += 1
            assert drawing["role"] == "img"
            assert set(str(drawing["aria-labelledby"]).split()) <= ids
    assert drawings >= 3


def test_the_path_is_printed(
    build_database: BuildDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--database", str(build_database()), "--output", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'out' / 'en' / 'index.html'}\n"


def test_the_database_comes_from_the_environment(
    build_database: BuildDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMART_DATABASE", str(build_database()))
    assert main(["--output", str(tmp_path)]) == 0


def refusal(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def test_a_missing_database_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.duckdb"
    message = refusal(capsys, ["--database", str(missing)])
    assert str(missing) in message and "SEGMART_DATABASE" in message


def test_a_file_that_is_no_database_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "orders.csv"
    text.write_text("order_id\n1\n" * 1000)
    assert "orders.csv" in refusal(capsys, ["--database", str(text)])


@pytest.mark.parametrize(
    "mart", ["rpt_settings", "segment_summary", "dim_rfm_cells", "segment_migration"]
)
def test_a_missing_mart_is_one_line(
    build_database: BuildDatabase, capsys: pytest.CaptureFixture[str], mart: str
) -> None:
    message = refusal(capsys, ["--database", str(build_database(**{mart: None}))])
    assert f"no table marts.{mart};" in message
    assert "found in marts: cluster_drift, cluster_models" in message


@pytest.mark.parametrize("asked", [["--lang", "fr"], []])
def test_an_unknown_language_is_one_line(
    build_database: BuildDatabase, capsys: pytest.CaptureFixture[str], asked: list[str]
) -> None:
    settings = [("shop", "2024-03-31", "EUR", "fr", "UTC", 90)]
    message = refusal(capsys, ["--database", str(build_database(rpt_settings=settings)), *asked])
    assert "'fr'" in message and "allowed: en" in message
