"""What was: runs, files and what people did, newest first, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from batcher.history import told
from batcher.submissions import OPENED as CARRIED
from batcher.web.doing import OPENED
from batcher.web.screens import waiting
from batcher.web.views.problems import page_asked

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.core.model import Upload
    from batcher.web.asks import Ask

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Which page of a long list is shown: `skipped` so many newer ones."""

    total: int
    page: int
    pages: int

    @property
    def skipped(self) -> int:
        """Those on the pages before."""
        return (self.page - 1) * PAGE_ROWS

    def link(self, page: int) -> str:
        """The query of another page."""
        return f"?page={page}"


@dataclass(frozen=True, slots=True)
class FileSeen:
    """One upload and what became of it: its `runs`, or that it waits for an approval. `is_kept`:
    its bytes are still there."""

    upload: Upload
    runs: tuple[str, ...]
    is_waiting: bool
    is_kept: bool


def runs(ask: Ask) -> Response:
    """`/runs`: who, when, what, and every file."""
    ledger = ask.office.ledger
    sheaf = _sheaf(ask, ledger.runs_count())
    listed = [told(ledger, record) for record in ledger.runs_page(PAGE_ROWS, sheaf.skipped)]
    return ask.screen("history", runs=listed, sheaf=sheaf)


def files(ask: Ask) -> Response:
    """`/uploads`: every file that was brought, also those no run came of."""
    desk = ask.office.ledger.desk
    sheaf = _sheaf(ask, desk.uploads_count())
    listed = desk.uploads(PAGE_ROWS, sheaf.skipped)
    return ask.screen("files", files=seen_of(ask, listed), sheaf=sheaf)


def seen_of(ask: Ask, uploads: list[Upload]) -> list[FileSeen]:
    """What became of these uploads: three questions, however many they are."""
    desk = ask.office.ledger.desk
    kept = desk.kept({one.sha256 for one in uploads})
    waits = {one.upload for one in waiting.handed_over(ask)}
    runs_of: dict[str, list[str]] = {}
    for action in desk.actions_of((one.upload for one in uploads), (OPENED, CARRIED)):
        runs_of.setdefault(action.subject, []).append(str(action.detail.get("run")))
    return [
        FileSeen(one, tuple(runs_of.get(one.upload, ())), one.upload in waits, one.sha256 in kept)
        for one in uploads
    ]


def activity(ask: Ask) -> Response:
    """`/activity`: what people did on the page."""
    desk = ask.office.ledger.desk
    sheaf = _sheaf(ask, desk.actions_count())
    actions = desk.actions(count_max=PAGE_ROWS, skipped=sheaf.skipped)
    return ask.screen("activity", actions=actions, sheaf=sheaf)


def _sheaf(ask: Ask, total: int) -> Sheaf:
    pages = max(1, -(-total // PAGE_ROWS))
    return Sheaf(total, page_asked(ask.query("page"), pages), pages)
