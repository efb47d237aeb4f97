"""Through every fault: the next build ends as if there had been none, one line says what to do."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dbt_project.landing import land_inspect
from reports.publishing.publish import publish
from reports.publishing.targets import Targets
from tests.conftest import ROOT, Build, absent, differences, run_dbt
from tests.faults import (
    FAULT_SETTINGS,
    Step,
    build_and_exit,
    enter_small_disk,
    prepare,
    processes,
    remount,
)

KILLS = 5
NO_DISK = 77
ONE_MODEL = ("run", "--select", "dim_marts")
LAYOUT = json.dumps({"columns": ["customer_id"], "optional": []})


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Step, Step]:
    return prepare(tmp_path_factory.mktemp("faults"), 0)


@pytest.fixture(scope="module")
def night(steps: tuple[Step, Step]) -> Step:
    return steps[1]


@pytest.mark.parametrize("kill", range(KILLS))
def test_the_build_after_one_that_was_killed_ends_as_if_it_had_not_been(
    steps: tuple[Step, Step], tmp_path: Path, kill: int
) -> None:
    step = steps[kill % 2]
    # one in each fifth of a build
    seconds = step.seconds * random.Random(kill).uniform(kill, kill + 1) / KILLS
    code = 0
    while code == 0:
        code, found = step.faults_after_kill(tmp_path, seconds)
        assert found == {}
        # it ended before, if the machine is less busy than when a build was measured
        seconds /= 2
    assert code == -9


def fill_and_protect(step: Step, folder: Path, told: Path) -> None:
    """Build on a disk that fills up, is full, is read-only, and is well again."""
    elsewhere = told.with_name("elsewhere")
    elsewhere.mkdir()
    try:
        enter_small_disk(folder, "900k")
    except (OSError, subprocess.CalledProcessError):
        sys.exit(NO_DISK)
    for name in ("target", "logs"):
        (folder / name).symlink_to(elsewhere)
    shutil.copy(step.before.database, folder)
    builds = [run_dbt(step.raw, folder, FAULT_SETTINGS)]
    room = os.statvfs(folder)
    (folder / "others").write_bytes(bytes(room.f_bavail * room.f_frsize))
    builds.append(run_dbt(step.raw, folder, FAULT_SETTINGS))
    (folder / "others").unlink()
    remount(folder, "size=100m,ro")
    builds.append(run_dbt(step.raw, folder, FAULT_SETTINGS))
    remount(folder, "rw")
    builds.append(run_dbt(step.raw, folder, FAULT_SETTINGS))
    found = differences(step.clean, builds[-1])
    told.write_text(json.dumps([[build.message for build in builds], found]))


def test_a_disk_that_is_full_or_read_only_costs_nothing_but_time(
    steps: tuple[Step, Step], tmp_path: Path
) -> None:
    folder, told = tmp_path / "disk", tmp_path / "told.json"
    folder.mkdir()
    process = processes.Process(target=fill_and_protect, args=(steps[0], folder, told))
    process.start()
    process.join()
    if process.exitcode == NO_DISK:
        pytest.skip("this user may not mount a disk in a namespace of its own")
    assert process.exitcode == 0
    (filling, full, protected, well), found = json.loads(told.read_text())
    database = folder / "shop.duckdb"
    line = f"{database}: the disk is full; free some space and build again, nothing that was"
    assert f"{line} reported is lost" in [text.strip() for text in filling.splitlines()]
    said = f"{database}: cannot be written (No space left on device); free some space, or set"
    assert said in full and full.count(str(database)) == 1
    assert protected.splitlines()[-1].strip() == (
        f"{database}: cannot be written (Read-only file system); make it and its folder writable, "
        "or set SEGMART_DATABASE to a file elsewhere"
    )
    assert (well, found) == ("", {})


@pytest.fixture
def held(night: Step, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the database open until it reads a line."""
    night.start(tmp_path)
    hold = (
        f"import duckdb; c = duckdb.connect('{tmp_path}/shop.duckdb'); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stdout.readline() == b"\n"
        yield process
        process.kill()


def test_a_limit_of_memory_that_is_none_stops_with_one_line(
    night: Step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMART_MEMORY", "plenty")
    build = run_dbt(night.raw, tmp_path, FAULT_SETTINGS, ONE_MODEL)
    assert not build.success
    assert build.message.splitlines()[-1].strip() == (
        "SEGMART_MEMORY: found 'plenty', allowed: a size such as 4GB or a share such as 80%"
    )
    monkeypatch.setenv("SEGMART_MEMORY", "400MB")
    night.start(tmp_path / "small")
    build = run_dbt(night.raw, tmp_path / "small", FAULT_SETTINGS, ONE_MODEL)
    assert build.success, build.message


def test_a_second_build_stops_with_one_line(
    night: Step, held: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMART_WAIT", "0.5")
    build = run_dbt(night.raw, tmp_path, FAULT_SETTINGS, ONE_MODEL)
    assert not build.success
    assert build.message.splitlines()[1:] == [
        f"  {tmp_path}/shop.duckdb: process {held.pid} has it open, such as another build; begin "
        "again when that has ended, or set SEGMART_WAIT to the seconds to wait for it (now 0.5)"
    ]


def test_a_second_build_waits_where_it_is_asked_to(
    night: Step, held: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMART_WAIT", "600")
    second = processes.Process(
        target=build_and_exit, args=(night.raw, tmp_path, FAULT_SETTINGS, ONE_MODEL)
    )
    second.start()
    second.join(4)
    assert second.is_alive()
    held.communicate(b"\n")
    second.join()
    assert second.exitcode == 0


def test_what_a_killed_build_left_beside_the_database_goes(night: Step, tmp_path: Path) -> None:
    build = night.start(tmp_path)
    left = [Path(f"{build.database}.{ending}") for ending in ("landing", "tmp")]
    for folder in left:
        folder.mkdir()
        (folder / "rows").write_text("of an erased customer")
    assert run_dbt(night.raw, tmp_path, FAULT_SETTINGS, ONE_MODEL).success
    assert [folder.exists() for folder in left] == [False, False]


def test_a_file_that_goes_between_two_looks_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "night.csv"
    told = json.loads(land_inspect(str(gone), LAYOUT))["error"]
    assert told == (
        f"{gone}: cannot be read (No such file or directory); build again once it is there and "
        "readable"
    )


def test_a_file_that_cannot_be_read_stops_the_build(night: Step, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(night.raw, raw)
    broken = raw / "orders" / "broken.csv"
    # a file of which the first byte cannot be read, as on a failing disk
    broken.symlink_to("/proc/self/mem")
    night.start(tmp_path)
    build = run_dbt(raw, tmp_path, FAULT_SETTINGS, ONE_MODEL)
    assert (
        f"{broken}: cannot be read (Input/output error); build again once it is there and readable"
    ) in [line.strip() for line in build.message.splitlines()]


def publish_all(database: Path, folder: Path) -> None:
    targets = Targets(folder / "shop.duckdb", folder / "parquet", None, folder / "audiences")
    publish(database, targets)


def published(folder: Path) -> list[str]:
    """The date of each published copy, every part of which says the same."""
    with duckdb.connect(str(folder / "shop.duckdb"), read_only=True) as connection:
        ((date, newest, _),) = connection.execute(
            "select as_of_date, (select max(as_of_date) from marts.fct_customer_features), "
            "(select count(*) from marts.segment_strategies) from marts.rpt_settings"
        ).fetchall()
        assert date == newest
    dates = [str(date)]
    for name in ("parquet", "audiences"):
        manifest = json.loads((folder / name / "manifest.json").read_text(encoding="utf-8"))
        for entry in manifest["files"]:
            content = (folder / name / entry["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        dates.append(manifest["as_of_date"])
    return dates


def test_a_publication_that_is_killed_at_any_moment_is_never_torn(
    night: Step, tmp_path: Path
) -> None:
    publish_all(night.before.database, tmp_path)
    old = published(tmp_path)
    shutil.copytree(tmp_path, tmp_path / "whole")
    began = time.monotonic()
    publish_all(night.clean.database, tmp_path / "whole")
    seconds = time.monotonic() - began
    new = published(tmp_path / "whole")
    assert not set(old) & set(new)
    for kill in range(KILLS):
        process = processes.Process(target=publish_all, args=(night.clean.database, tmp_path))
        process.start()
        process.join(seconds * random.Random(kill).uniform(kill, kill + 1) / KILLS)
        process.kill()
        process.join()
        assert all(date in pair for date, *pair in zip(published(tmp_path), old, new, strict=True))
    publish_all(night.clean.database, tmp_path)
    assert published(tmp_path) == new


def test_a_database_that_is_none_any_more_is_named(night: Step, tmp_path: Path) -> None:
    (tmp_path / "shop.duckdb").write_text("no database" * 1000)
    build = run_dbt(night.raw, tmp_path, FAULT_SETTINGS, ONE_MODEL)
    (line,) = build.message.splitlines()[1:]
    assert line.strip().startswith(f"{tmp_path}/shop.duckdb: cannot be opened (IO Error: ")
    assert line.endswith("put a copy of it back or set SEGMART_DATABASE to a new file")


def test_locale_and_time_zone_of_the_machine_have_no_part_in_what_is_built(
    steps: tuple[Step, Step], tmp_path: Path
) -> None:
    step = steps[0]
    # another encoding of files, another lower case of I, and the first zone of a new day
    places = {"LC_ALL": "tr_TR.ISO-8859-9", "LOCPATH": str(tmp_path), "TZ": "Pacific/Kiritimati"}
    name, encoding = places["LC_ALL"].split(".")
    made = tmp_path / places["LC_ALL"]
    try:
        subprocess.run(["localedef", "-i", name, "-f", encoding, made], check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        absent("localedef", "tests/warehouse/install.sh")
    step.start(tmp_path / "built")
    program = (
        "import locale; from tests.faults import *; locale.setlocale(locale.LC_ALL, ''); "
        f"assert locale.getpreferredencoding() == '{encoding}'; "
        f"build_and_exit(Path('{step.raw}'), Path('{tmp_path}/built'), FAULT_SETTINGS)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=os.environ | places, check=True)
    built = Build(tmp_path / "built" / "shop.duckdb", True, "")
    assert differences(step.clean, built) == {}
