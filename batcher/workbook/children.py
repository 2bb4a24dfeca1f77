"""How a child process of ours is begun, which reads or writes a file in our stead, confined.

Imports nothing heavy: it is begun beside the imports.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = str(Path(__file__).resolve().parents[2])
_OWN = ("STRIPE_", "BATCHER_")  # what the environment says of us is no business of the child
# Each thread of the libraries would count against the memory allowed, used or not.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_REASON_MAX = 200


def child(module: str, *, libraries: bool) -> dict[str, Any]:
    """What `subprocess` is told to run `main()` of one of our modules in a fresh interpreter: no
    environment of ours, nothing inherited but its pipes; without `libraries` no site either."""
    environment = {k: v for k, v in os.environ.items() if not k.upper().startswith(_OWN)}
    if libraries:
        python = [sys.executable, "-I"]
        environment |= _ONE_THREAD
    else:
        # On Windows `sys.executable` of a venv is a launcher, which starts yet another process.
        base = getattr(sys, "_base_executable", "") if sys.platform == "win32" else ""
        python = [base or sys.executable, "-I", "-S"]
    return {
        "args": [*python, "-c", _program(module, libraries=libraries), _ROOT],
        "env": environment,
        "close_fds": True,
        "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
    }


def last_words(stderr: bytes) -> str:
    """The last line a child wrote before it died, cut to a length a message bears."""
    last = stderr.strip().rpartition(b"\n")[2]
    return last.decode("utf-8", "replace").strip()[:_REASON_MAX]


def _program(module: str, *, libraries: bool) -> str:
    # Where the libraries are, another batcher may be installed: ours comes first.
    place = "insert(0, sys.argv[1])" if libraries else "append(sys.argv[1])"
    return f"import sys; sys.path.{place}; from {module} import main; main()"
