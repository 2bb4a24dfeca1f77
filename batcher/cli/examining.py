"""`doctor`: the checks, one line each, what to do below; exit 5 where work cannot begin."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.core.reporting import Exit
from batcher.locale import word

if TYPE_CHECKING:
    from pathlib import Path

    from batcher.cli.face import Face
    from batcher.wiring import Connection

_COLOURS = {"ok": speaking.GREEN, "warning": speaking.YELLOW, "problem": speaking.RED}


def doctor(inbox: Path | None, where: Connection, face: Face) -> None:
    """`batcher doctor`."""
    from batcher.doctor import examine, usable

    with boundary(face):
        checks = examine(face.settings, where, inbox)
    if face.as_json:
        speaking.say_json({"checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            mark = word(f"doctor.status.{check.status.value}", face.language)
            text = f"{mark:<8} {check.name}: {check.found}"
            speaking.say(text, _COLOURS[check.status.value])
            if check.todo:
                speaking.say(f"         {check.todo}")
    raise typer.Exit(int(Exit.DONE if usable(checks) else Exit.UNUSABLE))
