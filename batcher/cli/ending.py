"""How a command ends: the one boundary where every failure that has a name gets its exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from batcher.cli import speaking
from batcher.cli.interrupting import end_process
from batcher.core.messages import as_json as problem_json
from batcher.core.messages import said
from batcher.core.model import Problem, Status
from batcher.core.ports import LedgerLocked, LedgerUnusable
from batcher.core.reporting import Exit
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.cli.wiring import Watched


class NoTerminal(Exception):
    """Something has to be confirmed, there is nobody to ask, and nobody said `--yes`."""


class LiveNotAllowed(Exception):
    """A live key, and nobody said `--live`."""


@dataclass(slots=True)
class Seen:
    """What the boundary has to know when something breaks: whether anything was sent."""

    gateway: Watched | None = None

    @property
    def sent(self) -> bool:
        """True once the first request went out."""
        return self.gateway is not None and self.gateway.posted

    @property
    def end(self) -> Exit:
        """What a failure means now: nothing happened, or a run is left for `resume`."""
        return Exit.STOPPED if self.sent else Exit.UNUSABLE


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
        known = _known(error, seen, face.language)
        if known is None:
            _crash(face, workbook, error, seen)
        fail(known[0], known[1], face.as_json, workbook, seen)


def end_at_once(face: Face, seen: Seen) -> NoReturn:
    """A second Ctrl-C: said, and over, whatever is under way."""
    end = Exit.STOPPED if seen.sent else Exit.USAGE
    text = word("cli.interrupted_resume" if seen.sent else "cli.declined", face.language)
    try:
        fail(end, text, face.as_json, seen=seen)
    finally:
        sys.stdout.flush()
        end_process(int(end))


def _known(error: Exception, seen: Seen, language: str) -> tuple[Exit, str] | None:
    """The exit code and the words of a failure that has a name; None for our own mistake."""
    from batcher.core.schemas import CheckingDisabled
    from batcher.gateway.key import KeyUnusable
    from batcher.run import Declined, RunUnknown
    from batcher.run.reading import GatewayUnusable
    from batcher.sandbox import SandboxInUse

    match error:
        case Declined(settled=()):
            return Exit.USAGE, word("cli.declined", language)
        case Declined():
            runs = ", ".join(error.settled)
            return Exit.USAGE, word("cli.declined_settled", language, runs=runs)
        case NoTerminal():
            return Exit.USAGE, word("cli.no_terminal", language)
        case LiveNotAllowed():
            return Exit.USAGE, word("cli.live", language)
        case RunUnknown():
            return Exit.USAGE, word("cli.run_unknown", language, run=str(error))
        case KeyUnusable():
            return Exit.UNUSABLE, said(error.code, language, {})
        case GatewayUnusable():
            return seen.end, said(error.code, language, error.details)
        case LedgerLocked():
            return Exit.UNUSABLE, str(error)
        case LedgerUnusable():
            return seen.end, str(error)
        case SandboxInUse():
            return Exit.UNUSABLE, word("cli.sandbox_in_use", language, reason=str(error))
        case CheckingDisabled():
            return Exit.UNUSABLE, said("checking_disabled", language, {})
        case OSError():
            reason = error.strerror or str(error)
            path = str(error.filename or "")
            return seen.end, word("cli.os_error", language, reason=reason, path=path)
    return None


def _crash(face: Face, workbook: str, error: Exception, seen: Seen) -> NoReturn:
    """Our own mistake: where it happened, without any value, and the truth about what was sent."""
    sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))
    code = "cli.crash_resume" if seen.sent else "cli.crash"
    text = word(code, face.language, reason=type(error).__name__)
    fail(seen.end, text, face.as_json, workbook, seen)


def fail(
    end: Exit, text: str, as_json: bool, workbook: str = "", seen: Seen | None = None
) -> NoReturn:
    """Say why, as a line or as the object of a run that was not accounted for, and end."""
    if as_json:
        status = "stopped" if end is Exit.STOPPED else "failed"
        found = unbegun(status, workbook, text)
        if seen is not None and seen.gateway is not None and seen.sent:
            keys = seen.gateway.keys
            found["run"] = seen.gateway.run or None
            found["requests"].update(sent=len(set(keys)), retried=len(keys) - len(set(keys)))
        speaking.say_json(found)
    else:
        speaking.say_error(text)
    raise typer.Exit(int(end))


def unreadable(problems: Sequence[Problem], path: Path, face: Face) -> NoReturn:
    """End with problems of a file that could not be opened at all."""
    found = unbegun("rejected", str(path.absolute()))
    found["problems"] = [problem_json(problem, face.language) for problem in problems]
    if face.as_json:
        speaking.say_json(found)
    else:
        speaking.say_problems(found["problems"], face.language)
    raise typer.Exit(int(Exit.PROBLEMS))


def unbegun(status: str, workbook: str = "", error: str | None = None) -> dict[str, Any]:
    """The object of a run that never began."""
    return {
        "run": None,
        "status": status,
        "workbook": workbook,
        "livemode": False,
        "rows": {"total": 0, **{word.value: 0 for word in Status}},
        "requests": {"planned": 0, "sent": 0, "retried": 0},
        "money": {},
        "problems": [],
        "half_corrected": [],
        "report": None,
        "leftovers": None,
        "error": error,
    }
