"""The command: what it says, and how it stops with one line."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from reports.publishing.__main__ import main
from tests.conftest import Build


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line that the command stops with."""
    assert main([str(argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


def test_it_says_what_it_published_where(
    demo: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = tmp_path / "parquet"
    options = ["--database", demo.database, "--parquet", parquet, "--aggregates-only"]
    assert main([str(option) for option in options]) == 0
    (version,) = (parquet / "versions").iterdir()
    assert capsys.readouterr().out.endswith(f" tables as of 2024-06-30 in {version}\n")


def test_it_stops_while_a_build_is_writing(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hold = f"import duckdb; c = duckdb.connect('{shop}'); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as build:
        assert build.stdout and build.stdout.readline() == b"held\n"
        line = refusal(capsys, "--database", shop, "--duckdb", tmp_path / "published.duckdb")
        build.communicate(b"\n")
    assert line == (
        f"publishing: a build is writing to {shop} (process {build.pid}); "
        "allowed: publishing after it has ended"
    )
    assert not (tmp_path / "published.duckdb").exists()


def test_what_cannot_be_published_is_named(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = ("--parquet", tmp_path / "parquet")
    assert "nothing to publish to; allowed: one or more of" in refusal(capsys, "--database", shop)
    assert "no database at" in refusal(capsys, "--database", tmp_path / "none.duckdb", *to)
    both = ("--parquet", tmp_path, "--audiences", tmp_path)
    assert "allowed: a folder for each" in refusal(capsys, "--database", shop, *both)
    lists = ("--audiences", tmp_path / "lists", "--aggregates-only")
    assert "allowed: one of the two" in refusal(capsys, "--database", shop, *lists)
    # a build that was killed leaves no lock
    with duckdb.connect(str(shop)) as connection:
        connection.execute("update raw.build_state set is_whole = false")
    assert "the last build is not over, or not" in refusal(capsys, "--database", shop, *to)
    with duckdb.connect(str(shop)) as connection:
        connection.execute("update raw.build_state set is_whole = true")
        connection.execute("drop table marts.segment_summary")
    assert "no table marts.segment_summary; all are" in refusal(capsys, "--database", shop, *to)
    with duckdb.connect(str(shop)) as connection:
        connection.execute("drop table marts.dim_marts")
    assert "dim_marts does not exist" in refusal(capsys, "--database", shop, *to)
    assert not (tmp_path / "parquet").exists()


SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"postgresql://bi:{SECRET}@127.0.0.1/shop", "holds a password; allowed: the password in"),
        (f"host=127.0.0.1 password={SECRET}", "holds a password; allowed: the password in"),
        (f"mysql://bi:{SECRET}@127.0.0.1/shop", "cannot be read; allowed: postgresql://"),
    ],
)
def test_a_password_is_taken_from_the_environment_only_and_never_shown(
    demo: Build, capsys: pytest.CaptureFixture[str], url: str, told: str
) -> None:
    line = refusal(capsys, "--database", demo.database, "--aggregates-only", "--postgres", url)
    assert told in line
    assert SECRET not in line


def test_names_that_would_need_quotes_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    url = ("--postgres", "postgresql://bi@127.0.0.1/shop")
    line = refusal(capsys, *url, "--postgres-schema", "Marts; drop")
    assert "--postgres-schema: found Marts; drop; allowed: up to 40" in line
