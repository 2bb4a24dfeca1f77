"""The nouns of what a person wrote: workbooks, sheets, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


class Kind(StrEnum):
    """What one row asks for; the value is the canonical name of its sheet."""

    CREATE = "create_invoices"
    ADD = "add_lines"
    UPDATE = "update_lines"
    REMOVE = "remove_lines"
    METADATA = "invoice_metadata"
    CONTROL = "control"


OPERATIONS = (Kind.CREATE, Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.METADATA)


class Severity(StrEnum):
    """How much a problem matters; see DESIGN 2.4."""

    ERROR = "error"
    QUESTION = "question"
    WARNING = "warning"


class Clear:
    """The one value a `(clear)` cell has: empty this list or this metadata key."""

    _only: Clear | None = None

    def __new__(cls) -> Clear:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = Clear()


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in a frame where a cell cannot be trusted or understood; a problem in the making.

    `code` is a problem code of `locale`, `shown` the cell as the person sees it, `details` the
    further words of the message.
    """

    code: str
    shown: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the workbook. `row` and `cell` are None where it is the whole file."""

    code: str
    severity: Severity
    sheet: str = ""
    row: int | None = None
    cell: str | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


class Dress(Protocol):
    """What a number format makes of the numbers and days that wear it."""

    def text(self, cell: float | datetime) -> str:
        """What a cell shows, '' where nobody can tell."""


@dataclass(frozen=True, eq=False)
class Dressed:
    """The rows (true numbers) of one column that wear a format which may show something else than
    the plain text of a number or day; `whole`: it counts for whole numbers only."""

    dress: Dress
    rows: npt.NDArray[np.integer]
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet exactly as stored, from its first row on, titles and header included.

    `cells`: dtype object, index = true row numbers (only rows that hold something), columns = true
    column numbers from 1 (only columns that hold something). A cell is None (blank), str, bool,
    float or int (a number as Excel stores it), datetime, date, time, timedelta, or a Fault (what
    cannot be trusted: an error cell, a formula without a value, a merged cell).
    `hidden_rows`: rows the person cannot see (hidden or filtered out). `signs`: column number ->
    sign of a currency (as `signs.named` gives it) -> the rows whose number the cell's format shows
    with that sign. `dressed`: column number -> the formats worn there that matter to a text.
    """

    name: str
    cells: pd.DataFrame
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    signs: Mapping[int, Mapping[str, frozenset[int]]] = field(default_factory=dict)
    dressed: Mapping[int, tuple[Dressed, ...]] = field(default_factory=dict)

    def sign(self, row: int, column: int) -> str:
        """The sign of a currency that a number cell is shown with, '' for none."""
        met = self.signs.get(column, {})
        return next((sign for sign, rows in met.items() if row in rows), "")


@dataclass(frozen=True, eq=False)
class Workbook:
    """The file a person made, read. `problems` are those of the file and of its shape."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
    is_csv: bool = False
    encodings: Mapping[str, str] = field(default_factory=dict)
