"""What the command line says: one JSON object, or lines for a person. It counts nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from batcher.cli.layout import aligned
from batcher.core.model import Severity, Status
from batcher.core.redacting import redact
from batcher.locale import word

GROUP_SHOWN = 3
CELLS_SHOWN = 20
MONEY_WORDS = ("before", "expected_change", "actual_change", "other_change", "difference")
RED, YELLOW, GREEN, BLUE = "red", "yellow", "green", "blue"
_COLOURS = {"error": RED, "question": YELLOW, "warning": BLUE}


def say_json(found: Mapping[str, object]) -> None:
    """The one object, the only thing on standard output."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def say(text: str, colour: str | None = None) -> None:
    """One line for a person; in colour on a terminal that has not said NO_COLOR."""
    typer.secho(text, fg=None if os.environ.get("NO_COLOR") else colour)


def say_error(text: str) -> None:
    """Why a command ends without having done its work."""
    typer.secho(redact(text), err=True, fg=None if os.environ.get("NO_COLOR") else RED)


def say_path(name: str, path: Path, language: str, as_json: bool) -> None:
    """The file a command wrote, absolute; `name` is its name in the JSON object."""
    if as_json:
        say_json({name: str(path.absolute())})
    else:
        say(f"{word(f'cli.file.{name}', language)}: {path.absolute()}")


def say_problems(problems: Sequence[Mapping[str, Any]], language: str) -> None:
    """Problems (as `--json` prints them) for a person: errors first, equal ones as one group, and
    in a group as they stand in the workbook."""
    order = [severity.value for severity in Severity]
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for problem in _in_order(problems):
        groups.setdefault((problem["severity"], problem["code"]), []).append(problem)
    for (severity, code), listed in sorted(groups.items(), key=lambda g: order.index(g[0][0])):
        times = f" x {len(listed)}" if len(listed) > 1 else ""
        say(f"{word(f'cli.{severity}', language)} [{code}]{times}", _COLOURS[severity])
        for problem in listed[:GROUP_SHOWN]:
            where = _place(problem)
            say(f"  {where}: {problem['message']}" if where else f"  {problem['message']}")
        rest = listed[GROUP_SHOWN:]
        if rest:
            cells = ", ".join(_place(problem) for problem in rest[:CELLS_SHOWN])
            cells += ", …" if len(rest) > CELLS_SHOWN else ""
            say(f"  {word('cli.more', language, count=str(len(rest)), cells=cells)}")


def _in_order(problems: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Problems by sheet, row and column; what is about the whole comes before its parts."""
    sheets = list(dict.fromkeys(problem["sheet"] for problem in problems))

    def standing(problem: Mapping[str, Any]) -> tuple[int, int, int, str]:
        column = str(problem["cell"] or "").rstrip("0123456789")
        return sheets.index(problem["sheet"]), problem["row"] or 0, len(column), column

    return sorted(problems, key=standing)


def _place(problem: Mapping[str, Any]) -> str:
    """Where a problem is, as Excel writes it: `add_lines!D17`."""
    if problem["cell"] or problem["row"]:
        return f"{problem['sheet']}!{problem['cell'] or problem['row']}"
    return str(problem["sheet"])


def say_result(found: Mapping[str, Any], language: str) -> None:
    """A run's summary: what needs a hand first, then rows, money, files and what comes next."""
    for half in found["half_corrected"]:
        say(_half(half, language), RED)
    status = found["status"]
    good = status in ("applied", "unchanged")
    text = word(f"report.status.{status}", language)
    say(f"{found['run']}  {status}: {text}", GREEN if good else YELLOW)
    say(_rows(found["rows"], language))
    if found.get("chain"):
        say(word("cli.chain", language, runs=", ".join(found["chain"])))
    requests = {name: str(count) for name, count in found["requests"].items()}
    say(word("cli.requests", language, **requests))
    say_money(found["money"], language)
    if found["error"]:
        say_error(found["error"])
    for name in ("report", "leftovers"):
        if found.get(name):
            say_path(name, Path(found[name]), language, as_json=False)
    _say_undo(found, language)
    _say_changed(found, language)
    say_next(found, language)


def _say_undo(found: Mapping[str, Any], language: str) -> None:
    """Of a run that takes another back: its three groups, and how to go on past other people's
    edits."""
    undo = found.get("undo")
    if not undo:
        return
    counts = {name: str(undo[name]) for name in ("reversed", "kept", "could_not")}
    say(word("undo.groups", language, run=undo["of"], **counts))
    if undo["kept"] and found["status"] == "rejected":
        say(word("undo.go_on", language))


def _say_changed(found: Mapping[str, Any], language: str) -> None:
    """What verify found to be another now than when the run ended."""
    changed = found.get("changed")
    if changed is None:
        return
    say(word("cli.changed" if changed else "cli.changed_nothing", language))
    for one in changed:
        where = " ".join(part for part in (one["invoice"], one["line"]) if part)
        row = f" ({one['sheet']}!{one['row']})" if one["row"] else ""
        old, new = (one[name] or "-" for name in ("old", "new"))
        say(f"  {where}{row}  {one['column']}: {old} -> {new}")


def _half(half: Mapping[str, Any], language: str) -> str:
    code = "cli.half_until" if half["finalizes_at"] else "cli.half"
    at = str(half["finalizes_at"] or "")
    rows = str(half["rows_not_applied"])
    return word(code, language, invoice=half["invoice"], rows=rows, at=at)


def _rows(rows: Mapping[str, int], language: str) -> str:
    """`Rows: 220 in all = 215 applied + 5 refused`."""
    parts = [f"{rows[one.value]} {one.value}" for one in Status if rows[one.value]]
    total = word("cli.rows", language, total=str(rows["total"]))
    return f"{total} = {' + '.join(parts)}" if parts else total


def say_money(
    found: Mapping[str, Mapping[str, str]], language: str, words: Sequence[str] = MONEY_WORDS
) -> None:
    """Money by currency, one line each, under its headings."""
    if not found:
        return
    head = ["", *(word(f"cli.money.{name}", language) for name in words)]
    rows = [[currency.upper(), *(row[name] for name in words)] for currency, row in found.items()]
    for line in aligned([head, *rows], frozenset(range(1, len(head)))):
        say(f"  {line}")


def say_next(found: Mapping[str, Any], language: str) -> None:
    """What a person does after a run that left something open."""
    from batcher.core.reporting.ends import APPROVALS

    known = {"stopped": "cli.next.resume", "rejected": "cli.next.mend"}
    code = known.get(found["status"], "cli.next.retry" if found["leftovers"] else "")
    if any(p["code"] in APPROVALS and p["severity"] == "question" for p in found["problems"]):
        code = "cli.next.approve"
    if code:
        say(word(code, language, run=str(found["run"])))
