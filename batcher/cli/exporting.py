"""The command `export`: live drafts as a workbook, ready to edit and run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from batcher.cli import confirming, speaking
from batcher.cli.ending import boundary
from batcher.cli.face import known_zone
from batcher.locale import word
from batcher.wiring import Connection, connect

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.run import Exported, Wanted

FILE = Path("export.xlsx")


def export(
    output: Path | None, wanted: Wanted, time_zone: str | None, where: Connection, face: Face
) -> None:
    """`batcher export`."""
    from batcher.run import export as read_drafts
    from batcher.run.options import Silence

    zone = time_zone or face.settings.time_zone
    known_zone(zone, face.language)
    _check(wanted, face.language)
    target = _target(output or FILE, face.language)
    bar = confirming.Bar(face.language) if sys.stderr.isatty() and not face.as_json else None
    with boundary(face):
        edges = connect(
            face.settings,
            where,
            confirm=lambda _plan: False,  # nothing is ever sent from here
            ask=lambda _problems, _options: None,
            listener=bar or Silence(),
        )
        with edges as (handed, _watched):
            try:
                found = read_drafts(wanted, zone, face.language, handed)
            finally:
                if bar is not None:
                    bar.close()
        written = _written(found, target)
    _say(found, written, face)


def _check(wanted: Wanted, language: str) -> None:
    """Exits 2 where a filter cannot be meant."""
    from batcher.core.exporting import SpanUnreadable, read_span
    from batcher.core.exporting.named import unfit

    for name, ids in (("customer", wanted.customers), ("invoice", wanted.invoices)):
        for one, prefix in unfit(name, ids):
            text = word("cli.bad_id", language, value=one, prefix=prefix)
            raise typer.BadParameter(text, param_hint=f"--{name}")
    try:
        if wanted.created:
            read_span(wanted.created, ZoneInfo("UTC"))
    except SpanUnreadable:
        text = word("cli.bad_created", language, value=wanted.created)
        raise typer.BadParameter(text, param_hint="--created") from None


def _target(output: Path, language: str) -> Path:
    """The file to write; exits 2 for a name that promises another kind of file."""
    if output.suffix.lower() not in ("", ".xlsx"):
        text = word("cli.bad_export", language, value=output.name)
        raise typer.BadParameter(text, param_hint="--output")
    return output if output.suffix else output.with_suffix(".xlsx")


def _written(found: Exported, path: Path) -> Path:
    from batcher.workbook.prefilled import write_prefilled
    from batcher.workbook.saving import Unwritten

    try:
        return write_prefilled(found.book, path).path
    except Unwritten as error:
        raise OSError(str(error)) from error


def _say(found: Exported, written: Path, face: Face) -> None:
    counts = {"invoices": found.invoices, "lines": found.lines, "pending": found.pending}
    if face.as_json:
        left_out = [{"invoice": one.invoice, "reason": one.reason} for one in found.left_out]
        speaking.say_json(
            {
                "workbook": str(written),
                "account": found.account,
                "livemode": found.livemode,
                **counts,
                "left_out": left_out,
                "notes": list(found.notes),
            }
        )
        return
    for note in found.notes:
        speaking.say(note, speaking.YELLOW)
    if found.invoices:
        told = {name: str(count) for name, count in counts.items()}
        speaking.say(word("export.counted", face.language, **told))
    speaking.say_path("workbook", written, face.language, as_json=False)
    if found.invoices:
        speaking.say(word("cli.next.export", face.language, path=written.name))
