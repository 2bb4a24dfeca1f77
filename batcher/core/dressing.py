"""Compares numbers and days that are to be sent as text with what their cells show of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd

from batcher.core.model import Dressed, Fault


def as_shown(values: pd.Series, cells: pd.Series, worn: Iterable[Dressed]) -> pd.Series:
    """The values of a column of texts, with a Fault for each that its cell shows as another text.

    `values` and `cells`: a row number's value and cell as read, of one index; `worn`: the formats
    of this column.
    """
    found = values.to_numpy().copy()
    read, rows = cells.to_numpy(), values.index.to_numpy()
    for dressed in worn:
        for place in np.flatnonzero(np.isin(rows, dressed.rows)):
            found[place] = _judged(found[place], read[place], dressed)
    return pd.Series(found, index=values.index, dtype=object)


def _judged(value: object, cell: object, dressed: Dressed) -> object:
    """The value of one cell, or why it is not what is shown."""
    if not isinstance(value, str) or isinstance(cell, bool):
        return value
    if not isinstance(cell, (int, float, datetime)):
        return value
    if dressed.whole and (isinstance(cell, datetime) or cell % 1):
        return value
    shown = dressed.dress.text(cell)
    if shown == value:
        return value
    if not shown:
        return Fault("text_shown_unclear", value)
    return Fault("text_shown_otherwise", shown, {"held": value})
