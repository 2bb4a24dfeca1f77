"""What a scheduler keeps of runs: one JSON line per event, without a key and without people's text.

Rooms log with `logging.getLogger("batcher.ROOM")` and `extra={"event": …, "run": …}`; this is the
only place that decides where lines go and what may stand in them.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from batcher.core.model import Event, EventRecord
from batcher.core.redacting import redact

if TYPE_CHECKING:
    from batcher.core.ports import Ledger
    from batcher.settings import Settings

ROOT = "batcher"
_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_TEXT_CHARACTERS_MAX = 500
_log = logging.getLogger(f"{ROOT}.ledger")

# Of each event of a ledger: the name it is logged under, and the details that go along. None of
# them is a person's text: no descriptions, names, amounts or Stripe's sentences.
_TOLD: Mapping[Event, tuple[str, tuple[str, ...]]] = {
    Event.PLANNED: ("planned", ("operations", "plan_digest")),
    Event.CONFIRMED: ("began", ("who",)),
    Event.RESUMED: ("resumed", ("who",)),
    Event.SENT: ("sent", ("attempt", "key")),
    Event.ANSWERED: ("answered", ("status", "request_id", "replayed")),
    Event.APPLIED: ("applied", ("request_id", "made", "found")),
    Event.REFUSED: ("refused", ("request_id", "code", "param")),
    Event.IN_DOUBT: ("in_doubt", ("request_id", "code", "reason")),
    Event.SKIPPED: ("skipped", ("reason",)),
    Event.VERIFIED: ("verified", ()),
    Event.STOPPED: ("stopped", ("exit",)),
    Event.FINISHED: ("ended", ("exit",)),
    Event.REPORTED: ("reported", ("sha256",)),
    Event.PURGED: ("purged", ("who",)),
}
_BAD = frozenset({Event.REFUSED, Event.IN_DOUBT, Event.STOPPED})


class Lines(logging.Formatter):
    """A record as one line of JSON: `at` (UTC), `level`, `room`, `event`, then what it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; whatever it says, no key is in it."""
        at = datetime.fromtimestamp(record.created, UTC)
        carried = {k: v for k, v in record.__dict__.items() if k not in _OWN and k != "event"}
        found = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "room": record.name.removeprefix(f"{ROOT}."),
            "event": getattr(record, "event", None) or "said",
            "message": record.getMessage(),
            **carried,
        }
        if record.exc_info and record.exc_info[0] is not None:
            found["error"] = record.exc_info[0].__name__  # its class; a message may hold anything
        shown = {name: _bare(value) for name, value in found.items() if value not in (None, "")}
        return json.dumps(shown, ensure_ascii=False)


def _bare(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): _bare(one) for name, one in value.items()}
    return redact(str(value))[:_TEXT_CHARACTERS_MAX]


def start(settings: Settings) -> Callable[[], None]:
    """Log as the settings say from here on; what is returned ends it.

    Raises OSError where the file cannot be written.
    """
    logger, handler = logging.getLogger(ROOT), _handler(settings.log)
    handler.setFormatter(Lines())
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(settings.log_level.upper())
    logger.propagate = False  # what is not asked for is not on standard error either

    def stop() -> None:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        handler.close()

    return stop


def _handler(where: str) -> logging.Handler:
    if not where:
        return logging.NullHandler()
    if where == "-":
        return logging.StreamHandler(sys.stderr)
    file = Path(where).expanduser()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    # Opened anew when a rotation has moved it away.
    handler = logging.handlers.WatchedFileHandler(file, encoding="utf-8", errors="replace")
    handler.handleError = _unlogged  # type: ignore[method-assign]
    return handler


def _unlogged(record: logging.LogRecord) -> None:
    """A disk that takes no log costs the log, never the run."""


def logged(ledger: Ledger) -> Ledger:
    """The ledger, with every event that is added to it in the log as well."""
    return cast("Ledger", Logged(ledger))


class Logged:
    """A ledger that also logs every event it is given; all else is the ledger's own."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def append(
        self, run: str, kind: Event, request: int | None = None, **detail: object
    ) -> EventRecord:
        """Added, committed, then logged."""
        added = self._ledger.append(run, kind, request, **detail)
        self._log(run, kind, request, detail)
        return added

    def open_run(self, *given: object, **named: object) -> None:
        """A run begins: who, which workbook by its hash, how many operations."""
        self._ledger.open_run(*given, **named)  # type: ignore[arg-type]
        record = given[0]
        facts = {
            name: getattr(record, name)
            for name in ("run", "account", "livemode", "plan_digest", "workbook_sha256", "parent")
        }
        _log.info("planned", extra={"event": "planned", **facts})

    def _log(
        self, run: str, kind: Event, request: int | None, detail: Mapping[str, object]
    ) -> None:
        name, kept = _TOLD.get(kind, (kind.value, ()))
        extra = {one: detail[one] for one in kept if one in detail}
        told, invoice = detail.get("object"), detail.get("path")
        if isinstance(told, Mapping):
            extra |= {"outcome": told.get("status"), "rows": told.get("rows")}
            extra |= {"requests": told.get("requests")}
        if kind is Event.SENT and isinstance(invoice, str):
            extra["invoice"] = _invoice(invoice)
        level = logging.WARNING if kind in _BAD else logging.INFO
        _log.log(level, name, extra={"event": name, "run": run, "request": request, **extra})

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)


def _invoice(path: str) -> str:
    """The invoice a path writes to; '' for one that is made."""
    parts = path.split("/")
    return parts[3] if len(parts) > 3 else ""
