"""From a cell and its column to a value: which grammar reads which kind of value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from batcher.core.columns import Column, Value
from batcher.core.model import CLEAR, Fault
from batcher.core.values.cells import Context, fault, is_blank, is_clear_mark
from batcher.core.values.dates import parse_date
from batcher.core.values.ids import parse_id
from batcher.core.values.numbers import parse_number, percent_shown
from batcher.core.values.words import (
    is_error_text,
    is_plain_text,
    parse_choice,
    parse_currency,
    parse_text,
    parse_yes_no,
)

if TYPE_CHECKING:
    import pandas as pd

Reader = Callable[[object], object]

# Cells of these types together are told apart by their value: no text equals a number.
_APART = (frozenset({str, float, type(None)}), frozenset({str, int, type(None)}))
_IDS = frozenset({Value.INVOICE, Value.ID, Value.IDS})
_DATES = frozenset({Value.START, Value.END})


def parse(cell: object, column: Column, context: Context) -> object:
    """What the cell means in this column: None where it is blank, CLEAR, a Fault, or the value.

    INVOICE, ID, TEXT, CURRENCY, CHOICE: str. IDS: tuple of str. MONEY and UNIT_MONEY (major),
    UNIT_MINOR, QUANTITY, PERCENT: Decimal. MINOR, WHOLE: int. START, END: int, unix seconds.
    YES_NO: bool. Never raises for a cell of `model.Sheet`; a Fault cell comes back as it is,
    but for one formatted as a percentage in a PERCENT column.
    """
    return _reader(column, context)(cell)


def _reader(column: Column, context: Context) -> Reader:
    """How cells of this column are read; found once for many cells."""
    read = _grammar(column, context)
    is_text, is_percent = column.value is Value.TEXT, column.value is Value.PERCENT

    def reader(cell: object) -> object:
        if isinstance(cell, str):
            if is_text and is_plain_text(cell, column.length):
                return cell
            if is_blank(cell):
                return None
            if is_clear_mark(cell):
                return CLEAR if column.clearable else fault("clear_not_allowed", cell)
            return fault("error_text", cell) if is_error_text(cell) else read(cell)
        if isinstance(cell, Fault):
            meant = is_percent and cell.code == "number_percent_format"
            return percent_shown(cell) if meant else cell
        if cell is None:
            return None
        if isinstance(cell, (float, int, date, time, timedelta)):
            return read(cell)
        return fault("cell_unreadable", cell)

    return reader


def _grammar(column: Column, context: Context) -> Reader:
    value = column.value
    if value in _IDS:
        return lambda cell: parse_id(cell, column)
    if value is Value.TEXT:
        return lambda cell: parse_text(cell, column)
    if value in _DATES:
        return lambda cell: parse_date(cell, value, context)
    if value is Value.YES_NO:
        return parse_yes_no
    if value is Value.CHOICE:
        return lambda cell: parse_choice(cell, column)
    if value is Value.CURRENCY:
        return parse_currency
    return lambda cell: parse_number(cell, value, context)


def parse_column(series: pd.Series, column: Column, context: Context) -> pd.Series:
    """`parse` for a whole column: same index, dtype object; equal cells are read once."""
    import pandas as pd

    cells = series.to_list()
    read = _reader(column, context)
    if any(types.issuperset(map(type, cells)) for types in _APART):
        known = {cell: read(cell) for cell in dict.fromkeys(cells)}
        values = [known[cell] for cell in cells]
    else:
        values = _read_mixed(cells, read)
    return pd.Series(values, index=series.index, dtype=object)


def _read_mixed(cells: list[object], read: Reader) -> list[object]:
    """Cells of several types, each read once: 1 == True == 1.0, so the type belongs to the key."""
    known: dict[object, object] = {}
    values: list[object] = []
    for cell in cells:
        key = (type(cell), _key(cell))
        if key not in known:
            known[key] = read(cell)
        values.append(known[key])
    return values


def _key(cell: object) -> object:
    if isinstance(cell, Fault):
        return id(cell)  # a Fault carries a mapping and cannot be hashed; it comes back as it is
    return cell
