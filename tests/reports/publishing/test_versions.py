"""A folder of versions: one pointer, nothing written twice, nothing taken from under a reader."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reports.errors import ReportError
from reports.publishing.files import exclusive
from reports.publishing.marts import Build
from reports.publishing.versions import File, publish_version

BUILD = Build(date(2024, 6, 30), "model", 10)


def writer(content: str) -> Callable[[Path], list[File]]:
    def write(folder: Path) -> list[File]:
        (folder / "list.csv").write_text(content, encoding="utf-8")
        return [File("list.csv", {"rows": len(content)})]

    return write


def put(folder: Path, content: str, *, keep_previous: bool = True) -> Path:
    return publish_version(folder, BUILD, writer(content), keep_previous=keep_previous)


def read(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return (folder / manifest["files"][0]["file"]).read_text(encoding="utf-8")


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its inode and its bytes."""
    return {
        str(path.relative_to(folder)): (path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_version_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    first, second, third = (put(tmp_path, content) for content in "abc")
    assert read(tmp_path) == "c"
    assert not first.exists()
    assert (second / "list.csv").read_text() == "b"
    # going back is a new publication of an old content
    assert put(tmp_path, "b") == second
    assert read(tmp_path) == "b" and third.exists()


def test_the_same_content_again_writes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a")
    put(tmp_path, "b")
    manifest = (tmp_path / "manifest.json").read_bytes()
    before = files(tmp_path)
    put(tmp_path, "b")
    assert files(tmp_path) == before
    assert (tmp_path / "manifest.json").read_bytes() == manifest
    # the version before is still there for its readers
    assert len(list((tmp_path / "versions").iterdir())) == 2


def test_nothing_older_stays_where_it_must_not(tmp_path: Path) -> None:
    put(tmp_path, "a")
    put(tmp_path, "b")
    kept = put(tmp_path, "b", keep_previous=False)
    assert list((tmp_path / "versions").iterdir()) == [kept]


def test_what_a_killed_run_left_and_what_somebody_altered_is_repaired(tmp_path: Path) -> None:
    version = put(tmp_path, "a")
    half = tmp_path / "versions" / ".new"
    half.mkdir()
    (half / "half.csv").write_text("hal")
    (version / "list.csv").write_text("altered")
    assert put(tmp_path, "a") == version
    assert read(tmp_path) == "a"
    assert sorted(path.name for path in version.iterdir()) == ["list.csv"]
    assert not half.exists()


@pytest.mark.parametrize("content", ["[]", "{}", '{"version": "1"}', "not json"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ReportError, match="is no manifest of published files"):
        put(tmp_path, "a")
    assert (tmp_path / "manifest.json").read_text() == content


def test_two_at_a_time_are_one_too_many(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path / ".lock", tmp_path),
        pytest.raises(ReportError, match="another process is publishing to"),
    ):
        put(tmp_path, "a")
    put(tmp_path, "a")
