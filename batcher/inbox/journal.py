"""What an inbox remembers between sweeps, in one small file in `working/`.

Nothing depends on it for safety: what was sent is in the ledger. Lost, it costs names and times."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from batcher.inbox.folders import sync

FILE = ".inbox.json"
PROBLEMS_KEPT = 100  # of a workbook that was put away by a process that died; the report has all


@dataclass(frozen=True, slots=True)
class Entry:
    """One workbook in `working/`: its name as it arrived, when it was taken, and since when it
    waits ('' while it does not). Instants are ISO, UTC."""

    name: str
    taken_at: str
    waits_since: str = ""


@dataclass(slots=True)
class Journal:
    """Entries by the name a workbook has in `working/`; the unknown files named already; the
    objects of workbooks put away that nobody has been told of, by the same name."""

    working: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    untold: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def opened(cls, working: Path) -> Journal:
        """As it was left; empty where it cannot be read."""
        journal = cls(working)
        try:
            found = json.loads((working / FILE).read_text(encoding="utf-8"))
            journal.entries = {
                str(name): Entry(**entry)
                for name, entry in found["entries"].items()
                if os.path.lexists(working / name)
            }
            journal.named = set(map(str, found["named"]))
            journal.untold = {
                str(name): dict(one)
                for name, one in found["untold"].items()
                if not os.path.lexists(working / name)  # else it never moved, and ends anew
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(working)
        return journal

    def take(self, name: str, original: str, now: str) -> None:
        """A workbook is about to move in."""
        self.entries[name] = Entry(original, now)
        self.save()

    def entry(self, name: str) -> Entry:
        """What is known of a workbook in `working/`."""
        return self.entries.get(name) or Entry(name, "")

    def waits(self, name: str, now: str) -> Entry:
        """It stays; since when."""
        entry = self.entry(name)
        if not entry.waits_since:
            entry = replace(entry, waits_since=now)
            self.entries[name] = entry
            self.save()
        return entry

    def forget(self, name: str) -> None:
        """It has moved out."""
        if self.entries.pop(name, None) is not None:
            self.save()

    def file(self, name: str, found: Mapping[str, Any]) -> None:
        """It is about to move out, and this is to be told."""
        self.untold[name] = {**found, "problems": found["problems"][:PROBLEMS_KEPT]}
        self.save()

    def tell(self) -> None:
        """Everything has been told."""
        if self.untold:
            self.untold = {}
            self.save()

    def name_once(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these names that were not named before; gone ones are forgotten."""
        new = tuple(name for name in names if name not in self.named)
        if self.named != set(names):
            self.named = set(names)
            self.save()
        return new

    def save(self) -> None:
        """Keep it, whole or not at all; a full disk costs only what it remembers."""
        found = {
            "entries": {name: asdict(entry) for name, entry in self.entries.items()},
            "named": sorted(self.named),
            "untold": self.untold,
        }
        draft = self.working / f"{FILE}.{os.getpid()}"
        with suppress(OSError):
            with draft.open("w", encoding="utf-8") as file:
                file.write(json.dumps(found))  # ASCII: a name may hold bytes of no encoding
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.working / FILE)
            sync(self.working)
