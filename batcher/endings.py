"""How whatever was begun ends: every failure that has a name gets its exit code and its words.

The command line prints what stands here, the inbox and the page keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batcher.core.messages import as_json as problem_json
from batcher.core.messages import said
from batcher.core.model import Status
from batcher.core.ports import LedgerLocked, LedgerUnusable, RunPurged
from batcher.core.redacting import redact
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.wiring import LiveNotAllowed

if TYPE_CHECKING:
    from pathlib import Path

    from batcher.run import Result, Source
    from batcher.wiring import Watched


class NoTerminal(Exception):
    """Something has to be confirmed, there is nobody to ask, and nobody said `--yes`."""


class Unreadable(Exception):
    """The input cannot be opened at all; `problems` as `--json` prints them say why."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(len(problems))
        self.problems = problems


@dataclass(slots=True)
class Seen:
    """What has to be known when something breaks: whether anything was sent."""

    gateway: Watched | None = None

    @property
    def sent(self) -> bool:
        """True once the first request went out."""
        return self.gateway is not None and self.gateway.posted

    @property
    def end(self) -> Exit:
        """What a failure means now: nothing happened, or a run is left for `resume`."""
        return Exit.STOPPED if self.sent else Exit.UNUSABLE


def known(error: Exception, seen: Seen, language: str) -> tuple[Exit, str] | None:
    """The exit code and the words of a failure that has a name; None for our own mistake."""
    found = _named(error, seen, language)
    return (found[0], redact(found[1])) if found else None


def _named(error: Exception, seen: Seen, language: str) -> tuple[Exit, str] | None:
    from batcher.core.schemas import CheckingDisabled
    from batcher.gateway.key import KeyUnusable
    from batcher.run import ApproverBegan, Declined, NotWaiting, RunUnknown
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
        case RunPurged():
            at, by = error.purge.at[:10], error.purge.who
            return Exit.USAGE, word("cli.purged", language, run=error.run, at=at, who=by)
        case NotWaiting():
            return Exit.USAGE, word("cli.not_waiting", language, run=str(error))
        case ApproverBegan():
            return Exit.USAGE, word("cli.approver_began", language, run=str(error))
        case KeyUnusable():
            return Exit.UNUSABLE, said(error.code, language, error.details)
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


def crashed(error: Exception, seen: Seen, language: str) -> tuple[Exit, str]:
    """The same for our own mistake: its class, never a value, and the truth about what was sent."""
    code = "cli.crash_resume" if seen.sent else "cli.crash"
    return seen.end, word(code, language, reason=type(error).__name__)


def ended(
    end: Exit, text: str | None, workbook: str = "", seen: Seen | None = None
) -> dict[str, Any]:
    """The object of a run that was not accounted for."""
    status = "stopped" if end is Exit.STOPPED else "failed"
    found = unbegun(status, workbook, None if text is None else redact(text))
    if seen is not None and seen.gateway is not None and seen.sent:
        keys = seen.gateway.keys
        found["run"] = seen.gateway.run or None
        found["requests"].update(sent=len(set(keys)), retried=len(keys) - len(set(keys)))
    return found


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


def source_of(workbook: Path, language: str) -> Source:
    """The input's bytes. Raises Unreadable where it cannot be opened, or is too large."""
    from batcher.run import Source
    from batcher.workbook.reader import LIMITS, read, stored

    try:
        if not workbook.is_file() or workbook.stat().st_size <= LIMITS.file_bytes_max:
            return Source(stored(workbook), workbook.name, str(workbook.absolute()))
    except OSError:
        pass  # reading it again says why, in words
    raise Unreadable([problem_json(problem, language) for problem in read(workbook).problems])


def settle(call: Callable[[Seen], Result], workbook: str, language: str) -> Result:
    """What a call came to, whatever happened in it: for callers without a terminal.

    `call` is given the `Seen` to note its gateway in. A crash of our own is named too, without any
    value of the input.
    """
    from batcher.run import Result

    seen = Seen()
    try:
        return call(seen)
    except Unreadable as error:
        found = unbegun("rejected", workbook)
        return Result({**found, "problems": error.problems}, Exit.PROBLEMS)
    except Exception as error:  # noqa: BLE001 - a crash too has to say whether anything was sent
        end, text = known(error, seen, language) or crashed(error, seen, language)
        return Result(ended(end, text, workbook, seen), end)
