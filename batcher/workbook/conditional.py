"""Compares what conditional formats may show of cells with what those hold: a rule with a number
format shows `;;;` or `0` only while it applies, so that what it may hide counts as hidden."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from batcher.core.model import Fault
from batcher.workbook.formats import doubt, parse_day_format, parse_format, parse_text_format

Objects = npt.NDArray[np.object_]


def fault_cells(cells: Objects, code: str) -> None:
    """Put a Fault where this format would show a number, a day or a text as another one."""
    known: dict[object, Fault | None] = {}
    for place in np.ndindex(cells.shape):
        cell = cells[place]
        if isinstance(cell, bool) or not isinstance(cell, (int, float, datetime, str)):
            continue
        key = type(cell), cell
        if key not in known:
            known[key] = _doubt(cell, code)
        cells[place] = known[key] or cell


def _doubt(cell: float | datetime | str, code: str) -> Fault | None:
    found = _found(cell, code)
    if found is None:
        return None
    held = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return Fault("format_conditional", held, {"held": held, "format": code})


def _found(cell: float | datetime | str, code: str) -> Fault | None:
    if isinstance(cell, str):
        form = parse_text_format(code)
        return form.doubt(cell) if form is not None else None
    day = parse_day_format(code)
    if isinstance(cell, datetime):
        whole = day is not None and day.is_whole and not day.hides_time(cell)
        return None if whole else Fault("date_hidden")
    if day is not None:
        return Fault("number_is_date")
    number = parse_format(code)
    return doubt(str(cell), cell, number) if number is not None else None
