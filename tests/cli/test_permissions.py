"""What every command calls is in the catalogue of permissions, and what a missing one comes to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from batcher import sandbox
from batcher.cli import app
from batcher.core import example
from batcher.core.permissions import COMMANDS, RESOURCES, Access, Permission, needed
from batcher.sandbox import Fault
from tests.cli.desk import ADD, Desk, Ended

WORDS = "The provided key does not have the required permissions for this endpoint."


@dataclass(eq=False)
class Guarded:
    """A desk at an account of the embedded Stripe whose key lacks some permissions."""

    desk: Desk
    stripe: sandbox.Sandbox  # type: ignore[name-defined]
    lacking: set[Permission] = field(default_factory=set)

    def refuse(self, phase: str, method: str, path: str, body: str) -> Fault | None:
        if phase != "before" or needed(method, path) not in self.lacking:
            return None
        error = {"message": WORDS, "type": "invalid_request_error"}
        return Fault(status=403, body=json.dumps({"error": error}))

    def asked(self, *words: object, ends: int | None = None) -> tuple[Ended, set[Permission]]:
        """What a command came to, and the permissions of everything it called."""
        before = len(self.stripe.state.requests)
        ended = self.desk(*words, ends=ends)
        called = list(self.stripe.state.requests)[before:]
        found = {needed(one.method, one.path) for one in called}
        assert None not in found, called
        return ended, {one for one in found if one is not None}

    @property
    def writes(self) -> int:
        return sum(one.method == "POST" for one in self.stripe.state.requests)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    made: list[Guarded] = []

    def hook(phase: str, method: str, path: str, body: str) -> Fault | None:
        return made[0].refuse(phase, method, path, body) if made else None

    with sandbox.start(None, seed=example.objects(), faults=hook) as stripe:  # type: ignore[arg-type]
        desk = Desk(tmp_path)
        desk.environment |= {"STRIPE_API_KEY": stripe.key, "BATCHER_API_BASE": stripe.url}
        made.append(Guarded(desk, stripe))
        desk("template", "--example", "-o", "example.xlsx", ends=0)
        yield made[0]


def test_every_command_is_in_the_catalogue() -> None:
    from typer.main import get_command

    listed = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert listed <= set(COMMANDS)
    assert set(COMMANDS) - listed <= {"approve", "serve", "settings"}  # of rooms not built yet


def test_each_command_calls_what_the_catalogue_says_and_no_more(guarded: Guarded) -> None:
    found: dict[str, set[Permission]] = {}

    def call(command: str, *words: object, ends: int = 0) -> Ended:
        ended, asked = guarded.asked(command, *words, ends=ends)
        found[command] = found.get(command, set()) | asked
        return ended

    call("check", "example.xlsx")
    call("plan", "example.xlsx", "-o", "plan.json")
    call("apply", "plan.json", "--yes")
    run = call("runs", "--json").json["runs"][0]["run"]
    for command in ("resume", "retry"):
        call(command, run, "--yes")
    for command in ("verify", "report", "show"):
        call(command, run)
    call("undo", run, "-o", "undo.xlsx", ends=3)
    call("run", "undo.xlsx", "--yes")
    call("run", "example.xlsx", "--yes", "--repeat", "again")
    call("export", "-o", "export.xlsx")
    call("doctor")
    folder = guarded.desk.folder / "in"
    folder.mkdir()
    guarded.desk.sheet("in/add_lines.csv", ADD)
    call("inbox", folder, "--once", "--yes")
    for command, asked in found.items():
        assert asked <= COMMANDS[command], command
    reads = COMMANDS["plan"]
    write = {Permission("invoices", Access.WRITE)}
    # Not only no more: what the example workbook makes a command call is all there is.
    assert found["plan"] == reads
    assert found["apply"] == found["run"] == reads | write == COMMANDS["run"]
    for command in ("export", "verify", "undo", "doctor"):
        assert found[command] == COMMANDS[command], command
    for command in ("check", "report", "show", "runs"):
        assert found[command] == set()


def reads(without: str) -> list[Permission]:
    """The reads of a run without which it goes on in this way."""
    found = [Permission(one, Access.READ) for one, r in RESOURCES.items() if r.without == without]
    return [one for one in found if one in COMMANDS["run"]]


def test_a_read_without_which_nothing_can_be_done_is_named(guarded: Guarded) -> None:
    (lacking,) = reads("stops")
    guarded.lacking = {lacking}
    ended = guarded.desk("run", "example.xlsx", "--yes", "--json", ends=5)
    assert str(lacking) in ended.json["error"]
    assert WORDS in ended.json["error"]
    assert guarded.writes == 0


def test_a_read_that_a_row_depends_on_rejects_it(guarded: Guarded) -> None:
    guarded.lacking = set(reads("rejects"))
    ended = guarded.desk("run", "example.xlsx", "--yes", "--json", ends=1)
    told = [one for one in ended.json["problems"] if one["code"] == "object_forbidden"]
    for lacking in guarded.lacking:
        assert any(str(lacking) in one["message"] for one in told), lacking
    assert all(WORDS in one["message"] for one in told)
    assert guarded.writes == 0


def test_reads_that_only_check_are_named_and_the_rest_is_sent(guarded: Guarded) -> None:
    guarded.lacking = {*reads("warns"), *reads("goes_on")}
    ended = guarded.desk("run", "example.xlsx", "--yes", "--json", ends=0)
    told = [one for one in ended.json["problems"] if one["code"] == "object_unreadable"]
    for lacking in reads("warns"):
        assert any(str(lacking) in one["message"] for one in told), lacking
    assert (ended.json["status"], ended.json["rows"]["applied"] > 0) == ("applied", True)


def test_every_way_is_tried() -> None:
    tried = {*reads("stops"), *reads("rejects"), *reads("warns"), *reads("goes_on")}
    assert tried == {one for one in COMMANDS["run"] if one.access is Access.READ}


@pytest.mark.parametrize("command", ["run", "inbox"])
def test_a_write_that_is_not_allowed_stops_and_resume_ends_it(
    guarded: Guarded, command: str
) -> None:
    desk, lacking = guarded.desk, Permission("invoices", Access.WRITE)
    guarded.lacking = {lacking}
    if command == "inbox":
        (desk.folder / "in").mkdir()
        (desk.folder / "example.xlsx").rename(desk.folder / "in" / "example.xlsx")
        ended = desk("inbox", "in", "--once", "--yes", "--json").json["runs"][0]
    else:
        ended = desk("run", "example.xlsx", "--yes", "--json").json
    assert ended["rows"]["applied"] == 0
    assert ended["rows"]["in_doubt"] == 0
    assert f"Invoices: Write ({WORDS})" in ended["error"]
    assert "resume" in ended["error"]
    guarded.lacking = set()
    done = desk("resume", ended["run"], "--yes", "--json", ends=0).json
    assert done["rows"]["applied"] > 0
    assert done["rows"]["not_sent"] == 0


def test_commands_that_only_read_name_it_too(guarded: Guarded) -> None:
    desk = guarded.desk
    desk("run", "example.xlsx", "--yes", ends=0)
    run = desk("runs", "--json").json["runs"][0]["run"]
    guarded.lacking = {Permission("invoices", Access.READ)}
    for words in (["export"], ["verify", run], ["undo", run]):
        ended = desk(*words, "--json", ends=5)
        assert "Invoices: Read" in ended.json["error"], words
