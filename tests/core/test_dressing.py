"""Numbers and days that are sent as text: only as their cells show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from batcher.core.dressing import as_shown
from batcher.core.model import CLEAR, Dressed, Fault


@dataclass(frozen=True)
class Always:
    """A dress that shows every cell as the same text."""

    shown: str

    def text(self, cell: float | datetime) -> str:
        return self.shown


def judged(value: object, cell: object, shown: str, *, whole: bool = False) -> object:
    dressed = Dressed(Always(shown), np.array([5]), whole)
    index = pd.Index([4, 5])
    values = pd.Series([value, value], index=index, dtype=object)
    cells = pd.Series([cell, cell], index=index, dtype=object)
    undressed, found = as_shown(values, cells, [dressed]).tolist()
    assert undressed is value
    return found


@pytest.mark.parametrize(
    ("value", "cell", "shown", "found"),
    [
        ("1234", 1234, "1234", "1234"),
        ("1234", 1234, "1,234", Fault("text_shown_otherwise", "1,234", {"held": "1234"})),
        ("1234", 1234, "", Fault("text_shown_unclear", "1234")),
        ("1234", "1234", "1,234", "1234"),
        ("TRUE", True, "1", "TRUE"),
        (None, 1234, "1,234", None),
        (CLEAR, "(clear)", "", CLEAR),
        (Fault("merged_cell"), 1234, "1,234", Fault("merged_cell")),
    ],
)
def test_a_text_is_what_its_cell_shows(
    value: object, cell: object, shown: str, found: object
) -> None:
    assert judged(value, cell, shown) == found


@pytest.mark.parametrize(("cell", "refused"), [(12, True), (12.0, True), (12.5, False)])
def test_a_dress_of_whole_numbers_is_worn_by_no_other(cell: float, refused: bool) -> None:
    assert isinstance(judged("12", cell, "x", whole=True), Fault) is refused
