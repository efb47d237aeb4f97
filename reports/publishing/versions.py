"""A folder of versions: files that belong together, and a manifest that points to the newest.

A reader opens ``manifest.json`` once and reads the files that it names. They are never altered; the
version before stays for readers that opened the manifest just before it changed.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reports.errors import ReportError
from reports.publishing.files import exclusive, swap, sync
from reports.publishing.marts import Build

MANIFEST = "manifest.json"
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}")


@dataclass(frozen=True)
class File:
    """A file of a version and what the manifest says of it."""

    name: str
    about: dict[str, object]


def publish_version(
    folder: Path,
    build: Build,
    write: Callable[[Path], list[File]],
    *,
    keep_previous: bool,
) -> Path:
    """Write a version and point the manifest to it.

    Parameters
    ----------
    folder : Path
        Holds ``manifest.json`` and ``versions/<date>-<digest of the content>/``; made if missing.
    build : Build
        What the files are of.
    write : callable
        Writes the files into the folder that it is given and lists them, in a stated order.
    keep_previous : bool
        Whether the version before stays; older ones go in any case.

    Returns
    -------
    Path
        The folder of the version. The same content has the same one and is not written twice.

    Raises
    ------
    ReportError
        If the folder holds a manifest of something else, or is being published to.
    """
    with exclusive(folder / ".lock", folder):
        previous = _current(folder)
        new = folder / "versions" / ".new"
        # what a killed run left
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        files = write(new)
        header = {
            "as_of_date": str(build.as_of_date),
            "model_id": build.model_id,
            "smallest_published_cell": build.smallest_published_cell,
        }
        contents = [
            {"file": file.name, **file.about, **_measure(new / file.name)} for file in files
        ]
        digest = hashlib.sha256(_json([header, contents])).hexdigest()
        version = new.with_name(f"{build.as_of_date}-{digest[:12]}")
        _settle(new, version, contents)
        for entry in contents:
            entry["file"] = f"versions/{version.name}/{entry['file']}"
        manifest = folder / f".{MANIFEST}.new"
        manifest.write_bytes(_json({"version": version.name, **header, "files": contents}))
        swap(manifest, folder / MANIFEST)
        _clean(version, previous, keep_previous=keep_previous)
    return version


def _current(folder: Path) -> str | None:
    """Name of the version that the manifest points to."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        version = json.loads(path.read_text(encoding="utf-8"))["version"]
    except (ValueError, KeyError, TypeError):
        version = None
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise ReportError(
            f"{path} is no manifest of published files; allowed: a folder of their own"
        )
    return version


def _measure(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return {
            "bytes": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def _settle(new: Path, version: Path, contents: list[dict[str, object]]) -> None:
    """Give the finished files their name, unless the same ones are there already."""
    for entry in contents:
        sync(new / str(entry["file"]))
    sync(new)
    if version.exists():
        if all(
            (version / str(entry["file"])).is_file()
            and _measure(version / str(entry["file"])).items() <= entry.items()
            for entry in contents
        ):
            shutil.rmtree(new)
            return
        # somebody altered it
        shutil.rmtree(version)
    new.rename(version)
    sync(version.parent)


def _clean(version: Path, previous: str | None, *, keep_previous: bool) -> None:
    if keep_previous and previous == version.name:
        # nothing is new, so whichever other version is here is the one before
        return
    kept = {version.name, previous} if keep_previous else {version.name}
    for path in version.parent.iterdir():
        if VERSION.fullmatch(path.name) and path.name not in kept:
            shutil.rmtree(path)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
