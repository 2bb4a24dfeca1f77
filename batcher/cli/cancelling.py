"""`batcher cancel`: a submitted workbook is taken back, or its run asked to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.cli import speaking
from batcher.cli.ending import boundary, fail, queue_usable
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.submissions import submission
from batcher.wiring import who

if TYPE_CHECKING:
    from batcher.cli.face import Face


def cancel(wanted: str, stop: bool, face: Face) -> None:
    """Take it back; exits 2 where there is none, or nothing of it to take back."""
    from batcher.fleet import cancel as take_back
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger

    settings, language = face.settings, face.language
    with boundary(face), queue_usable(face):
        address = address_of(settings)
        with open_ledger(settings.ledger_url, settings.home, language=language) as ledger:
            one = submission(ledger, wanted)
            if one is None:
                fail(Exit.USAGE, word("fleet.unknown", language, submitted=wanted), face.as_json)
            before = one.state
            now = take_back(one, ledger, address, stop=stop, who=who())
    is_stopping = stop and now.state == "running"
    if now.state != "cancelled" and not is_stopping:
        state = "ended" if now.state == "ended" else before
        fail(Exit.USAGE, word(f"fleet.{state}", language, submitted=now.id), face.as_json)
    if face.as_json:
        speaking.say_json(now.object)
    else:
        code = "fleet.stopping" if is_stopping else "fleet.cancelled"
        speaking.say(word(code, language, submitted=now.id), speaking.GREEN)
