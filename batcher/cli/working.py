"""`batcher worker`: makes the runs that were submitted, until a signal."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary, queue_usable
from batcher.cli.interrupting import NAMES, end_process
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.wiring import who

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.fleet import Crew

NAMED_MAX = 5  # accounts a worker names when it starts


def prepare(face: Face) -> None:
    """Make or update the tables of ledger and queue."""
    from batcher.fleet import prepare as make_ready
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger

    settings = face.settings
    with boundary(face), queue_usable(face):
        address = address_of(settings)
        with open_ledger(settings.ledger_url, settings.home, language=face.language):
            is_new = make_ready(address)
    if face.as_json:
        speaking.say_json({"prepared": True, "changed": is_new})
    else:
        speaking.say(word("fleet.prepared" if is_new else "fleet.ready", face.language))


def work(face: Face, accounts: int | None, once: bool, sandbox: bool) -> None:
    """Be a worker until the queue is empty (`once`), or until a signal."""
    from batcher.fleet import work as serve
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger

    settings = face.settings
    with boundary(face), queue_usable(face):
        address = address_of(settings)
        with open_ledger(settings.ledger_url, settings.home, language=face.language) as ledger:
            crew = _crew(face, address, ledger, accounts, sandbox)
            with heard(crew):
                serve(crew, once=once)
    if face.as_json:
        served = sorted(place.name for place in crew.places.values())
        speaking.say_json({"worker": crew.name, "accounts": served})
    else:
        speaking.say(word("fleet.worker_ended", face.language))


def _crew(face: Face, address: str, ledger: Any, accounts: int | None, sandbox: bool) -> Crew:
    from batcher.fleet import Crew, place_of, places

    settings = face.settings
    listed = (place_of(settings, is_sandbox=True),) if sandbox else places(settings)
    count = accounts or settings.worker_accounts
    name = f"{who()} {os.getpid()}"

    def noted(code: str, **details: str) -> None:
        typer.echo(word(code, face.language, **details), err=True)

    shown = ", ".join(place.name for place in listed[:NAMED_MAX])
    more = str(len(listed) - NAMED_MAX) if len(listed) > NAMED_MAX else ""
    noted("fleet.working", name=name, count=str(count), accounts=shown, more=more)
    return Crew(settings, address, ledger, {p.queue: p for p in listed}, count, name, noted)


@contextmanager
def heard(crew: Crew) -> Iterator[None]:
    """Inside, the first signal asks the worker to end after the answers under way; the second ends
    it at once: another worker goes on from the ledger."""

    def asked(_number: int, _frame: FrameType | None) -> None:
        if crew.stopping.is_set():
            end_process(int(Exit.STOPPED))
        crew.halt()

    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.signal(number, asked) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
