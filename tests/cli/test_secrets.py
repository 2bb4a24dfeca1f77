"""The key is read, used and never seen again: not in a file, not on a screen, not in a log."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.main import get_command

from batcher import sandbox
from batcher.cli import app
from batcher.core import example
from tests.cli.desk import Desk

TYPED = "sk_test_" + "typedByMistake123"


@pytest.fixture
def stripe() -> Iterator[sandbox.Sandbox]:  # type: ignore[name-defined]
    with sandbox.start(None, seed=example.objects()) as running:
        yield running


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, zips (workbooks are some) part by part."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield from parts(str(path), path.read_bytes())


def parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            for part in opened.namelist():
                yield from parts(f"{name}!{part}", opened.read(part))


class Told(BaseHTTPRequestHandler):
    """A webhook that keeps what it is told."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.told.append(str(self.headers).encode() + self.rfile.read(length))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def webhook() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    server.told = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_key_is_nowhere(
    desk: Desk,
    stripe: sandbox.Sandbox,  # type: ignore[name-defined]
    webhook: ThreadingHTTPServer,
) -> None:
    desk.environment |= {
        "STRIPE_API_KEY": stripe.key,
        "BATCHER_API_BASE": stripe.url,
        "BATCHER_LOG": str(desk.folder / "log.jsonl"),
        "BATCHER_LOG_LEVEL": "debug",
        "BATCHER_NOTIFY_WEBHOOK": f"http://127.0.0.1:{webhook.server_address[1]}/told",
    }
    said: list[str] = []

    def call(*words: object) -> str:
        ended = desk(*words)
        said.extend((ended.out, ended.err))
        return ended.out

    call("template", "--example", "-o", "example.xlsx")
    call("plan", "example.xlsx", "-o", "plan.json", "--review", "review.xlsx")
    call("run", "example.xlsx", "--yes")
    run = desk("runs", "--json").json["runs"][0]["run"]
    for command in ("show", "verify", "resume", "retry", "undo"):
        call(command, run, *(["--yes"] if command in ("resume", "retry") else []))
    call("report", run)
    call("report", run, "--evidence")
    call("export", "-o", "export.xlsx")
    call("doctor")
    call("backup")
    call("runs", "--json")
    arrived = desk.folder / "in"
    arrived.mkdir()
    desk.sheet("in/add_lines.csv", "invoice,amount,description\nin_Quillmere,1.00,Late\n")
    desk.sheet("in/bad.csv", "invoice,amount\nnone,x\n")
    call("inbox", "in", "--once", "--yes", "--json")
    desk.environment["BATCHER_API_BASE"] = "http://127.0.0.1:9"  # nobody is there
    call("run", "example.xlsx", "--yes")
    desk.environment |= {"BATCHER_THREADS": "0", "BATCHER_PROXY": f"http://u:{stripe.key}@p:1"}
    call("runs")
    secret = stripe.key.encode()
    assert (desk.folder / "log.jsonl").stat().st_size > 1000
    assert len(webhook.told) == 1  # type: ignore[attr-defined]
    assert secret not in webhook.told[0]  # type: ignore[attr-defined]
    assert [text for text in said if stripe.key in text] == []
    seen = dict(everything(desk.folder))
    assert any("evidence.zip!" in name for name in seen)
    assert any("xl/worksheets" in name for name in seen)
    assert [name for name, content in seen.items() if secret in content] == []


def test_a_crash_shows_no_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours: where it happened and its class, never a value."""
    (desk.folder / "sitecustomize.py").write_text(
        "import batcher.wiring as wiring\n"
        "def broken(settings, connection):\n"
        "    key = __import__('os').environ['STRIPE_API_KEY']\n"
        "    raise ZeroDivisionError(key)\n"
        "wiring.read_key = broken\n",
        encoding="utf-8",
    )
    import os
    import subprocess
    import sys

    from tests.cli.desk import ROOT

    desk.sheet("add_lines.csv", "invoice,amount\nin_Quillmere,1.00\n")
    paths = os.pathsep.join([str(desk.folder), str(ROOT)])
    ended = subprocess.run(
        [sys.executable, "-m", "batcher", "run", "add_lines.csv", "--yes"],
        cwd=desk.folder,
        env={**os.environ, "STRIPE_API_KEY": TYPED, "PYTHONPATH": paths, "BATCHER_HOME": "home"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 5
    assert "ZeroDivisionError" in ended.stderr
    assert TYPED not in ended.stdout + ended.stderr


def test_no_command_takes_a_key() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        flags = [flag for one in command.params for flag in (*one.opts, *one.secondary_opts)]
        keys = [flag for flag in flags if re.search("key|secret|token", flag)]
        assert set(keys) <= {"--api-key-file", "api_key_file"}, name


@pytest.mark.parametrize(
    "words",
    [
        ["run", "book.xlsx", TYPED],
        ["run", "book.xlsx", "--api-key", TYPED],
        ["run", "book.xlsx", f"--api-key={TYPED}"],
        [TYPED],
        ["run", "book.xlsx", "--api-key-file", TYPED],
        ["show", TYPED],
        ["run", "book.xlsx", "--time-zone", TYPED, "--json"],
    ],
)
def test_a_key_typed_by_mistake_is_not_repeated(desk: Desk, words: list[str]) -> None:
    desk.sheet("book.xlsx", "")
    ended = desk(*words)
    assert ended.code != 0
    assert TYPED not in ended.out + ended.err


def test_surroundings_change_nothing(
    desk: Desk,
    stripe: sandbox.Sandbox,  # type: ignore[name-defined]
) -> None:
    """netrc, proxies and the SDK's own log setting: the key still goes, and nowhere else."""
    (desk.folder / ".netrc").write_text("machine 127.0.0.1 login other password wrong\n")
    (desk.folder / ".netrc").chmod(0o600)
    desk.environment |= {
        "STRIPE_API_KEY": stripe.key,
        "BATCHER_API_BASE": stripe.url,
        "HOME": str(desk.folder),
        "STRIPE_LOG": "debug",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    sheet = desk.sheet("add_lines.csv", "invoice,amount,description\nin_Quillmere,1.00,Late\n")
    ended = desk("run", sheet, "--yes", "--json", ends=0)
    assert ended.json["status"] == "applied"
    assert ended.err == ""
