"""What must hold in every dirty shop."""

import csv
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import ROOT
from tests.dirt import DACON_KINDS, KINDS, ORDERS_KINDS, STOPS, Dirt
from tests.dirty_shops import Landed, Shop, dirty_shop
from tests.staging_sql import BuildError, StagingSql

DECISIONS = (ROOT / "dbt_project" / "docs" / "decisions.md").read_text(encoding="utf-8")
REASONS = set(re.findall(r"`([a-z_]+)`", DECISIONS))
SHOPS = {"orders": {**KINDS, **ORDERS_KINDS}, "dacon": {**KINDS, **DACON_KINDS}}
PLACE = "source_table, source_file, source_row_number, source_text, reject_reason, reject_column"
CHECKED = {
    "int_order_lines_checked": "gross_value",
    "int_customers_checked": "null",
    "stg_dacon__lookup_rows": "null",
}
STOP_IF_TOO_MANY = (
    "{{ stop_if_too_many_rejected(ref('int_rejected_rows'), ref('int_raw_row_counts')) }}"
)


def check(sql: StagingSql, seed: int, kinds: Iterable[str], stop: str | None, folder: Path) -> None:
    """Build a shop with these kinds of dirt in a folder, and assert what must hold."""
    format_name = str(sql.settings["shop"])
    chosen: dict[str, Dirt] = {name: SHOPS[format_name][name] for name in sorted(kinds)}
    shop = dirty_shop(format_name, seed, {**chosen, **({stop: STOPS[stop]} if stop else {})})
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    landed = shop.write(folder)
    if shop.stop:
        check_stop(sql, shop, folder)
    else:
        check_rows(sql, landed, folder)
        check_count(landed, folder)


def check_stop(sql: StagingSql, shop: Shop, folder: Path) -> None:
    """One line that names the file and says what was found."""
    assert shop.stop
    name, expected = shop.stop
    message = ""
    try:
        with sql.build(folder):
            pass
    except BuildError as error:
        message = str(error)
    # a file that is missing might have other names too
    assert message.startswith(f"{folder}/{name}"), message
    assert expected in message and message.isprintable() and len(message) < 1000, message


def check_rows(sql: StagingSql, landed: list[Landed], folder: Path) -> None:
    """Every row is there once, as what it must be, and all money with it."""
    expected = Counter(tuple(vars(row).values()) for row in landed)
    rejected = Counter({row: count for row, count in expected.items() if row[4]})
    with sql.build(folder) as connection:

        def rows(query: str) -> Counter[tuple[object, ...]]:
            return Counter(connection.execute(query).fetchall())

        steps = [name for name, _ in sql.steps]
        found: Counter[tuple[object, ...]] = Counter()
        for model, value in CHECKED.items():
            if model in steps:
                found += rows(f"select {PLACE}, {value} from models.{model}")
        assert found == expected, (expected - found, found - expected)
        assert rows(f"select {PLACE}, gross_value from models.int_rejected_rows") == rejected
        line = "raw_customer_id, order_id, product_category, quantity, gross_value, is_return"
        accepted = rows(
            f"select {line} from models.int_order_lines_checked where reject_reason is null"
        )
        assert rows(f"select {line} from models.int_order_lines") == accepted
        assert rows(
            "select source_table, raw_row_count, accepted_row_count, rejected_row_count, raw_value,"
            " accepted_value, rejected_value from models.row_reconciliation"
        ) == Counter(totals(landed))
        check_share(sql, landed, folder)
    assert {row[4] for row in rejected} <= REASONS


def totals(landed: list[Landed]) -> list[tuple[object, ...]]:
    """Rows and money of each table: delivered, accepted, rejected."""
    counted = []
    for table in {row.table for row in landed}:
        rows = [row for row in landed if row.table == table]
        parts = [rows, [r for r in rows if not r.reason], [r for r in rows if r.reason]]
        has_money = table in ("order_lines", "online_sales")
        money = [sum(r.value or 0 for r in part) if has_money else None for part in parts]
        counted.append((table, *map(len, parts), *money))
    return counted


def check_share(sql: StagingSql, landed: list[Landed], folder: Path) -> None:
    """Too many rejected rows stop the build with one line that names a file of theirs."""
    damaged = [row for row in landed if row.reason not in (None, "superseded")]
    lost = Counter(row.table for row in damaged)
    delivered = Counter(row.table for row in landed)
    too_many = {table for table in lost if lost[table] > 0.05 * delivered[table]}
    message = ""
    try:
        with sql.setting("max_rejected_share", 0.05):
            sql.render(STOP_IF_TOO_MANY)
    except BuildError as error:
        message = str(error)
    files = {row.file for row in damaged if row.table in too_many}
    assert bool(message) == bool(too_many)
    if message:
        assert any(message.startswith(f"{folder}/{name}: ") for name in files), message
        assert message.isprintable() and len(message) < 1000, message


def check_count(landed: list[Landed], folder: Path) -> None:
    """Python's own reader finds as many records, where all lines parse."""
    for name, count in Counter(row.file for row in landed).items():
        if any(row.reason == "malformed_line" for row in landed if row.file == name):
            continue
        content = (folder / name).read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.removeprefix(b"\xef\xbb\xbf").decode("cp949")
        records = [record for record in csv.reader(io.StringIO(text, newline="")) if record]
        assert len(records) - 1 == count, name
