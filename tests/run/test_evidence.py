"""The evidence of a run: whole, the same each time, and checked without batcher."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from batcher.core.model import Workbook
from batcher.core.ports import LedgerUnusable
from batcher.run import Result, RunUnknown, evidence
from batcher.wiring import WorkbookFiles
from tests.run.test_faults import refusal
from tests.run.undone import Desk
from tests.run.world import Sheets, World, rows

ROWS: Sheets = {
    "add_lines": [
        ["invoice", "amount", "currency", "description"],
        ["in_A", 5.0, "usd", "月額保管料"],
        ["in_B", 60.0, "usd", "second"],
    ],
}


class Books(WorkbookFiles):
    """Reads what a test put together, writes real files."""

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        return Desk().read(content, name, encoding)


@pytest.fixture
def partly(here: World) -> World:
    """R-1 added to in_A; Stripe refused in_B."""
    here.files = Books()  # type: ignore[assignment]
    here.faults.plan("/in_B/add_lines", refusal())
    assert rows(here.run(ROWS)) == {"total": 2, "applied": 1, "refused": 1}
    return here


def gathered(here: World, name: str = "e.zip") -> Result:
    with here.edges() as edges:
        return evidence("R-1", edges, here.home / name)


def unpacked(here: World, folder: Path) -> Path:
    with zipfile.ZipFile(gathered(here).object["evidence"]) as archive:
        archive.extractall(folder)
    return folder


def checked(folder: Path) -> tuple[int, str]:
    """What the script in the evidence says, run by a Python that knows no batcher."""
    ended = subprocess.run(
        [sys.executable, "-I", str(folder / "check.py")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_it_holds_everything_and_says_so(partly: World) -> None:
    found = gathered(partly)
    assert found.object["evidence"] == str(partly.home / "e.zip")
    content = (partly.home / "e.zip").read_bytes()
    assert found.object["sha256"] == hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(partly.home / "e.zip") as archive:
        assert archive.namelist() == [
            "manifest.json", "README.txt", "after.json", "before.json", "check.py",
            "confirmation.json", "exchanges.json", "input/november.xlsx", "ledger/events.jsonl",
            "leftovers.xlsx", "plan.json", "report.xlsx",
        ]  # fmt: skip
        told = {name: json.loads(archive.read(name)) for name in archive.namelist()
                if name.endswith(".json")}  # fmt: skip
        assert json.loads(archive.read("input/november.xlsx")) == ROWS
        words = archive.read("README.txt").decode()
    assert "Evidence of run R-1" in words
    assert "実行 R-1 の証跡" in words
    assert told["manifest.json"]["ledger_head"] == found.object["ledger_head"]
    assert [one["who"] for one in told["confirmation.json"]["said"]] == ["tests"]
    assert told["confirmation.json"]["answers"]["accept"] == []
    amounts = {
        name: {one["id"]: sum(line["amount"] for line in one["lines"]) for one in told[name]}
        for name in ("before.json", "after.json")
    }
    assert amounts == {
        "before.json": {"in_A": 1500, "in_B": 7000},
        "after.json": {"in_A": 2000, "in_B": 7000},
    }
    first, second = told["exchanges.json"]
    assert "lines[0][amount]=500" in first["sent"]["body"].replace("%5B", "[").replace("%5D", "]")
    assert json.loads(first["answer"]["body"])["id"] == "in_A"
    assert (first["outcome"]["event"], second["outcome"]["event"]) == ("applied", "refused")


def test_the_same_ledger_gives_the_same_bytes_at_any_time(partly: World) -> None:
    gathered(partly, "one.zip")
    partly.clock.wait(100_000.0)
    with partly.edges() as edges:
        events = len(edges.ledger.events("R-1"))
    gathered(partly, "two.zip")
    assert (partly.home / "one.zip").read_bytes() == (partly.home / "two.zip").read_bytes()
    with partly.edges() as edges:
        assert len(edges.ledger.events("R-1")) == events


def test_another_evidence_is_never_written_over(partly: World) -> None:
    gathered(partly)
    assert gathered(partly).object["evidence"] == str(partly.home / "e-2.zip")


def test_it_is_checked_with_python_alone(partly: World, tmp_path: Path) -> None:
    folder = unpacked(partly, tmp_path / "e")
    code, said = checked(folder)
    head = gathered(partly, "again.zip").object["ledger_head"]
    assert code == 0, said
    assert said.splitlines() == [
        "All parts and all events are as they were written.", f"ledger_head {head}",
    ]  # fmt: skip


def forged(folder: Path, name: str, change: Callable[[bytes], bytes], mend: bool) -> None:
    """Change a part, and the manifest with it where the forger thinks of that."""
    part = folder / name
    part.write_bytes(change(part.read_bytes()))
    if mend:
        path = folder / "manifest.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        told["parts"][name]["sha256"] = hashlib.sha256(part.read_bytes()).hexdigest()
        path.write_text(json.dumps(told), encoding="utf-8")


def less(content: bytes) -> bytes:
    return content[: content.rstrip().rindex(b"\n") + 1]


def other(content: bytes) -> bytes:
    return content.replace(b"500", b"600")


FORGERIES: list[tuple[str, Callable[[bytes], bytes], bool, str]] = [
    ("after.json", other, False, "after.json is missing or is not"),
    ("after.json", other, True, "after.json is not what the events say"),
    (
        "before.json",
        lambda c: c.replace(b"100", b"101"),
        True,
        "before.json is not what the events",
    ),
    ("exchanges.json", other, True, "exchanges.json is not what the events say"),
    ("confirmation.json", lambda c: c.replace(b"tests", b"boss"), True, "confirmation.json is not"),
    ("report.xlsx", lambda content: content + b"x", False, "report.xlsx is missing or is not"),
    ("ledger/events.jsonl", other, True, "does not follow from the one before it"),
    ("ledger/events.jsonl", less, True, "the last event is not the one the manifest names"),
    ("plan.json", other, True, "plan.json is not what the first event says"),
    ("input/november.xlsx", lambda c: c + b" ", True, "november.xlsx is not what the first"),
]


@pytest.mark.parametrize(("name", "change", "mend", "said"), FORGERIES)
def test_what_was_changed_since_is_found(
    partly: World,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    mend: bool,
    said: str,
) -> None:
    folder = unpacked(partly, tmp_path / "e")
    forged(folder, name, change, mend)
    code, told = checked(folder)
    assert code == 1
    assert said in told


def test_a_part_that_the_manifest_no_longer_names_is_missed(partly: World, tmp_path: Path) -> None:
    folder = unpacked(partly, tmp_path / "e")
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["parts"]["after.json"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert checked(folder) == (1, "after.json is not named in the manifest\n")


TAMPERING = [
    "UPDATE events SET detail = replace(detail, '500', '600') WHERE kind = 'sent'",
    "UPDATE workbooks SET content = CAST('{}' AS BLOB)",
    "UPDATE plans SET content = replace(content, '500', '600')",
]


@pytest.mark.parametrize("statement", TAMPERING)
def test_no_evidence_of_a_ledger_that_was_tampered_with(partly: World, statement: str) -> None:
    with sqlite3.connect(partly.home / "ledger.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        assert database.execute(statement).rowcount > 0
    database.close()
    with pytest.raises(LedgerUnusable, match="changed behind batcher's back"):
        gathered(partly)
    assert not (partly.home / "e.zip").exists()


def test_no_key_is_in_it(partly: World) -> None:
    with zipfile.ZipFile(gathered(partly).object["evidence"]) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"sk_test_" not in content, name
            assert partly.stripe.key.encode() not in content, name


def test_a_run_nobody_knows(here: World) -> None:
    with here.edges() as edges, pytest.raises(RunUnknown):
        evidence("R-9", edges)
