"""How a command ends: the one boundary where every failure that has a name gets its exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from batcher.cli import speaking
from batcher.cli.interrupting import end_process
from batcher.core.messages import as_json as problem_json
from batcher.core.model import Problem
from batcher.core.reporting import Exit
from batcher.endings import Seen, crashed, ended, known, unbegun
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face


@contextmanager
def boundary(face: Face, workbook: str = "") -> Iterator[Seen]:
    """Every failure that has a name gets its exit code and a word about what to do.

    `workbook` is what the object of `--json` names.
    """
    seen = Seen()
    try:
        yield seen
    except (typer.Exit, typer.BadParameter):
        raise
    except (KeyboardInterrupt, typer.Abort):
        code = "cli.interrupted_resume" if seen.sent else "cli.declined"
        end = Exit.STOPPED if seen.sent else Exit.USAGE
        fail(end, word(code, face.language), face.as_json, workbook, seen)
    except Exception as error:  # noqa: BLE001 - a crash too has to say whether anything was sent
        named = known(error, seen, face.language)
        if named is None:  # our own mistake: where it happened, without any value
            sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))
            named = crashed(error, seen, face.language)
        fail(named[0], named[1], face.as_json, workbook, seen)


@contextmanager
def queue_usable(face: Face, workbook: str = "") -> Iterator[None]:
    """A queue that cannot be used ends the command with 5, in words; nothing was sent."""
    from batcher.fleet import FleetUnusable

    try:
        yield
    except FleetUnusable as error:
        text = word(error.code, face.language, **error.details)
        fail(Exit.UNUSABLE, text, face.as_json, workbook)


def end_at_once(face: Face, seen: Seen) -> NoReturn:
    """A second Ctrl-C: said, and over, whatever is under way."""
    end = Exit.STOPPED if seen.sent else Exit.USAGE
    text = word("cli.interrupted_resume" if seen.sent else "cli.declined", face.language)
    try:
        fail(end, text, face.as_json, seen=seen)
    finally:
        sys.stdout.flush()
        end_process(int(end))


def fail(
    end: Exit, text: str, as_json: bool, workbook: str = "", seen: Seen | None = None
) -> NoReturn:
    """Say why, as a line or as the object of a run that was not accounted for, and end."""
    if as_json:
        speaking.say_json(ended(end, text, workbook, seen))
    else:
        speaking.say_error(text)
    raise typer.Exit(int(end))


def unreadable(problems: Sequence[Problem], path: Path, face: Face) -> NoReturn:
    """End with problems of a file that could not be opened at all."""
    rejected([problem_json(problem, face.language) for problem in problems], path, face)


def rejected(problems: list[dict[str, Any]], path: Path, face: Face) -> NoReturn:
    """The same with problems as `--json` prints them."""
    if face.as_json:
        found = unbegun("rejected", str(path.absolute()))
        speaking.say_json({**found, "problems": problems})
    else:
        speaking.say_problems(problems, face.language)
    raise typer.Exit(int(Exit.PROBLEMS))
