"""The first rows of a CSV as they were understood: what a person compares with what they meant.

A CSV says nothing of its encoding, its separator or its dates: what was made of them is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from batcher.core.checking import Checked, Row
from batcher.core.columns import OPERATION
from batcher.core.live import plain
from batcher.core.model import CLEAR
from batcher.core.plan.identity import PERIODS, written

PREVIEW_ROWS = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """One CSV understood: canonical headers, and the first rows below them as text: the
    row's number, what it asks for, its values."""

    sheet: str
    encoding: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def previews(checked: Checked, zone: ZoneInfo) -> Iterator[Preview]:
    """A preview of every CSV that has a row without an error; none for a workbook."""
    for table in checked.tables if checked.workbook.is_csv else ():
        first = list(islice((r for r in checked.rows if r.sheet == table.name), PREVIEW_ROWS))
        if first:
            headers = tuple(h.name for h in table.meaning.values() if not h.was)
            encoding = checked.workbook.encodings.get(table.name, "")
            rows = tuple(
                (str(r.row), r.kind.value, *(_cell(r, name, zone) for name in headers))
                for r in first
            )
            yield Preview(table.name, encoding, ("", OPERATION, *headers), rows)


def _cell(row: Row, name: str, zone: ZoneInfo) -> str:
    value = row.values.get(name)
    if value is None:
        return ""
    if value is CLEAR:
        return "(clear)"
    if name in PERIODS and isinstance(value, int):
        return written(value, zone, is_start=name == "period_start")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return plain(value) if isinstance(value, Decimal) else str(value)
