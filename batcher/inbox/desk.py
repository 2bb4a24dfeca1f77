"""What every step of an inbox is handed: its folders, its settings, who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from batcher.core.ports import Clock
    from batcher.inbox.folders import Folders
    from batcher.inbox.journal import Journal
    from batcher.ledger import SqlLedger
    from batcher.run import Options, Source
    from batcher.settings import Settings
    from batcher.submissions import Submission
    from batcher.wiring import Connection


class NotHanded(Exception):
    """The workers' queue cannot be used; why, in words."""


class HandOver(Protocol):
    """Gives a workbook to the workers. `origin` names the workbook of this inbox. Raises NotHanded,
    LedgerUnusable."""

    def __call__(
        self, source: Source, options: Options, origin: str, ledger: SqlLedger
    ) -> Submission: ...


def _nothing(_said: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, eq=False)
class Desk:
    """An inbox that is open and held by this process.

    `told` hears the object of each workbook as it ends, `noted` a line for people beside it.
    `report`: where reports go instead of beside their workbooks. `hand_over`: who makes the runs,
    None where the inbox does. `stop`: set when it has to end.
    """

    folders: Folders
    journal: Journal
    settings: Settings
    connection: Connection
    options: Options
    clock: Clock
    report: Path | None = None
    hand_over: HandOver | None = None
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
