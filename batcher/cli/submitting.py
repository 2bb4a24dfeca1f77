"""`batcher submit`: a workbook into ledger and queue, checked as far as this machine can."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.cli import speaking
from batcher.cli.ending import boundary, queue_usable, rejected
from batcher.core.messages import as_json as problem_json
from batcher.endings import Unreadable, source_of
from batcher.locale import word
from batcher.wiring import who

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.fleet import Place
    from batcher.fleet.submitting import Urgency
    from batcher.run import Options, Source
    from batcher.wiring import Connection


def submit(workbook: Path, options: Options, where: Connection, face: Face) -> None:
    """Check and plan it first, as far as that can be done here; then the ledger and the queue."""
    from batcher.fleet import Handing
    from batcher.fleet import submit as hand_over
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger

    try:
        source = source_of(workbook, face.language)
    except Unreadable as error:
        rejected(error.problems, workbook, face)
    settings = face.settings
    with boundary(face, source.path), queue_usable(face, source.path):
        address = address_of(settings)
        place = place_here(face, where)
        mode, urgency = looked_at(source, options, where, face)
        with open_ledger(settings.ledger_url, settings.home, language=face.language) as ledger:
            now_s = datetime.now(UTC).timestamp()
            handing = Handing(place, mode, where.live, who(), urgency)
            made = hand_over(source, options, handing, ledger, address, now_s=now_s)
    if face.as_json:
        speaking.say_json(made.object)
    else:
        facts = {"submitted": made.id, "account": made.account, "mode": made.mode}
        until = _instant(made.finalizes_at)
        text = word("fleet.submitted", face.language, until=until, **facts)
        speaking.say(text, speaking.GREEN)


def looked_at(
    source: Source, options: Options, where: Connection, face: Face
) -> tuple[str, Urgency]:
    """The mode it is for, and its urgency; exits 1 with what a person has to mend or answer.

    Nobody can be asked later. Without a key here only the workbook itself is looked at.
    """
    from batcher.fleet.submitting import Urgency
    from batcher.run import prepare
    from batcher.run.options import Silence
    from batcher.run.reading import GatewayUnusable
    from batcher.wiring import connect

    mode, has_key = mode_here(face, where)
    if has_key or where.sandbox:
        try:
            with connect(
                face.settings, where, confirm=lambda _p: False, ask=lambda _p, _o: None,
                listener=Silence(),
            ) as (edges, _):  # fmt: skip
                prepared = prepare(source, options, edges)
        except GatewayUnusable as error:
            if error.code in ("mode_differs", "account_differs", "account_refused"):
                raise
        else:
            if prepared.blocked:
                found = [problem_json(p, face.language) for p in prepared.plan.problems]
                rejected(found, Path(source.path), face)
            known = [one.finalizes_at for one in prepared.plan.before.values()]
            times = [at for at in known if at is not None]
            return mode, Urgency(known=True, finalizes_at=min(times, default=None))
    _check(source, options, face)
    return mode, Urgency()


def mode_here(face: Face, where: Connection) -> tuple[str, bool]:
    """The mode that runs from here are for, and whether a key is at hand that says so.

    Raises LiveNotAllowed, KeyUnusable, OSError.
    """
    from batcher.gateway.key import check_key
    from batcher.wiring import LiveNotAllowed

    is_allowed = where.live or face.settings.live
    key = "" if where.sandbox else _key_at_hand(face, where)
    if not key:
        return "live" if is_allowed and not where.sandbox else "test", False
    mode = "live" if check_key(key).livemode else "test"
    if mode == "live" and not is_allowed:
        raise LiveNotAllowed
    return mode, True


def _key_at_hand(face: Face, where: Connection) -> str:
    """The account's key, '' where this machine has none: the workers' machines do."""
    from batcher.gateway.key import KeyUnusable
    from batcher.wiring import read_key

    try:
        return read_key(face.settings, where)
    except OSError:
        if where.key_file is not None:  # somebody named it just now
            raise
    except KeyUnusable as error:
        if error.code != "key_variable":
            raise
    return ""


def _check(source: Source, options: Options, face: Face) -> None:
    """What can be found without Stripe; exits 1 where it forbids sending."""
    from batcher.core.checking import check
    from batcher.core.reporting import blocks
    from batcher.core.schemas import assert_enabled
    from batcher.core.values import Context
    from batcher.run.preparing import zone_of
    from batcher.wiring import WorkbookFiles

    assert_enabled()
    found = check(
        WorkbookFiles().read(source.content, source.name, options.encoding),
        Context(zone_of(options.time_zone), amount_max_minor=options.amount_max_minor),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
        expected=options.expected,
    )
    if any(blocks(problem, options.accept) for problem in found.problems):
        listed = [problem_json(problem, face.language) for problem in found.problems]
        rejected(listed, Path(source.path), face)


def place_here(face: Face, where: Connection) -> Place:
    """The account that is meant, under its name in every machine's settings."""
    from batcher.fleet import place_of

    return place_of(face.settings, face.loaded.table, is_sandbox=where.sandbox)


def _instant(unix_s: int | None) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M UTC") if unix_s else ""
