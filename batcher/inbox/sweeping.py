"""One sweep: what is in `working/` is gone on with, then every workbook that has arrived is run."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batcher.core.reporting import Exit
from batcher.inbox.arriving import Arrivals, is_ignored, signature_of
from batcher.inbox.carrying import carry
from batcher.inbox.filing import SUBMITTED, WAITS, target_of
from batcher.inbox.folders import WORDS, clear, move, names, names_beside, printable
from batcher.inbox.handing import hand
from batcher.inbox.summary import WORKERS, Summary
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.inbox.desk import Desk
    from batcher.inbox.journal import Entry
    from batcher.run import Result

NAMES_TRIED = 10  # while another program keeps taking them
LOOKS = 30  # how many times as long as a file must stand still one sweep waits for it
UNOPENED = frozenset({"file_unopened", "file_missing"})  # not the workbook's fault
log = logging.getLogger("batcher.inbox")


def sweep(desk: Desk, arrivals: Arrivals, *, again: bool = True) -> Summary:
    """Everything there is to do now; a stop ends it after the answers under way.

    `again`: what waits in `working/` is gone on with too. Raises OSError where the inbox itself
    cannot be read.
    """
    summary = Summary(printable(str(desk.folders.root)), desk.now())
    summary.runs += desk.journal.untold.values()  # put away by a process that died then
    summary.news = bool(summary.runs)
    try:
        if again:
            clear(desk.folders)
            _go_on(desk, summary)
        _take_all(desk, arrivals, summary)
    except KeyboardInterrupt:  # between two workbooks: the next start goes on from here
        desk.stop.set()
    summary.ended_at = desk.now()
    return summary


def _go_on(desk: Desk, summary: Summary) -> None:
    """What an earlier sweep left in `working/`, in the order it was taken."""
    held = [path for path in desk.folders.working.iterdir() if not is_ignored(path.name)]
    for path in sorted(held, key=lambda path: (desk.journal.entry(path.name).taken_at, path.name)):
        if desk.stop.is_set():
            return
        _run(path, desk, summary, is_new=False)


def _take_all(desk: Desk, arrivals: Arrivals, summary: Summary) -> None:
    settle_s = desk.settings.inbox_settle
    tried: dict[Path, str] = {}
    until_s = desk.clock.now().timestamp() + LOOKS * settle_s
    while not desk.stop.is_set():
        now_s = desk.clock.now().timestamp()
        found = arrivals.look(now_s)
        whole = [path for path in found.whole if path not in tried]
        for path in whole:
            if desk.stop.is_set():
                break
            refusal = _take(path, desk, summary)
            if refusal:
                tried[path] = refusal
        if not whole and (not found.unsettled or now_s >= until_s):
            _leave(found.unsettled, tried, desk, summary)
            _name(found.unknown, desk, summary)
            return
        if not whole:
            desk.clock.wait(max(settle_s / 4, 0.05))


def _take(path: Path, desk: Desk, summary: Summary) -> str:
    """Move a workbook in and run it; why it could not be moved, else ''."""
    working, name = desk.folders.working, ""
    try:
        name = names(path.name, path.is_dir(), working).workbook
        desk.journal.take(name, path.name, desk.now())
        move(path, working / name)
    except OSError as error:  # open in Excel on Windows, gone, or the folder has become read-only
        desk.journal.forget(name)
        return error.strerror or str(error)
    log.info("taken", extra={"event": "taken", "workbook": printable(name)})
    _run(working / name, desk, summary, is_new=True)
    return ""


def _run(path: Path, desk: Desk, summary: Summary, *, is_new: bool) -> None:
    entry = desk.journal.entry(path.name)
    before = _written(path)
    # What workers have from before the settings changed is theirs; they are beside a server only.
    is_theirs = desk.hand_over or (desk.settings.ledger_url and not is_new)
    result = (hand if is_theirs else carry)(path, entry, desk)
    if _written(path) in (before, None):
        found = put_away(path, entry, result, desk)
    else:  # whoever wrote it was not finished: what came since has not been run
        found = _kept(path, entry, result.object, "inbox.changed", {}, desk)
    summary.runs.append(found)
    is_waiting = found["folder"] == "working"
    if found["waits_for"] != WORKERS:
        summary.news |= not is_waiting or not entry.waits_since
    event = "handed over" if found["waits_for"] == WORKERS else "ended"
    log.info(event, extra={"event": event, "run": found["run"], "exit": found["exit"],
                             "folder": found["folder"]})  # fmt: skip
    desk.told(found)


def put_away(path: Path, entry: Entry, result: Result, desk: Desk) -> dict[str, Any]:
    """Move a workbook where its run says; its object, with where it is now.

    `folder`: working, done or failed; `arrived`: its name as it came; `since`: since when it waits.
    """
    found, end = dict(result.object), result.exit
    folder = target_of(found, end, desk.folders)
    if found["run"] is None and UNOPENED & {problem["code"] for problem in found["problems"]}:
        folder, end = None, Exit.UNUSABLE
    if folder is not None and found["run"] and not found["report"]:
        folder, end = None, Exit.UNUSABLE  # the report is written at the next sweep
    if folder is not None:
        try:
            filed = _file(path, folder, entry, found, end, desk)
        except OSError as error:
            reasons = {"folder": folder.name, "reason": error.strerror or str(error)}
            desk.journal.untold.pop(path.name, None)
            return _kept(path, entry, found, "inbox.not_moved", reasons, desk)
        return filed
    return _waiting(path, entry, found, end, desk)


def _kept(
    path: Path,
    entry: Entry,
    found: Mapping[str, Any],
    code: str,
    details: Mapping[str, str],
    desk: Desk,
) -> dict[str, Any]:
    """The object of a run whose workbook stays although it is over, with the reason."""
    text = " ".join(filter(None, (found["error"], word(code, desk.language, **details))))
    return _waiting(path, entry, {**found, "error": text}, Exit.UNUSABLE, desk)


def _waiting(
    path: Path, entry: Entry, found: dict[str, Any], end: Exit, desk: Desk
) -> dict[str, Any]:
    """The object of a run whose workbook stays where it is."""
    reason = _reason(found, end)
    since = None  # workers are expected to take their time
    if reason != WORKERS:
        since = desk.journal.waits(path.name, desk.now()).waits_since
    return {**_told(found, entry, end, path), "since": since, "waits_for": reason}


def _written(path: Path) -> object:
    """What changes when somebody writes in it; None where it cannot be seen."""
    try:
        return signature_of(path)
    except OSError:
        return None


def _file(
    path: Path, folder: Path, entry: Entry, found: dict[str, Any], end: Exit, desk: Desk
) -> dict[str, Any]:
    """Move a workbook out; its object there. A name that somebody takes meanwhile is passed by."""
    for _ in range(NAMES_TRIED):
        place = folder / _name_in(folder, path, entry, found)
        with suppress(FileExistsError):
            if not found["report"]:
                found["report"] = str(_write_words(place, found))
            filed = _told(found, entry, end, place)
            desk.journal.file(path.name, filed)
            move(path, place)
            desk.journal.forget(path.name)
            return filed
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), entry.name)


def _told(found: dict[str, Any], entry: Entry, end: Exit, place: Path) -> dict[str, Any]:
    """The object of a run with where its workbook is."""
    return {
        **found,
        "workbook": printable(str(place)),
        "exit": int(end),
        "folder": place.parent.name,
        "arrived": printable(entry.name),
        "since": None,
        "waits_for": None,
    }


def _reason(found: dict[str, Any], end: Exit) -> str:
    """Why a workbook stays: approval, resume (something was sent), workers, or surroundings."""
    if found["status"] == SUBMITTED:
        return WORKERS
    if not WAITS.isdisjoint(problem["code"] for problem in found["problems"]):
        return "approval"
    return "resume" if end is Exit.STOPPED else "surroundings"


def _name_in(folder: Path, path: Path, entry: Entry, found: dict[str, Any]) -> str:
    """The workbook's name there: the one that belongs to its report, as long as it is free."""
    is_folder, report = path.is_dir(), Path(str(found["report"] or ""))
    own = names_beside(report, entry.name, is_folder) if report.parent == folder else None
    return (own or names(entry.name, is_folder, folder)).workbook


