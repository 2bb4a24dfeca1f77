"""The commands that need only a workbook, no key and no ledger: `template` and `check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.cli.layout import aligned
from batcher.core.messages import as_json as problem_json
from batcher.core.reporting import Exit
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.core.checking import Checked
    from batcher.run import Options
    from batcher.workbook.safely import Reading


def template(output: Path | None, example: bool, csv: bool, face: Face) -> None:
    """`batcher template`."""
    from batcher.workbook.template import write_csv_templates, write_template

    name = "example" if example else "template"
    with boundary(face):
        if csv:
            written = output or Path(name)
            write_csv_templates(written, face.language, example)
        else:
            written = write_template(output or Path(f"{name}.xlsx"), face.language, example)
    speaking.say_path("workbook", written, face.language, face.as_json)


def check(
    workbook: Path, started: Reading, options: Options, face: Face, annotate: Path | None = None
) -> None:
    """`batcher check` of a workbook whose reading has begun; the marked copy is written whatever
    was found."""
    from batcher.core.reporting import blocks

    with boundary(face, str(workbook.absolute())):
        found = _checked(started, options)
        marked = None if annotate is None else _marked(workbook, found, annotate, options, face)
    bad = any(blocks(problem, options.accept) for problem in found.problems)
    listed = [problem_json(problem, face.language) for problem in found.problems]
    rows = len(found.places)
    if face.as_json:
        speaking.say_json(
            {
                "status": "rejected" if bad else "ok",
                "workbook": str(workbook.absolute()),
                "rows": {"total": rows},
                "problems": listed,
                **({} if annotate is None else {"annotated": str(marked) if marked else None}),
            }
        )
    else:
        _say_previews(found, options, face)
        speaking.say_problems(listed, face.language)
        code = "cli.checked_bad" if bad else "cli.checked" if listed else "cli.ok"
        counted = word(code, face.language, rows=str(rows), problems=str(len(listed)))
        speaking.say(counted, speaking.YELLOW if bad else speaking.GREEN)
        if marked is not None:
            speaking.say(f"{word('cli.file.annotated', face.language)}: {marked}")
    raise typer.Exit(int(Exit.PROBLEMS if bad else Exit.DONE))


def _say_previews(found: Checked, options: Options, face: Face) -> None:
    """What was made of a CSV, which says nothing of its encoding or its dates."""
    from batcher.core.reporting.preview import previews
    from batcher.run.preparing import zone_of

    for preview in previews(found, zone_of(options.time_zone)):
        details = {"sheet": preview.sheet, "encoding": preview.encoding}
        speaking.say(word("cli.preview", face.language, **details))
        for line in aligned([preview.headers, *preview.rows], frozenset({0})):
            speaking.say(f"  {line}")


def _marked(
    workbook: Path, found: Checked, target: Path, options: Options, face: Face
) -> Path | None:
    """The person's own workbook with its cells marked; None where it cannot be read at all, or
    marked."""
    from batcher.workbook.annotate import annotate, in_child
    from batcher.workbook.saving import Unwritten

    if not found.workbook.sheets:
        return None
    try:
        written = annotate(
            workbook,
            found.problems,
            target,
            face.language,
            encoding=options.encoding,
            sheet=options.sheet,
            make=in_child,
        )
    except Unwritten as error:  # what check found is worth more than the copy
        speaking.say_error(word("cli.unmarked", face.language, reason=str(error)))
        return None
    return written.path if written else None


def _checked(started: Reading, options: Options) -> Checked:
    from batcher.core.checking import check as check_workbook
    from batcher.core.schemas import assert_enabled
    from batcher.core.values import Context
    from batcher.run.preparing import strict, zone_of

    assert_enabled()
    found = check_workbook(
        started.workbook(),
        Context(zone_of(options.time_zone), amount_max_minor=options.amount_max_minor),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
    )
    return strict(found, options)
