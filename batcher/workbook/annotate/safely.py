"""Has a child process make the marked copy, so that no file can end, hang or swell this program
while it is parsed a second time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path, PurePath

from batcher.workbook.annotate.copying import Copy, Wanted
from batcher.workbook.container import LIMITS, Limits
from batcher.workbook.safely import own_environment
from batcher.workbook.saving import Unwritten

_ROOT = str(Path(__file__).resolve().parents[3])
# Unlike the reader's child this one needs the libraries, and first of all our own package.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from batcher.workbook.annotate.child import main; main()"
)
_MEMORY_FACTOR = 3  # frames of the input and of the copy, the libraries, the copy itself
_REASON_MAX = 200


def in_child(content: bytes, wanted: Wanted, limits: Limits = LIMITS) -> Copy | None:
    """What `marked_copy` gives, made in a child process. Raises Unwritten where that one came to
    no end, too, and OSError where it cannot be begun."""
    how = {
        **asdict(wanted),
        "memory_bytes": _MEMORY_FACTOR * limits.memory_bytes_max,
        "processor_s": limits.processor_s_max,
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-I", "-c", _PROGRAM, _ROOT],
            input=json.dumps(how).encode() + b"\n" + content,
            capture_output=True,
            check=False,
            timeout=limits.wait_s_max,
            # Each thread of theirs would count against the memory allowed, used or not.
            env=own_environment() | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        reason = f"not done within {limits.wait_s_max:g} seconds"
        raise Unwritten(f"{wanted.name} cannot be marked: {reason}") from error
    if ended.returncode:
        last = ended.stderr.strip().rpartition(b"\n")[2].decode("utf-8", "replace")
        reason = f"the marking ended with code {ended.returncode} {last[:_REASON_MAX]}".strip()
        raise Unwritten(f"{wanted.name} cannot be marked: {reason}")
    line, _, copy = ended.stdout.partition(b"\n")
    said = json.loads(line)
    if "unwritten" in said:
        raise Unwritten(said["unwritten"])
    return Copy(PurePath(said["name"]).name, copy) if said["name"] else None
