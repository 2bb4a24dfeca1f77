"""A saved plan as a file: the input as received, the answers, and the plan, in one JSON object."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.core.plan import Plan, from_json, to_json

if TYPE_CHECKING:
    from batcher.run import Options, Source
    from batcher.run.preparing import Prepared

FORMAT = "batcher-plan-1"


class PlanUnreadable(Exception):
    """The file is no saved plan; the message says why."""


def is_taken(path: Path) -> bool:
    """True where something other than a saved plan stands: it is not written over."""
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return bool(start) and FORMAT.encode() not in start


def write_plan(prepared: Prepared, path: Path) -> Path:
    """Write the plan whole or not at all; gives its absolute path. Raises OSError."""
    target = path.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "name": prepared.source.name,
        "path": prepared.source.path,
        "workbook": base64.b64encode(prepared.source.content).decode(),
        "workbook_sha256": hashlib.sha256(prepared.source.content).hexdigest(),
        "options": prepared.options.stored(),
        "plan": json.loads(to_json(prepared.plan)),
    }
    temporary = target.with_name(f".{target.name}.part")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    return target


def read_plan(path: Path) -> tuple[Source, Options, Plan]:
    """The input, the answers and the plan of a saved plan. Raises PlanUnreadable."""
    from batcher.run import Options, Source

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise PlanUnreadable(f"not {FORMAT}")
        content = base64.b64decode(found["workbook"], validate=True)
        if hashlib.sha256(content).hexdigest() != found["workbook_sha256"]:
            raise PlanUnreadable("the workbook in it is not the one that was planned")
        source = Source(content, str(found["name"]), str(found["path"]))
        plan = from_json(json.dumps(found["plan"]))
        return source, Options.restored(found["options"]), plan
    except OSError as error:
        raise PlanUnreadable(error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise PlanUnreadable(type(error).__name__) from error
