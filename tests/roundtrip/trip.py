"""One trip by its seed: export, edit, run, verify, undo, undo the undo, and undo that again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from batcher.core.inverse import sheets_of
from batcher.ledger import open_ledger
from batcher.run import Result, Source, Wanted, export, undo, verify
from batcher.run import run as run_workbook
from batcher.workbook.prefilled import write_prefilled
from tests.roundtrip.account import PLACES, Account, account
from tests.roundtrip.compare import Told, differences
from tests.roundtrip.hand import Hand
from tests.roundtrip.look import Standing, look
from tests.roundtrip.stripes import STRIPES, Place
from tests.run.undone import Desk
from tests.run.world import Clock, Faults, World

ZONES = ("UTC", "Asia/Tokyo", "America/New_York")


class WentWrong(AssertionError):
    """A trip did not end where it began; the message tells all of it."""


@dataclass(slots=True)
class Trip:
    """What one trip came to. `told`: code -> how often undo said it could not."""

    seed: int
    stripe: str
    drafts: int = 0
    lines: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    posts: int = 0


def travel(seed: int, stripe: str, folder: Path, empty: Path) -> Trip:
    """Raises WentWrong. `empty`: a ledger to copy."""
    random = Random(seed)
    planted = account(random)
    with STRIPES[stripe](planted) as place, _world(place, folder, empty) as here:
        return _Journey(seed, stripe, random, planted, place, here).go()


@contextmanager
def _world(place: Place, folder: Path, empty: Path) -> Iterator[World]:
    folder.mkdir(parents=True)
    clock = Clock()
    (folder / "ledger.sqlite3").write_bytes(empty.read_bytes())
    with open_ledger(None, folder, clock=clock.now) as ledger:
        here = World(place, Faults(), clock, folder, ledger, Desk())
        yield here
        here.ledger.close()


@dataclass(slots=True)
class _Journey:
    seed: int
    stripe: str
    random: Random
    planted: Account
    place: Place
    here: World
    said: list[str] = field(default_factory=list)

    def go(self) -> Trip:
        trip = Trip(self.seed, self.stripe, len(self.planted.drafts))
        trip.lines = sum(len(one.charges) for one in self.planted.drafts)
        language, zone = self.random.choice(("en", "en", "ja")), self.random.choice(ZONES)
        first = look(self.place)
        book = self._exported(language, zone)
        self._unchanged(book, zone, first)
        Hand(self.random, self.planted).edit(book, language)
        forth = self._run(book, zone)
        trip.rows.update(forth.object["rows"])
        second = look(self.place)
        self._ties_out(forth, first, second)
        self._verified(forth)
        self._undone(forth, language, zone, (first, second), trip)
        trip.posts = self.place.writes()
        return trip

    def _undone(
        self,
        forth: Result,
        language: str,
        zone: str,
        stood: tuple[Standing, Standing],
        trip: Trip,
    ) -> None:
        """Back, forth and back again; `stood`: before the run, and after it."""
        lost: list[Told] = []
        (wanted, origin), now, ended = stood, stood[1], forth
        for step in ("undo", "undo of the undo", "undo of that"):
            if not ended.object["rows"]["applied"]:
                self._same(step, wanted, now, lost)
                return
            book, told = self._undo(str(ended.object["run"]), language)
            trip.told.update(one.code for one in told)
            lost += told
            ended, before = self._run(book, zone), now
            now = look(self.place)
            self._ties_out(ended, before, now)
            self._same(step, wanted, now, lost)
            wanted, origin = origin, wanted

    def _exported(self, language: str, zone: str) -> Path:
        with self.here.edges() as edges:
            found = export(Wanted(), zone, language, edges)
        return write_prefilled(found.book, self.here.home / "export.xlsx").path

    def _unchanged(self, book: Path, zone: str, first: Standing) -> None:
        """Export and run unchanged sends nothing."""
        ended = self._run(book, zone)
        counts = ended.object["rows"]
        self._assert(counts["total"] == counts["unchanged"], f"an untouched export: {counts}")
        self._assert(self.place.writes() == 0, "an untouched export was sent")
        self._same("untouched export", first, look(self.place), [])

    def _run(self, book: Path, zone: str) -> Result:
        source = Source(book.read_bytes(), book.name, str(book))
        accepted: dict[str, Any] = {"accept": frozenset({"all"}), "amount_max_minor": 10**12}
        options = self.here.options(time_zone=zone, **accepted)
        with self.here.edges() as edges:
            ended = run_workbook(source, options, edges)
        wrong = [one for one in ended.object["problems"] if one["severity"] == "error"]
        if int(ended.exit) != 0:
            self._assert(False, f"{book.name} ended {ended.exit}: {wrong or self._refused()}")
        counts = ended.object["rows"]
        done = counts["applied"] + counts["unchanged"]
        self._assert(counts["total"] == done, f"{book.name}: {counts}")
        return ended

    def _refused(self) -> set[str]:
        """Why rows of the last report were not applied."""
        report = self.here.files.reports[-1]
        return {
            str(message)
            for sheet in report.sheets
            for status, message in zip(
                sheet.results["status"], sheet.results["message"], strict=True
            )
            if status not in ("applied", "unchanged", None)
        }

    def _verified(self, ended: Result) -> None:
        if not ended.object["rows"]["applied"]:
            return
        with self.here.edges() as edges:
            found = verify(str(ended.object["run"]), edges)
        self._assert(int(found.exit) == 0, f"verify ended {found.exit}")
        self._assert(found.object["changed"] == [], f"verify: {found.object['changed']}")

    def _undo(self, run: str, language: str) -> tuple[Path, list[Told]]:
        with self.here.edges() as edges:
            inverse = undo(run, edges).inverse
        path = self.here.home / f"undo-{run}.xlsx"
        write_prefilled(sheets_of(inverse, run, language), path)
        return path, [Told.of(one) for one in inverse.unreversed]

    def _ties_out(self, ended: Result, before: Standing, after: Standing) -> None:
        """The money the run tells is the money that moved."""
        old, new = before.sums(), after.sums()
        for currency, money in ended.object["money"].items():
            minor = new.get(currency, 0) - old.get(currency, 0)
            shown = f"{minor / 10 ** PLACES[currency]:.{PLACES[currency]}f}"
            told = money["actual_change"]
            self._assert(money["difference"].strip("0.") == "", f"{currency}: {money}")
            self._assert(float(told) == float(shown), f"{currency}: told {told}, moved {shown}")
        quiet = {c for c in {*old, *new} if old.get(c, 0) != new.get(c, 0)}
        told_of = set(ended.object["money"])
        self._assert(quiet <= told_of, f"moved untold: {quiet - told_of}")

    def _same(self, step: str, wanted: Standing, now: Standing, told: list[Told]) -> None:
        found = list(differences(wanted, now, told))
        self._assert(not found, f"after {step}:\n  " + "\n  ".join(found))

    def _assert(self, holds: bool, message: str) -> None:
        if not holds:
            raise WentWrong(f"seed {self.seed} on {self.stripe}: {message}")
