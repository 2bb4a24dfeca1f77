"""A PostgreSQL server of the tests' own: in a temporary folder, on loopback, as nobody's superuser.

Any version whose binaries are on this machine will do; the distribution's own cluster is left
alone. One server serves a whole test run, whatever its number of workers; `python -m
tests.postgres` watches over it and takes it away when the test run has ended, however it ended.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import filelock
import pytest

REQUIRED = "BATCHER_TEST_POSTGRES"
USER = "batcher"
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60
LOOK_S = 0.1


@cache
def binaries() -> Path | None:
    """The folder of a server's programs: the newest that Debian holds, else that of PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and os.name == "posix" else None


def require() -> None:
    """Skip the test where there is no server to start; fail it where CI says there must be."""
    if binaries() is not None:
        return
    reason = "no PostgreSQL server on this machine (on Debian: apt-get install postgresql)"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class Server:
    """A server in `folder`; it may run or be stopped."""

    folder: Path
    port: int
    password: str

    def url(self, database: str = "postgres", scheme: str = "postgresql") -> str:
        """The address of one of its databases."""
        return f"{scheme}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and return when it answers."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c max_connections=200"
        options += f" -c unix_socket_directories='{self.folder}'"
        self._control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is as if the machine had lost its power."""
        self._control("stop", "-m", mode)

    def _control(self, *words: str) -> None:
        data = str(self.folder / "data")
        call(self.folder, "pg_ctl", "-D", data, "-w", "-t", str(PATIENCE_S), *words)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement outside any transaction of ours; its rows."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a new database, dropped again at the end."""
        name = f"t_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def call(folder: Path, program: str, *words: str, **environment: str) -> str:
    """Run one of PostgreSQL's programs as somebody without rights; its output."""
    where = binaries()
    assert where is not None
    # The server refuses to run as root; its output goes to a file that a child keeps open.
    rights: dict[str, object] = {}
    if os.geteuid() == 0:
        rights = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        ended = subprocess.run(
            [where / program, *words],
            cwd=folder,
            env={**os.environ, "LC_ALL": "C", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE_S * 2,
            check=False,
            **rights,  # type: ignore[call-overload]
        )
        output.seek(0)
        text = output.read()
    assert ended.returncode == 0, f"{program} {words}: {text}"
    return text


@contextmanager
def server() -> Iterator[Server]:
    """A server for one test alone, which may stop it as it likes."""
    folder = Path(tempfile.mkdtemp(prefix="batcher-postgres-"))
    made = _make(folder, os.getpid())
    try:
        yield made
    finally:
        take_away(folder)


def shared_server() -> Server:
    """The one server of this test run, started by whoever asks first."""
    # The workers of one run share a parent; a run without workers is its own.
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    owner = os.getppid() if is_worker else os.getpid()
    folder = Path(tempfile.gettempdir()) / f"batcher-postgres-shared-{owner}"
    with filelock.FileLock(f"{folder}.lock"):
        facts = folder / "server.json"
        if not facts.exists():
            if folder.exists():  # of a run long ago that had the same process id
                take_away(folder)
            folder.mkdir(mode=0o700)
            made = _make(folder, owner)
            told = {"port": made.port, "password": made.password}
            facts.write_text(json.dumps(told), encoding="utf-8")
        told = json.loads(facts.read_text(encoding="utf-8"))
    return Server(folder, told["port"], told["password"])


def _make(folder: Path, owner: int) -> Server:
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    watching = [sys.executable, "-m", "tests.postgres", str(folder), str(owner)]
    subprocess.run(watching, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made = Server(folder, probe.getsockname()[1], secrets.token_hex(16))
    secret = folder / "password"
    secret.write_text(made.password, encoding="ascii")
    if os.geteuid() == 0:
        shutil.chown(secret, "nobody", "nogroup")
    call(
        folder, "initdb", "-D", str(folder / "data"), "-U", USER, "-E", "UTF8", "--locale=C",
        "--auth=scram-sha-256", f"--pwfile={secret}",
    )  # fmt: skip
    made.start()
    return made


def take_away(folder: Path) -> None:
    """Stop the server in `folder`, if it runs, and remove everything of it."""
    if (folder / "data" / "postmaster.pid").exists():
        with suppress(AssertionError):  # it went by itself just now
            call(folder, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def watch(folder: Path, owner: int) -> None:
    """Return when the owner has gone or the folder has; then there is nothing of it any more."""
    while folder.exists() and _lives(owner):
        time.sleep(LOOK_S)
    take_away(folder)
    Path(f"{folder}.lock").unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # whoever started this does not wait for the end
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    watch(Path(sys.argv[1]), int(sys.argv[2]))
