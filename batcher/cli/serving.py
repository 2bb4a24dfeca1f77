"""The command `sandbox`: the embedded Stripe on its own, until somebody ends it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.sandbox import Weather

LineOrder = Literal["oldest_first", "newest_first"]


@dataclass(frozen=True, slots=True)
class Manners:
    """How the embedded Stripe behaves: the order of lines, what goes wrong, limits a second,
    how many accounts are connected to its own."""

    newest_first: bool = False
    faults: str | None = None
    rate_endpoint: int | None = None
    rate_total: int | None = None
    connected: int = 0


def sandbox(port: int, reset: bool, manners: Manners, face: Face) -> None:
    """`batcher sandbox`."""
    from batcher.core import example
    from batcher.sandbox import start
    from batcher.sandbox.seeding import renamed

    order: LineOrder = "newest_first" if manners.newest_first else "oldest_first"
    with (
        boundary(face),
        start(
            face.settings.home,
            port=port,
            seed=example.objects(),
            reset=reset,
            line_order=order,
            faults=_weather(manners.faults),
            rate_endpoint=manners.rate_endpoint,
            rate_total=manners.rate_total,
            connected=[
                renamed(example.objects(), f"_{number + 1}") for number in range(manners.connected)
            ],
        ) as server,
    ):
        connected = [one.account for one in server.connected]
        if face.as_json:
            url, key = (None, None) if reset else (server.url, server.key)
            told = {"account": server.account, "url": url, "key": key}
            speaking.say_json(told | ({"connected": connected} if connected else {}))
        else:
            said_of = {"account": server.account, "url": server.url, "key": server.key}
            code = "cli.sandbox_reset" if reset else "cli.sandbox"
            speaking.say(word(code, face.language, **said_of))
            for account in connected:
                speaking.say(word("cli.sandbox_connected", face.language, account=account))
        if not reset:
            _wait()


def _weather(told: str | None) -> Weather:
    """What `--faults` says; a usage error where it says nothing we know."""
    from batcher.sandbox import SpecUnreadable, Weather, parse

    try:
        return Weather(None if told is None else parse(told))
    except SpecUnreadable as error:
        raise typer.BadParameter(str(error), param_hint="'--faults'") from None


def _wait() -> None:
    """Until Ctrl-C, which is how a person ends it and no failure."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return
