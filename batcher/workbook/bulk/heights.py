"""How high a row must be for its wrapped texts: not every program finds that out by itself."""

from __future__ import annotations

from collections.abc import Sequence

from batcher.workbook.bulk.cells import AUTO, WRAP_FROM, Column, look_of
from batcher.workbook.cells import safe_cell, shown_width

LINE_POINTS = 14.0
HEIGHT_MAX_POINTS = 400.0  # Excel allows 409


def points_of(lines: int) -> float:
    """The height of a row of so many lines."""
    return min(LINE_POINTS * lines + 2, HEIGHT_MAX_POINTS)


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    if "\n" not in text and text.isascii():
        return _lines(len(text), width)
    return sum(_lines(shown_width(line), width) for line in text.split("\n"))


def _lines(length: int, width: int) -> int:
    """Lines a text takes; lines break at words, so a seventh of each is lost."""
    return 1 if length <= width else -(-length * 7 // (width * 6))


class Wrapped:
    """The columns of a sheet that may hold wrapped texts, and how wide they are."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[int]) -> None:
        self._columns = [
            (column, width - 1)
            for column, width in zip(columns, widths, strict=True)
            if "wrap" in column.shown()
        ]

    def heights(self, start: int, stop: int) -> dict[int, float]:
        """Points of the rows higher than one line, by their place in this block."""
        lines: dict[int, int] = {}
        for column, width in self._columns:
            # What is no longer than this, on one line, takes one: no character is wider than two.
            least = max(width // 2, WRAP_FROM if column.looks == AUTO else 0)
            texts = [
                (place, value)
                for place, value in enumerate(column.values[start:stop])
                if type(value) is str and (len(value) > least or "\n" in value)
            ]
            for place, value in texts:
                taken = _taken(column, start + place, value, width)
                if taken > lines.get(place, 1):
                    lines[place] = taken
        return {place: points_of(taken) for place, taken in lines.items()}


def _taken(column: Column, place: int, value: str, width: int) -> int:
    look = column.looks if isinstance(column.looks, str) else column.looks[place]
    if (look_of(value) if look == AUTO else look) != "wrap":
        return 1
    return lines_of(str(safe_cell(value) or ""), width)
