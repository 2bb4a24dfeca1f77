"""What every step of an inbox is handed: its folders, its settings, who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from batcher.core.ports import Clock
    from batcher.inbox.folders import Folders
    from batcher.inbox.journal import Journal
    from batcher.run import Options
    from batcher.settings import Settings
    from batcher.wiring import Connection


def _nothing(_said: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, eq=False)
class Desk:
    """An inbox that is open and held by this process.

    `told` hears the object of each workbook as it ends, `noted` a line for people beside it.
    `report`: where reports go instead of beside their workbooks. `stop`: set when it has to end.
    """

    folders: Folders
    journal: Journal
    settings: Settings
    connection: Connection
    options: Options
    clock: Clock
    report: Path | None = None
    stop: Flag = field(default_factory=Flag)
    told: Callable[[Mapping[str, Any]], None] = _nothing
    noted: Callable[[str], None] = _nothing

    @property
    def language(self) -> str:
        """Of everything people read."""
        return self.options.language

    def now(self) -> str:
        """The present instant as the journal and the ledger write it."""
        return self.clock.now().isoformat()
