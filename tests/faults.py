"""Builds that are killed: each in a process of its own, and what must hold after the next."""

import ctypes
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import MODELS_ONLY, QUICK, Build, differences, run_dbt
from tests.nights import SETTINGS, Shop

FAULT_SETTINGS = {**SETTINGS, **QUICK}
# the processes read the project that this one has stored
os.environ.setdefault("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
# forked from a process that has read dbt and does nothing else: a build alone is what is killed
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults", "clustering.lifecycle"])
# never rewritten: models, and what was reported
HISTORY = ("marts.cluster_model", "marts.reported_segments")
# of unshare(2)
NEW_USERS, NEW_MOUNTS = 0x10000000, 0x00020000


def build_and_exit(
    raw: Path,
    folder: Path,
    settings: Mapping[str, object],
    command: Sequence[str] = MODELS_ONLY,
) -> None:
    """Build, in a process of its own; its code says whether that went well."""
    build = run_dbt(raw, folder, settings, command)
    if not build.success:
        sys.exit(build.message)


def kill_build(raw: Path, folder: Path, seconds: float | None) -> int:
    """Start a build and kill it after some seconds, if it still runs; the code it ended with."""
    process = processes.Process(target=build_and_exit, args=(raw, folder, FAULT_SETTINGS))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    code = process.exitcode
    assert code is not None
    return code


@dataclass(frozen=True)
class Step:
    """A build that is to be killed, and how it ends undisturbed.

    Attributes
    ----------
    raw
        The folder of the files.
    before
        What it begins with: an empty shop, or the build of the night before.
    clean
        How it ends undisturbed.
    seconds
        How long that takes in a process of its own.
    """

    raw: Path
    before: Build
    clean: Build
    seconds: float

    def start(self, folder: Path) -> Build:
        """Put what it begins with into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("shop.duckdb*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        return Build(Path(shutil.copy(self.before.database, folder)), True, "")

    def faults_after_kill(self, folder: Path, seconds: float) -> tuple[int, dict[str, int]]:
        """Kill the build after some seconds and build again.

        Returns the code that the killed build ended with, and the number of rows that are lost or
        differ by table: none if the next build ends as one that was not killed.
        """
        killed = self.start(folder)
        code = kill_build(self.raw, folder, seconds)
        found = {f"{table} after the kill": rows for table, rows in lost(self.before, killed)}
        again = run_dbt(self.raw, folder, FAULT_SETTINGS)
        assert again.success, again.message
        found |= differences(self.clean, again) | differences(again, self.clean)
        return code, found | dict(lost(self.before, again))


def prepare(folder: Path, seed: int) -> tuple[Step, Step]:
    """Return the first build of a small shop, and that of a night after it."""
    shop = Shop(folder / "raw", seed)
    empty, first, night = (folder / name / "shop.duckdb" for name in ("empty", "first", "night"))
    shop.write_map(empty)
    for database in (first, night):
        database.parent.mkdir()
    shutil.copy(empty, first)
    built = run_dbt(shop.folder.parent, first.parent, FAULT_SETTINGS)
    assert built.success, built.message
    first_raw = Path(shutil.copytree(shop.folder.parent, folder / "first_raw"))
    shop.night(["append", "late", "take_back", "correction", "file_changed"])
    shutil.copy(first, night)
    # the process that the others are forked from takes a while to begin
    kill_build(shop.folder.parent, folder / "nothing", 0)
    began = time.monotonic()
    assert kill_build(shop.folder.parent, night.parent, None) == 0
    seconds = time.monotonic() - began
    return (
        Step(first_raw, Build(empty, True, ""), built, seconds),
        Step(shop.folder.parent, built, Build(night, True, ""), seconds),
    )


def lost(before: Build, after: Build) -> Iterator[tuple[str, int]]:
    """Tables of models and of what was reported, with the number of rows that are gone."""
    for table in HISTORY:
        schema, name = table.split(".")
        known = f"select 1 from duckdb_tables() where schema_name = '{schema}' "
        if before.rows(f"{known} and table_name = '{name}'"):
            gone = set(before.rows(f"from {table}")) - set(after.rows(f"from {table}"))
            if gone:
                yield table, len(gone)


def enter_small_disk(folder: Path, size: str) -> None:
    """Give this process a small disk of its own at a folder, which goes when it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    owner, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_USERS | NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "no namespace of mounts")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {owner} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)


def remount(folder: Path, options: str) -> None:
    """Change that disk."""
    subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)
