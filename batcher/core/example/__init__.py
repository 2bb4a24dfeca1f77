"""The example: drafts at a month's end and the workbook that corrects them; nothing random."""

from __future__ import annotations

from batcher.core.example.corrections import rows
from batcher.core.example.drafts import objects

__all__ = ["objects", "rows"]
