"""Makes a Workbook of the pieces it was read in: frames with true row and column numbers, doubled
and merged cells as Faults, rows far below the others named. It knows no file format."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from batcher.core.columns import sheet_is_ignored
from batcher.core.model import Dressed, Fault, Problem, Severity, Sheet, Workbook
from batcher.workbook.conditional import fault_cells
from batcher.workbook.formats import Dress, is_bare
from batcher.workbook.grid import ROWS_MAX, column_letters
from batcher.workbook.pieces import BookEnd, Cells, Piece, SheetEnd, SheetLeft

FAR_ROWS = 100  # so many blank rows, and what comes below may be forgotten by who filled it in
_FAR_NAMED_MAX = 20
_SHOWN_MAX = 60

Objects = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.intp]


def assemble(pieces: Iterable[Piece], name: str, sha256: str) -> Workbook:
    """The workbook these pieces amount to; they must end with a BookEnd."""
    sheets: list[Sheet] = []
    cells: list[Cells] = []
    for piece in pieces:
        if isinstance(piece, Cells):
            cells.append(piece)
        elif isinstance(piece, SheetEnd):
            sheets.append(_sheet(piece, cells))
            cells = []
        elif isinstance(piece, SheetLeft):
            cells = []
        else:
            return _book(piece, sheets, name, sha256)
    raise AssertionError("a workbook without its end")


def _book(end: BookEnd, sheets: list[Sheet], name: str, sha256: str) -> Workbook:
    kept = () if end.unread else tuple(sheets)
    far = [p for sheet in kept if not sheet_is_ignored(sheet.name) for p in _far_rows(sheet)]
    return Workbook(name, sha256, kept, (*end.problems, *far), end.is_csv, end.encodings)


def _sheet(end: SheetEnd, pieces: list[Cells]) -> Sheet:
    columns = sorted({piece.column for piece in pieces})
    rows, place_of_row = _rows(pieces)
    cells: Objects = np.full((len(columns), len(rows)), None, dtype=object)
    places: Mapping[int, int] = {column: place for place, column in enumerate(columns)}
    doubled: dict[int, list[Numbers]] = {}
    for piece in pieces:
        met = place_of_row[np.frombuffer(piece.rows, dtype=np.int32)]
        cells[places[piece.column], met] = _objects(piece.values)
        doubled.setdefault(places[piece.column], []).append(met)
    for place, met_rows in doubled.items():
        _fault_duplicates(cells[place], np.concatenate(met_rows))
    _fault_repeated_rows(cells, rows, end.repeated_rows)
    _fault_spreads(cells, rows, np.array(columns, dtype=np.intp), end)
    _fault_restyled(cells, rows, np.array(columns, dtype=np.intp), end)
    frame = pd.DataFrame(
        cells.T,
        index=pd.Index(rows, dtype=np.int64),
        columns=pd.Index(columns, dtype=np.int64),
        dtype=object,
        copy=False,
    )
    signs, dressed = _signs(pieces), _dressed(pieces, rows, columns, end)
    return Sheet(end.name, frame, end.hidden_rows, end.hidden_columns, end.hidden, signs, dressed)


def _signs(pieces: list[Cells]) -> dict[int, dict[str, frozenset[int]]]:
    """Column -> sign of a currency -> the rows whose number is shown with it."""
    met: dict[int, dict[str, frozenset[int]]] = {}
    for piece in pieces:
        for sign, rows in piece.signs.items():
            own = met.setdefault(piece.column, {})
            own[sign] = own.get(sign, frozenset()).union(rows)
    return met


def _dressed(
    pieces: list[Cells], rows: Numbers, columns: list[int], end: SheetEnd
) -> dict[int, tuple[Dressed, ...]]:
    """Column -> the formats that its numbers and days wear, its own and those of conditions."""
    own: dict[tuple[int, str], list[Numbers]] = {}
    for piece in pieces:
        for code, met in piece.dresses.items():
            own.setdefault((piece.column, code), []).append(np.frombuffer(met, dtype=np.int32))
    found: dict[int, list[Dressed]] = {}
    for (column, code), parts in own.items():
        found.setdefault(column, []).append(Dressed(Dress(code), np.concatenate(parts)))
    for worn in end.restyled:
        if is_bare(worn.code):
            continue
        first, last = np.searchsorted(rows, (worn.top, worn.bottom + 1))
        dressed = Dressed(Dress(worn.code), rows[first:last], worn.whole)
        for column in columns:
            if worn.left <= column <= worn.right:
                found.setdefault(column, []).append(dressed)
    return {column: tuple(worn) for column, worn in found.items()}


def _rows(pieces: list[Cells]) -> tuple[Numbers, Numbers]:
    """The row numbers that hold something, ascending, and the place of each row number."""
    held = np.zeros(ROWS_MAX + 1, dtype=bool)
    for piece in pieces:
        held[np.frombuffer(piece.rows, dtype=np.int32)] = True
    return np.flatnonzero(held), np.cumsum(held) - 1


def _objects(values: list[object]) -> Objects:
    made: Objects = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _fault_duplicates(column: Objects, places: Numbers) -> None:
    if len(places) < 2 or bool(np.all(places[1:] > places[:-1])):
        return
    found, counts = np.unique(places, return_counts=True)
    for place in found[counts > 1]:
        column[place] = Fault("duplicate_cell", str(column[place]))


def _fault_repeated_rows(cells: Objects, rows: Numbers, repeated: tuple[int, ...]) -> None:
    for place in np.searchsorted(rows, np.array(repeated, dtype=np.intp)):
        column = cells[:, place]
        column[column != None] = Fault("duplicate_row", str(rows[place]))  # noqa: E711 - elementwise


def _fault_spreads(cells: Objects, rows: Numbers, columns: Numbers, end: SheetEnd) -> None:
    """Excel lets no two merged ranges overlap, so their area is never more than the sheet's."""
    left = cells.size
    for corners, part in _parts(cells, rows, columns, _edges(end.merged)):
        left -= part.size
        part[:] = Fault("merged_cell", _reference(corners))
        if left < 0:
            cells[:] = Fault("merged_overlapping")
            return
    left = 10 * cells.size  # ranges that formulas fill are not so well kept, and few
    for spread in end.spreads:
        edges = array("i", (spread.left, spread.top, spread.right, spread.bottom))
        for _, part in _parts(cells, rows, columns, _edges(edges)):
            left -= part.size
            part[:] = spread.fault
        if left < 0:
            cells[:] = spread.fault
            return


