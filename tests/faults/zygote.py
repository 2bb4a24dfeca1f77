"""A process that has imported everything and forks one program per order: real processes, quickly.

Orders and answers are lines of JSON on its standard input and output. Only where there is a fork.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
HAS_FORK = hasattr(os, "fork")


def main() -> None:
    """Serve orders until standard input ends."""
    warm_up()
    from tests.faults.program import live

    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            try:
                live(order)
            except BaseException:  # noqa: BLE001 - a child must not go on as a second zygote
                traceback.print_exc()
                os._exit(99)
        _say({"process": process})
        _, status = os.waitpid(process, 0)
        _say({"code": os.waitstatus_to_exitcode(status)})


def warm_up() -> None:
    """Everything a program imports or prepares late is done here, once, and inherited."""
    import openpyxl  # noqa: F401

    import batcher.workbook.leftovers
    import batcher.workbook.report  # noqa: F401
    from batcher.core.schemas import assert_enabled
    from batcher.ledger import open_ledger

    assert_enabled()
    with tempfile.TemporaryDirectory() as folder:
        open_ledger(None, Path(folder)).close()


def _say(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class Zygote:
    """The other end. One order at a time; use it in a `with`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Zygote:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def perform(
        self, order: Mapping[str, object], begun: Callable[[int], None] = lambda _process: None
    ) -> int:
        """The exit code of a program, negative where a signal ended it; `begun` is told its id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        begun(int(self._heard()["process"]))
        return int(self._heard()["code"])

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the zygote died"
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


if __name__ == "__main__":
    main()
