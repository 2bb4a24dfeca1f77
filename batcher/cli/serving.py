"""The command `sandbox`: the embedded Stripe on its own, until somebody ends it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face

LineOrder = Literal["oldest_first", "newest_first"]


def sandbox(port: int, reset: bool, newest_first: bool, face: Face) -> None:
    """`batcher sandbox`."""
    from batcher.core import example
    from batcher.sandbox import start

    order: LineOrder = "newest_first" if newest_first else "oldest_first"
    with (
        boundary(face),
        start(
            face.settings.home, port=port, seed=example.objects(), reset=reset, line_order=order
        ) as server,
    ):
        if face.as_json:
            url, key = (None, None) if reset else (server.url, server.key)
            speaking.say_json({"account": server.account, "url": url, "key": key})
        else:
            said_of = {"account": server.account, "url": server.url, "key": server.key}
            code = "cli.sandbox_reset" if reset else "cli.sandbox"
            speaking.say(word(code, face.language, **said_of))
        if not reset:
            _wait()


def _wait() -> None:
    """Until Ctrl-C, which is how a person ends it and no failure."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return
