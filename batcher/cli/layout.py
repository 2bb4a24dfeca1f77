"""Columns of text on a terminal, where a Japanese letter is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def width(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """One line for each row, cells under each other; the columns in `right` are numbers."""
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for number, (text, wide) in enumerate(zip(row, widths, strict=True)):
            blank = " " * (wide - width(text))
            cells.append(blank + text if number in right else text + blank)
        lines.append(GAP.join(cells).rstrip())
    return lines
