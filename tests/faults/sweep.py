"""The crash sweep: a program killed for real at every named point and occurrence, then resumed.

Named points are each commit of the ledger, each send and each step of writing the report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.faults import rows
from tests.faults.auditor import DONE
from tests.faults.schedule import KILLED, Outcome, Play, Setting, playing
from tests.faults.zygote import Zygote

SWEPT = ("open_run", "append", "post", "temporary", "sync", "place", "move")
BOOK_SEED = 347  # every kind of row, on three drafts and a new one
Point = tuple[str, str, int]


def setting(stripe: str) -> Setting:
    """Nothing goes wrong but the one death."""
    book = rows.make(Random(BOOK_SEED))
    return Setting(book, stripe, 3, 1, 0.0, (), 0.0, 0.0, "kept", 0)


@contextmanager
def doomed(
    stripe: str, folder: Path, zygote: Zygote, ledger: Path, mutant: str = ""
) -> Iterator[Play]:
    """A desk with the workbook of the sweep and a Stripe without faults."""
    with playing(Outcome(0, setting(stripe)), folder, zygote, ledger, mutant) as play:
        play.trouble.over = True
        yield play


def points(folder: Path, zygote: Zygote, ledger: Path) -> list[Point]:
    """Every point that a run which lives passes."""
    with doomed("independent", folder, zygote, ledger) as play:
        play.counts = folder / "counts"
        assert play.command("run", "w.xlsx", "--yes") == DONE, play.outcome.told()
        met = json.loads(play.counts.read_text())
    found = [(*name.split(" "), count) for name, count in met.items()]
    return [
        (point, when, number)
        for point, when, count in found
        if point in SWEPT
        for number in range(1, count + 1)
    ]


def killed_and_resumed(play: Play, point: Point, *, forgotten: bool) -> None:
    """Die there; go on at once, or when Stripe has forgotten every key; all is there once."""
    assert play.command("run", "w.xlsx", "--yes", death=point) == KILLED, "it outlived its death"
    if forgotten:
        play.forget_keys()
    code = play.command("resume", "--yes")
    if code != DONE:  # it died before there was a run
        assert point == ("open_run", "before", 1), play.outcome.told()
        code = play.command("run", "w.xlsx", "--yes")
    play.end(code)
    assert play.outcome.verdict.all() == [], play.outcome.told()
