"""The rows of a run that are not in: which, how it stands with them, and why."""

from __future__ import annotations

from dataclasses import dataclass

from batcher.core.instants import on_the_clock
from batcher.core.model import Status
from batcher.core.reconcile import Reconciled
from batcher.locale import LABELS, word
from batcher.web.views.spoken import on_the_page

# What a person has to look at first stands first.
_ORDER = (Status.IN_DOUBT, Status.REFUSED, Status.REJECTED, Status.NOT_SENT)


@dataclass(frozen=True, slots=True)
class RowLeft:
    """One row that is not applied. `message`: why, '' where there is nothing to say."""

    sheet: str
    row: int
    invoice: str
    line: str
    status: str
    message: str


def rows_left(reconciled: Reconciled, zone: str, language: str) -> list[RowLeft]:
    """Every row that is not applied, those in doubt first. `zone`: of the run."""
    found = [one for one in reconciled.rows if one.status in _ORDER]
    found.sort(key=lambda one: _ORDER.index(one.status))
    return [
        RowLeft(
            sheet=one.operation.sheet,
            row=one.operation.row,
            invoice=one.operation.invoice,
            line=one.operation.line,
            status=one.status.value,
            message=_message(one.reason, {**one.details}, zone, language),
        )
        for one in found
    ]


def _message(reason: str, details: dict[str, str], zone: str, language: str) -> str:
    if "at" in details:
        details["at"] = on_the_clock(details["at"], zone)
    code = f"row.{reason}"
    told = word(code, language, **details) if code in LABELS else reason
    return on_the_page(told, language)
