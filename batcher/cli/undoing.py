"""`batcher undo`: writes the workbook that takes a run back, and says that nothing changed yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.cli.online import edges_of
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.wiring import Connection

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.run import Undoing


def undo(wanted: str, output: Path | None, where: Connection, face: Face) -> None:
    """Exit 0; 3 where something of the run cannot be taken back; 4 where rows are in doubt."""
    from batcher.core.inverse import sheets_of
    from batcher.run import RunInDoubt
    from batcher.run import undo as take_back
    from batcher.workbook.prefilled import write_prefilled
    from batcher.workbook.saving import Unwritten

    with boundary(face) as seen, edges_of(face, where, seen, yes=True) as edges:
        try:
            found = take_back(wanted, edges)
        except RunInDoubt as error:
            _refuse(wanted, str(error), face)
        book = sheets_of(found.inverse, found.run, face.language)
        target = output or Path(f"undo-{found.run}.xlsx")
        try:
            path = write_prefilled(book, target).path
        except Unwritten as error:
            raise OSError(str(error)) from error
    if face.as_json:
        speaking.say_json(_object(found, path, face.language))
    else:
        for line in _lines(found, path, face.language):
            speaking.say(line)
    raise typer.Exit(int(Exit.UNFINISHED if found.inverse.unreversed else Exit.DONE))


def _refuse(wanted: str, in_doubt: str, face: Face) -> None:
    text = word("undo.in_doubt", face.language, run=in_doubt)
    if face.as_json:
        speaking.say_json({**_stub(wanted), "error": text})
    else:
        speaking.say_error(text)
    raise typer.Exit(int(Exit.STOPPED))


def _stub(run: str) -> dict[str, Any]:
    return {"undoes": run, "workbook": None, "rows": {"total": 0}, "could_not": [], "error": None}


def _object(found: Undoing, path: Path, language: str) -> dict[str, Any]:
    """The one object of `--json`; `rows` are those of the workbook that was written."""
    from batcher.core.inverse.sheets import why

    could_not = [
        {
            "sheet": one.operation.sheet,
            "row": one.operation.row,
            "invoice": one.invoice,
            "line": one.operation.line or None,
            "column": one.column or None,
            "code": one.code,
            "message": why(one, language),
        }
        for one in found.inverse.unreversed
    ]
    return {
        **_stub(found.run),
        "workbook": str(path),
        "rows": {"total": len(found.inverse.rows)},
        "could_not": could_not,
        "continued": list(found.continued),
    }


def _lines(found: Undoing, path: Path, language: str) -> Iterator[str]:
    from batcher.core.inverse.sheets import why

    rows, run = len(found.inverse.rows), found.run
    code = "undo.written" if rows else "undo.none"
    yield word(code, language, run=run, rows=str(rows))
    unreversed = found.inverse.unreversed
    if unreversed:
        yield word("undo.could_not", language, count=str(len(unreversed)))
    for one in unreversed:
        yield f"  {one.operation.sheet}!{one.operation.row}: {why(one, language)}"
    if any(row.renewed for row in found.inverse.rows):
        yield word("undo.new_ids", language)
    if found.continued:
        yield word("undo.continued", language, run=run, runs=", ".join(found.continued))
    if found.is_open:
        yield word("undo.unfinished", language, run=run)
    yield f"{word('cli.file.workbook', language)}: {path}"
    if rows:
        yield word("undo.then", language, path=path.name)
