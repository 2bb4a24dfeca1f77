"""Labels and sentences that are not problems."""

from __future__ import annotations

from batcher.locale import (
    annotating,
    cli,
    doctor,
    evidence,
    exporting,
    fleet,
    inbox,
    keeping,
    page,
    reporting,
    reviewing,
    rows,
    setting,
    undoing,
)
from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    **annotating.LABELS,
    **cli.LABELS,
    **doctor.LABELS,
    **evidence.LABELS,
    **exporting.LABELS,
    **fleet.LABELS,
    **inbox.LABELS,
    **page.LABELS,
    **keeping.LABELS,
    **reporting.LABELS,
    **reviewing.LABELS,
    **rows.LABELS,
    **setting.LABELS,
    **undoing.LABELS,
}
