"""A fault that the user must mend stops the build with one line that says what to do."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import DEMO, run_dbt, write_shop

SALES = "Onlinesales_info.csv"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copytree(DEMO, tmp_path / "raw")


def stopped(raw: Path, folder: Path, **settings: object) -> str:
    """Message of a build that must fail, one line."""
    build = run_dbt(raw, folder / "build", settings)
    assert not build.success
    lines = [
        line.strip() for line in build.message.splitlines() if "/raw" in line or "var " in line
    ]
    assert len(lines) >= 1, build.message
    return lines[0]


def test_missing_folder(tmp_path: Path) -> None:
    message = stopped(tmp_path / "raw" / "nowhere", tmp_path)
    assert "file not found (no such folder); set raw_path or SEGMART_RAW" in message


def test_missing_file(raw: Path, tmp_path: Path) -> None:
    (raw / "Tax_info.csv").unlink()
    message = stopped(raw, tmp_path)
    assert f"{raw}/Tax_info.csv: file not found (the folder holds: Customer_info.csv, " in message


def test_missing_column(raw: Path, tmp_path: Path) -> None:
    path = raw / SALES
    path.write_text(path.read_text("utf-8").replace("수량", "개수", 1), encoding="utf-8")
    message = stopped(raw, tmp_path)
    assert f"{raw}/{SALES}: column 수량 is missing: found 고객ID, " in message
    assert "개수" in message
    assert "expected 고객ID, 거래ID, 거래날짜" in message


def test_empty_file(raw: Path, tmp_path: Path) -> None:
    (raw / SALES).write_bytes(b"")
    message = stopped(raw, tmp_path)
    assert f"{raw}/{SALES}: found an empty file, expected the columns 고객ID, " in message


def test_header_alone(raw: Path, tmp_path: Path) -> None:
    path = raw / SALES
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert f"{raw}: no accepted order line, expected at least one" in stopped(raw, tmp_path)


def test_another_encoding(raw: Path, tmp_path: Path) -> None:
    path = raw / "Customer_info.csv"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    message = stopped(raw, tmp_path)
    assert (
        f"{raw}/Customer_info.csv: found text that is not UTF-8 (line 1: byte 0xff) nor" in message
    )


def test_too_many_rejected_rows(raw: Path, tmp_path: Path) -> None:
    message = stopped(raw, tmp_path, max_rejected_share=0.001)
    assert "rows rejected, most for " in message
    assert message.endswith("expected a share of at most max_rejected_share 0.001")


def test_a_last_day_far_from_the_one_before(tmp_path: Path) -> None:
    days = ["2024-01-01", "2024-01-02", "2024-03-03"]
    sales = [("ann", f"t{n}", day, 1, "10", "Used") for n, day in enumerate(days)]
    raw = write_shop(tmp_path / "raw", sales)
    message = stopped(raw, tmp_path)
    expected = (
        "the last order date is 2024-03-03, 61 days after the one before; set the var as_of_date"
    )
    assert expected in message
    # set by hand, it is taken
    build = run_dbt(raw, tmp_path / "build", {"as_of_date": "2024-03-03"})
    assert build.success, build.message


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("shop", "cdnwo", "dacon, online_retail, cdnow, orders"),
        ("as_of_date", "2024-02-30", "a date such as 2024-06-30"),
        ("as_of_date", "1899-12-31", "1990-01-01 to 2037-12-31"),
        ("history_snapshots", -1, "a whole number from 0 to 120"),
        ("snapshot_every", "day", "week, month, quarter"),
        ("horizon_days", "ninety", "a whole number from 1 to 730"),
        ("rfm_method", "ntile", "cut_points, percent_rank"),
        ("max_segments", 3, "a whole number from 4 to 12"),
        ("refit", "sometimes", "auto, always, never"),
        ("report_language", "fr", "en, ko"),
        ("max_rejected_share", 5, "a share from 0 to 1, such as 0.05"),
        ("currency", "dollars", "a currency code of three letters, such as USD"),
        ("smallest_published_cell", "few", "a whole number from 0 to 1000000"),
        ("backtest_dates", ["soon"], 'a list of dates such as ["2024-06-30"]'),
    ],
)
def test_a_wrong_var_names_the_value_and_what_is_allowed(
    tmp_path: Path, name: str, value: object, allowed: str
) -> None:
    message = stopped(DEMO, tmp_path, **{name: value})
    assert message.startswith(f"var {name}: found ")
    assert message.endswith(f"allowed: {allowed}")
