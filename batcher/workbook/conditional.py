"""Compares what conditional formats may show of cells with what those hold: a rule with a number
format shows `;;;` or `0` only while it applies, so that what it may hide counts as hidden."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from batcher.core.model import Fault
from batcher.workbook.formats import doubt, parse_day_format, parse_format, parse_text_format

_SHOWN_MAX = 60

Objects = npt.NDArray[np.object_]


def fault_cells(cells: Objects, code: str, *, whole: bool = False) -> None:
    """Put a Fault where this format would show a number, a day or a text as another one; `whole`:
    only whole numbers are shown so."""
    known: dict[object, Fault | None] = {}
    for place in np.ndindex(cells.shape):
        cell = cells[place]
        if isinstance(cell, bool) or not isinstance(cell, (int, float, datetime, str)):
            continue
        if whole and (not isinstance(cell, (int, float)) or cell % 1):
            continue
        key = type(cell), cell
        if key not in known:
            known[key] = _doubt(cell, code)
        cells[place] = known[key] or cell


def _doubt(cell: float | datetime | str, code: str) -> Fault | None:
    if not _differs(cell, code):
        return None
    held = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return Fault("format_conditional", held, {"format": code[:_SHOWN_MAX]})


def _differs(cell: float | datetime | str, code: str) -> bool:
    """Whether this format shows a cell as another one."""
    if isinstance(cell, str):
        form = parse_text_format(code)
        return form is not None and form.doubt(cell) is not None
    day = parse_day_format(code)
    if isinstance(cell, datetime):
        return day is None or not day.is_whole or day.hides_time(cell)
    number = parse_format(code)
    return day is not None or (number is not None and doubt(str(cell), cell, number) is not None)
