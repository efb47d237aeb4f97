"""A Korean page is Korean from its title to its footer, and the same whenever it is written."""

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.__main__ import main
from reports.messages import available_languages
from reports.render import write_report
from tests.conftest import Build
from tests.reports.conftest import BuildDatabase
from tests.reports.shop import ROWS, drift_rows, months, move
from tests.reports.test_page import Structure

Page = Callable[..., str]
Pages = Callable[..., dict[str, str]]
# Latin words that Korean texts use: scores and measures, an id, the schema, a library
LATIN_TERMS = {"R", "F", "K", "RFM", "AUC", "ID", "VIP", "PSI", "marts", "pymc", "marketing"}


class Words(HTMLParser):
    """Collects what a reader or a screen reader is told in the language of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ignored: list[str] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        # a text that says it is English is meant to be
        foreign = "lang" in values and tag != "html"
        if self.ignored or tag in ("style", "script") or foreign:
            self.ignored.append(tag)
            return
        self.said += [values[name] or "" for name in ("aria-label", "data-label") if name in values]

    def handle_endtag(self, tag: str) -> None:
        if self.ignored:
            self.ignored.pop()

    def handle_data(self, data: str) -> None:
        if not self.ignored:
            self.said.append(data)


def latin_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[A-Za-z_]+", text)}


def foreign_words(html: str, data: set[str]) -> set[str]:
    """Latin words that neither the data brought nor Korean uses."""
    return latin_words(Words(html).said) - latin_words(data) - LATIN_TERMS


def data_of_the_shop() -> set[str]:
    return {str(value) for rows in ROWS.values() for row in rows for value in row}


SHOPS: list[dict[str, object]] = [
    {},
    {"segment_summary": []},
    {"segment_profile": [], "fct_feature_signal": [], "shop_profile": []},
    {"fct_customer_rfm": [], "fct_orders": [], "fct_customer_features": []},
    {"fct_rejected_rows": [], "row_reconciliation": [], "cluster_models": []},
    {"fct_rejected_rows": []},
    {"segment_migration": [], "segment_retention": [], "cohort_retention": [], "cluster_drift": []},
    {
        "segment_migration": [move(101, None, 2, None), move(101, 102, 3, 1)],
        "segment_migration_parts": [("2024-02-29", "2024-03-31", 101, 4, 0, -1, 0, 3)],
        "segment_retention": months(("2024-02-29", 101), 40, [4], first=1),
        "cluster_drift": drift_rows(distance_growth=0.5, eta_squared_loss=None),
    },
    {
        "segment_migration": [move(101, 101, 2, 0)],
        "segment_retention": months(("2024-02-29", 101), 4, [1], first=1),
        "cohort_retention": months("2024-01-01", 40, [40, 1, 1, 1], first=0),
        "cluster_drift": drift_rows(model_age_days=1),
    },
    {"cluster_drift": drift_rows(model_age_days=0)},
    {"cluster_drift": [("2024-03-31", "model_age_days", "m1", None, 180, "untested")]},
    {"segment_strategies": [], "cluster_selection": [], "segment_backtest": []},
    {"cluster_models": [("m", "2024-03-31", "rfm_map", None, None, "champion", None, None)]},
]


@pytest.mark.parametrize("changed", SHOPS)
def test_a_korean_page_has_no_english_left(pages: Pages, changed: dict[str, object]) -> None:
    # what the shop calls things itself stays: its names, codes and dates
    for html in pages("ko", **changed).values():
        assert foreign_words(html, data_of_the_shop()) == set()


def test_english_that_is_left_is_found(page: Page) -> None:
    html = page("index", "ko").replace("상점의 가치", "What the shop is worth")
    assert foreign_words(html, data_of_the_shop()) == {"What", "the", "is", "worth"}


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("changed", SHOPS)
def test_no_slot_is_left_on_a_page(pages: Pages, language: str, changed: dict[str, object]) -> None:
    for html in pages(language, **changed).values():
        body = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
        assert "{" not in body and "}" not in body


def test_a_korean_report_is_korean_throughout(pages: Pages) -> None:
    rendered = pages("ko").values()
    assert all('<html lang="ko">' in html for html in rendered)
    words = " ".join(" ".join(Structure(html).words for html in rendered).split())
    for expected in (
        "2024년 3월 31일 기준 · 금액 단위: EUR (할인 적용, 세금과 배송비 제외)",
        "향후 90일 기대 매출 EUR 160.50",
        "구매 고객 4 전체 고객 5명 중, 하루만 구매한 비중 75.0%",
        "주문 5 평균 EUR 80.10, 2024년 1월 2일~2024년 3월 30일",
        "TIER 하기 충성 고객 · 고객 7명 걸린 가치 EUR 120.00 · 신뢰도 보통",
        "충성 고객 1 20.0% 300.00 75.0% 150.00 2.0 30일 120.00 50.0% 고객 4명 중",
        "군집 2개 최근성, 구매 빈도, 구매 금액 선택 이유 rfm_2 40.0% 0.90 높음",
        "널리 쓰이는 방법 3개 대비 이후 구매 예측: 더 나음 1, 비슷함 1, 더 못함 1.",
        "50.0% 2 이탈",
        "쿠폰 사용률 110 0.50 80.0% 세그먼트 구분 주문 수",
        "카테고리: Tea",
        "주문일 주문 품목 · order_date 8 0 0% 5 2024년 1월 2일 2024년 1월 10일",
        "전체 14행 중 3행을 제외했습니다 (21.4%).",
        "중복된 키 고객 – 1 33.3%",
        "이 모델을 쓰는 이유: 두 그룹이 안정적임",
    ):
        assert expected in words


def test_won_are_korean_on_a_korean_page(page: Page) -> None:
    won = [("가게", "2024-03-31", "KRW", "ko", "Asia/Seoul", 90)]
    html = page("index", "ko", rpt_settings=won)
    assert "400원" in html and "80원" in html and "금액 단위: 원" in html
    assert "KRW" not in html


def test_the_language_of_the_shop_names_the_first_page(
    build_database: BuildDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = [("shop", "2024-03-31", "EUR", "ko", "UTC", 90)]
    database = str(build_database(rpt_settings=settings))
    assert main(["--database", database, "--output", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'ko' / 'index.html'}\n"
    assert (tmp_path / "en" / "index.html").is_file()


def test_the_report_of_the_demo_shop_is_korean(demo: Build, tmp_path: Path) -> None:
    folder = write_report(demo.database, tmp_path, "ko").parent
    pages = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    # what the shop calls things itself, and the codes beside the names of columns
    data = demo.rows(
        "select shop from marts.rpt_settings union select currency from marts.rpt_settings "
        "union select time_zone from marts.rpt_settings "
        "union select model_id from marts.cluster_models "
        "union select candidate from marts.cluster_selection "
        "union select column_name from marts.shop_profile "
        "union select product_category from marts.dim_products"
    )
    for html in pages.values():
        assert foreign_words(html, {str(value) for (value,) in data}) == set()
    names = demo.rows(
        "select segment_name_ko from marts.segment_summary "
        "inner join marts.dim_segments using (segment_id) where is_latest"
    )
    assert names and all(name in pages["segments.html"] for (name,) in names)
