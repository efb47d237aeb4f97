"""The README's example of a new shop format does what it says."""

import re
import shutil
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.conftest import MODELS_ONLY, ROOT, environment, without_tests

TICKETS = """day,ticket,card,article,pieces,price
2024-01-10,T1,ann,tea,2,5.00
2024-02-10,T2,ann,cake,1,7.50
2024-02-11,T3,bob,tea,3,5.00
2024-02-12,R3,bob,tea,-1,5.00
"""


def test_a_new_shop_takes_at_most_sixty_lines(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    section = text[text.index("### A format of your own") : text.index("### Without make")]
    (entry,) = re.findall(r'`("corner_shop": \[\],)`', section)
    files = re.findall(r"`(models/staging/corner_shop/\S+)`:\n\n```\w+\n(.*?)```", section, re.S)
    assert len(files) == 2
    assert sum(content.count("\n") for _, content in files) + 1 <= 60

    project = tmp_path / "project"
    parts = ("models", "seeds", "dbt_project", "clustering", "reports")
    for part in parts:
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, project / name)
    for path, content in files:
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(content, encoding="utf-8")
    registry = project / "dbt_project" / "macros" / "shop_model.sql"
    before = registry.read_text("utf-8")
    registry.write_text(before.replace('"orders": [],', f'"orders": [],\n        {entry}'), "utf-8")

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    database = tmp_path / "shop.duckdb"
    names = {"SEGMART_RAW": str(raw), "SEGMART_DATABASE": str(database)}
    command = [*MODELS_ONLY, "--quiet", "--vars", '{"shop": "corner_shop"}']
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    with environment(names), without_tests():
        done = dbtRunner().invoke(command)
    DuckDBConnectionManager.close_all_connections()
    assert done.success, done.exception or [each.message for each in done.result]
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "select order_key, net_value::integer, is_return from marts.fct_orders order by 1"
        assert connection.execute(query).fetchall() == [
            *[("ann|T1", 10, False), ("ann|T2", 8, False)],
            *[("bob|R3", -5, True), ("bob|T3", 15, False)],
        ]