def _write_words(place: Path, found: dict[str, Any]) -> Path:
    """The report of a workbook that could not even be opened: its problems as lines."""
    report = place.with_name(place.stem + WORDS)
    lines = [str(problem["message"]) for problem in found["problems"]]
    lines += [str(found["error"])] if found["error"] else []
    with report.open("x", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return report


def _leave(unsettled: Sequence[Path], tried: dict[Path, str], desk: Desk, summary: Summary) -> None:
    """Say what stays where it lies until the next sweep, and why."""
    for path in unsettled:
        text = word("inbox.unsettled", desk.language, name=printable(path.name))
        summary.left.append({"workbook": printable(str(path)), "reason": text})
    for path, reason in tried.items():
        text = word("inbox.in_use", desk.language, name=printable(path.name), reason=reason)
        summary.left.append({"workbook": printable(str(path)), "reason": text})
    for left in summary.left:
        log.warning("left", extra={"event": "left", "workbook": left["workbook"]})
        desk.noted(left["reason"])


def _name(unknown: Sequence[str], desk: Desk, summary: Summary) -> None:
    """Files that are no workbooks: named once, and left alone."""
    summary.unknown = tuple(printable(name) for name in unknown)
    for name in desk.journal.name_once(tuple(unknown)):
        log.info("unknown", extra={"event": "unknown", "workbook": printable(name)})
        desk.noted(word("inbox.unknown", desk.language, name=printable(name)))
