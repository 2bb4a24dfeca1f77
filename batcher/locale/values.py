"""Problem codes of values."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {}
