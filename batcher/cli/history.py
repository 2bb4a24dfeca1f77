"""The commands that ask the ledger alone: `report`, `runs`, `show` and `backup`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batcher.cli import speaking
from batcher.cli.ending import boundary, fail
from batcher.cli.layout import aligned
from batcher.core.reporting import Exit
from batcher.history import BACKUP_NOTE, listed, offline_edges, open_runs, shown
from batcher.locale import word
from batcher.submissions import open_submissions, submission

if TYPE_CHECKING:
    from batcher.cli.face import Face


def report(wanted: str, chain: bool, output: Path | None, face: Face) -> None:
    """`batcher report`."""
    from batcher.run import report as write_again
    from batcher.run import report_chain

    with boundary(face), offline_edges(face.settings, output) as edges:
        write = report_chain if chain else write_again
        result = write(wanted, edges, face.language)
    if face.as_json:
        speaking.say_json(result.object)
    else:
        speaking.say_result(result.object, face.language)


def evidence(wanted: str, output: Path | None, face: Face) -> None:
    """`batcher report --evidence`."""
    from batcher.run import evidence as gather

    with boundary(face), offline_edges(face.settings, None) as edges:
        result = gather(wanted, edges, output)
    if face.as_json:
        speaking.say_json(result.object)
        return
    speaking.say_path("evidence", Path(result.object["evidence"]), face.language, as_json=False)
    head, sha256 = result.object["ledger_head"], result.object["sha256"]
    speaking.say(word("evidence.said", face.language, head=head, sha256=sha256))


def runs(face: Face) -> None:
    """`batcher runs`."""
    with boundary(face), open_runs(face.settings) as ledger:
        found = listed(ledger)
        open_ones = [one.object for one in open_submissions(ledger)]
    if face.as_json:
        speaking.say_json({"runs": found, **({"submitted": open_ones} if open_ones else {})})
        return
    if open_ones:
        say_submissions(open_ones, face.language)
    if not found:
        speaking.say(word("cli.no_runs", face.language))
    else:
        head = [word(f"cli.runs.{name}", face.language) for name in ("run", "began", "status")]
        several = len({one["account"] for one in found}) > 1
        names = ("account", "mode", "workbook") if several else ("mode", "workbook")
        head += [word(f"cli.runs.{name}", face.language) for name in names]
        for line in aligned([head, *(_run(one, names, face.language) for one in found)]):
            speaking.say(line)


def say_submissions(found: Sequence[Mapping[str, Any]], language: str) -> None:
    """One line for each workbook that was handed over to the workers."""
    names = ("submitted", "at", "state", "account", "run", "workbook")
    head = [word(f"fleet.runs.{name}", language) for name in names]
    for line in aligned([head, *(_submission(one, language) for one in found)]):
        speaking.say(line)


def _submission(found: Mapping[str, Any], language: str) -> list[str]:
    state = word(f"fleet.state.{found['state']}", language)
    ended = f" ({found['status']})" if found["status"] else ""
    return [
        str(found["submitted"]),
        _instant(found["since"]),
        f"{state}{ended}",
        f"{found['account']}/{found['mode']}",
        str(found["run"] or "-"),
        str(found["workbook"]),
    ]


def _status(found: Mapping[str, Any], language: str) -> str:
    approval = found["approval"]
    if approval and approval["state"] == "waiting":
        return word("cli.waiting_approval", language)
    return str(found["status"] or "-")


def _run(found: Mapping[str, Any], names: Sequence[str], language: str) -> list[str]:
    """A line of the list; `names`: what stands after the status."""
    begun = [str(found["run"]), _instant(found["created_at"]), _status(found, language)]
    return [*begun, *(str(found[name]) for name in names)]


def _instant(iso: str) -> str:
    """`2026-11-22 14:39:54` in UTC, as the ledger has it."""
    return iso[:19].replace("T", " ")


def show(wanted: str, face: Face) -> None:
    """`batcher show`, of a run or of what was submitted."""
    with boundary(face), open_runs(face.settings) as ledger:
        handed_over = submission(ledger, wanted)
        found = handed_over.object if handed_over else shown(ledger, wanted)
    if face.as_json:
        speaking.say_json(found)
        return
    if handed_over:
        say_submissions([found], face.language)
        return
    if found["purged"]:
        told = {"run": wanted, "at": found["purged"]["at"][:10], "who": found["purged"]["who"]}
        speaking.say(word("cli.purged", face.language, **told), speaking.YELLOW)
    if found["object"]:
        speaking.say_result(found["object"], face.language)
    if found["requests"]:
        names = ("sent", "request", "invoice", "kind", "lines", "outcome", "stripe")
        head = [word(f"cli.show.{name}", face.language) for name in names]
        for line in aligned([head, *map(_request, found["requests"])], frozenset({4})):
            speaking.say(line)


def _request(found: Mapping[str, Any]) -> list[str]:
    status = found["http_status"]
    return [
        _instant(found["sent_at"]),
        f"{found['request']}.{found['attempt']}",
        str(found["invoice"]),
        str(found["kind"]),
        str(found["lines"]),
        f"{found['outcome']} ({status})" if status else str(found["outcome"]),
        str(found["stripe_request_id"] or "-"),
    ]


def backup(output: Path | None, face: Face) -> None:
    """`batcher backup`; exits 2 for a file that is there, or a server's ledger."""
    from batcher.ledger import BackupElsewhere, open_ledger

    settings = face.settings
    name = f"ledger-{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite3"
    chosen = output or Path(name)
    path = (chosen / name if chosen.is_dir() else chosen).absolute()
    if path.exists():
        text = word("cli.backup_taken", face.language, path=str(path))
        fail(Exit.USAGE, text, face.as_json)
    with (
        boundary(face),
        open_ledger(settings.ledger_url or None, settings.home, language=face.language) as ledger,
    ):
        try:
            ledger.backup(path)
        except BackupElsewhere as error:
            fail(Exit.USAGE, str(error), face.as_json)
        count = len(ledger.runs())
        noted = datetime.now(UTC).isoformat()
        (settings.home / BACKUP_NOTE).write_text(noted, encoding="ascii")
    if face.as_json:
        speaking.say_json({"backup": str(path), "runs": count})
    else:
        speaking.say(word("cli.backup", face.language, path=str(path), runs=str(count)))