def _fault_restyled(cells: Objects, rows: Numbers, columns: Numbers, end: SheetEnd) -> None:
    """Titles and headers too; what they are known by is what they hold."""
    left = 10 * cells.size
    for restyled in end.restyled:
        edges = array("i", (restyled.left, restyled.top, restyled.right, restyled.bottom))
        for _, part in _parts(cells, rows, columns, _edges(edges)):
            left -= part.size
            if left < 0:
                cells[:] = Fault("format_conditional", "", {"format": restyled.code[:_SHOWN_MAX]})
                return
            fault_cells(part, restyled.code, whole=restyled.whole)


def _edges(corners: array[int]) -> Numbers:
    return np.frombuffer(corners, dtype=np.int32).reshape(-1, 4).astype(np.intp)


def _parts(
    cells: Objects, rows: Numbers, columns: Numbers, edges: Numbers
) -> Iterator[tuple[Numbers, Objects]]:
    """The corners and the cells of every one of these ranges that has cells here."""
    begins, firsts = np.searchsorted(columns, edges[:, 0]), np.searchsorted(rows, edges[:, 1])
    ends = np.searchsorted(columns, edges[:, 2], side="right")
    lasts = np.searchsorted(rows, edges[:, 3], side="right")
    for place in np.flatnonzero((begins < ends) & (firsts < lasts)):
        yield edges[place], cells[begins[place] : ends[place], firsts[place] : lasts[place]]


def _reference(corners: Numbers) -> str:
    left, top, right, bottom = map(int, corners)
    return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"


def _far_rows(sheet: Sheet) -> list[Problem]:
    """A question for every row that follows on more than FAR_ROWS blank ones."""
    rows = sheet.cells.index.to_numpy()
    after = np.flatnonzero(np.diff(rows) > FAR_ROWS + 1) + 1
    return [_far_row(sheet, rows, place) for place in after[:_FAR_NAMED_MAX]]


def _far_row(sheet: Sheet, rows: Numbers, place: int) -> Problem:
    row = int(rows[place])
    held = sheet.cells.iloc[place].dropna()
    column, value = int(held.index[0]), held.iloc[0]
    shown = value.shown if isinstance(value, Fault) else str(value)
    return Problem(
        "far_row",
        Severity.QUESTION,
        sheet.name,
        row,
        f"{column_letters(column)}{row}",
        value=shown[:_SHOWN_MAX],
        details={"blank": f"{row - int(rows[place - 1]) - 1:,}", "row": str(row)},
    )
