"""From a cell and its column to a value: which grammar reads which kind of value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from batcher.core.columns import Column, Value
from batcher.core.model import CLEAR, Fault
from batcher.core.values.cells import Context, fault, is_blank, is_clear_mark, is_number
from batcher.core.values.dates import parse_date
from batcher.core.values.ids import parse_id
from batcher.core.values.numbers import parse_number
from batcher.core.values.words import (
    is_error_text,
    parse_choice,
    parse_currency,
    parse_text,
    parse_yes_no,
)

if TYPE_CHECKING:
    import pandas as pd

_IDS = frozenset({Value.INVOICE, Value.ID, Value.IDS})
_DATES = frozenset({Value.START, Value.END})


def parse(cell: object, column: Column, context: Context) -> object:
    """What the cell means in this column: None where it is blank, CLEAR, a Fault, or the value.

    INVOICE, ID, TEXT, CURRENCY, CHOICE: str. IDS: tuple of str. MONEY and UNIT_MONEY (major),
    UNIT_MINOR, QUANTITY, PERCENT: Decimal. MINOR, WHOLE: int. START, END: int, unix seconds.
    YES_NO: bool.     Never raises for a cell of `model.Sheet`; a Fault cell comes back as it is.
    """
    if isinstance(cell, Fault):
        return cell
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        if is_clear_mark(cell):
            return CLEAR if column.clearable else fault("clear_not_allowed", cell)
        if is_error_text(cell):
            return fault("error_text", cell)
    elif not isinstance(cell, bool | date | time | timedelta) and not is_number(cell):
        return fault("cell_unreadable", cell)
    return _value(cell, column, context)


def _value(cell: object, column: Column, context: Context) -> object:
    if column.value in _IDS:
        return parse_id(cell, column)
    if column.value is Value.TEXT:
        return parse_text(cell, column)
    if column.value in _DATES:
        return parse_date(cell, column.value, context)
    if column.value is Value.YES_NO:
        return parse_yes_no(cell)
    if column.value is Value.CHOICE:
        return parse_choice(cell, column)
    if column.value is Value.CURRENCY:
        return parse_currency(cell)
    return parse_number(cell, column.value, context)


def parse_column(series: pd.Series, column: Column, context: Context) -> pd.Series:
    """`parse` for a whole column: same index, dtype object; equal cells are read once."""
    import pandas as pd

    texts: dict[str, object] = {}
    others: dict[object, object] = {}
    values: list[object] = []
    for cell in series.to_numpy(dtype=object):
        if cell is None:
            values.append(None)
        elif type(cell) is str:
            if cell not in texts:
                texts[cell] = parse(cell, column, context)
            values.append(texts[cell])
        else:
            # 1 == True == 1.0 and a midnight datetime are different: the type belongs to the key.
            key = (type(cell), _key(cell))
            if key not in others:
                others[key] = parse(cell, column, context)
            values.append(others[key])
    return pd.Series(values, index=series.index, dtype=object)


def _key(cell: object) -> object:
    if isinstance(cell, Fault):
        return id(cell)  # a Fault carries a mapping and cannot be hashed; it comes back as it is
    return cell.isoformat() if isinstance(cell, datetime) else cell
