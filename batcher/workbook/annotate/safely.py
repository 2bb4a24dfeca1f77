"""Has a child process make the marked copy, so that no file can end, hang or swell this program
while it is parsed a second time."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import PurePath

from batcher.workbook.annotate.copying import Copy, Wanted
from batcher.workbook.children import child, last_words
from batcher.workbook.container import LIMITS, Limits
from batcher.workbook.saving import Unwritten

_MEMORY_FACTOR = 3  # frames of the input and of the copy, the libraries, the copy itself


def in_child(content: bytes, wanted: Wanted, limits: Limits = LIMITS) -> Copy | None:
    """What `marked_copy` gives, made in a child process. Raises Unwritten where that one came to
    no end, too, and OSError where it cannot be begun."""
    how = {
        **asdict(wanted),
        "memory_bytes": _MEMORY_FACTOR * limits.memory_bytes_max,
        "processor_s": limits.processor_s_max,
    }
    try:
        ended = subprocess.run(
            **child("batcher.workbook.annotate.child", libraries=True),
            input=json.dumps(how).encode() + b"\n" + content,
            capture_output=True,
            check=False,
            timeout=limits.wait_s_max,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"not done within {limits.wait_s_max:g} seconds"
        raise Unwritten(f"{wanted.name} cannot be marked: {reason}") from error
    if ended.returncode:
        last = last_words(ended.stderr)
        reason = f"the marking ended with code {ended.returncode} {last}".strip()
        raise Unwritten(f"{wanted.name} cannot be marked: {reason}")
    line, _, copy = ended.stdout.partition(b"\n")
    said = json.loads(line)
    if "unwritten" in said:
        raise Unwritten(said["unwritten"])
    return Copy(PurePath(said["name"]).name, copy) if said["name"] else None
