"""A PostgreSQL server of the tests' own: on a loopback port, gone when they end."""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Server:
    """Where the server listens and who owns it; everybody needs a password."""

    port: int
    owner: str
    password: str

    def url(self, driver: str = "postgresql", user: str | None = None) -> str:
        return f"{driver}://{user or self.owner}@127.0.0.1:{self.port}/postgres"


def find_programs() -> Path | None:
    """Folder of the server's programs."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).parent / "pg_ctl").exists():
        return Path(on_path).parent
    folders = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


def _run(arguments: Sequence[str | Path]) -> None:
    # the server refuses to be run by root
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def run_server(programs: Path) -> Iterator[Server]:
    """Start a server on a free port, with an empty database."""
    # pytest's folders are closed to the server's user
    folder = Path(mkdtemp(prefix="segmart-postgres-"))
    password = secrets.token_hex(8)
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    data = folder / "data"
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    try:
        _run(
            [
                *(programs / "initdb", "--pgdata", data, "--username", "owner", "--no-sync"),
                *("--auth", "scram-sha-256", "--pwfile", secret),
                *("--encoding", "UTF8", "--no-locale"),
            ]
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -p {port} -c fsync=off"
        options += f" -c unix_socket_directories={folder}"
        control = [programs / "pg_ctl", "--pgdata", data, "--log", folder / "log", "--wait"]
        _run([*control, "--options", options, "start"])
        try:
            yield Server(port, "owner", password)
        finally:
            _run([*control, "--mode", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)
