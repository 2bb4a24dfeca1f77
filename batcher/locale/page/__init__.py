"""What the page says, one file for each part of the way."""

from __future__ import annotations

from batcher.locale.page import export, frame, review, run, upload
from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    **frame.LABELS,
    **upload.LABELS,
    **export.LABELS,
    **review.LABELS,
    **run.LABELS,
}
