"""Works out the formulas of a workbook again from its cells, as Excel would, with exact decimals.

Knows the functions our workbooks use, no others: ROUND, SUM, SUMIFS, COUNTIF of `?*`, IF, AND."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")|(?P<name>[A-Z]+)(?=\()
    |(?:'(?P<sheet>(?:[^']|'')+)'!)?(?P<cells>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)
    |(?P<sign>[-+=(),]))""",
    re.VERBOSE,
)


class Recalculated:
    """One workbook file: its formulas, the values stored beside them, and what they come to."""

    def __init__(self, path: Path) -> None:
        self._formulas = load_workbook(path)
        self._stored = load_workbook(path, data_only=True)

    def cells(self) -> Iterator[tuple[str, Any, Any]]:
        """`Sheet!A1`, the stored value and the value worked out, of every formula."""
        for sheet in self._formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "f":
                        stored = _exact(self._stored[sheet.title][cell.coordinate].value)
                        value = self.value(sheet.title, cell.coordinate)
                        yield f"{sheet.title}!{cell.coordinate}", stored, value

    def value(self, sheet: str, cell: str) -> Any:
        """What stands in a cell when every formula before it is worked out again."""
        found = self._formulas[sheet][cell]
        if found.data_type == "f":
            return _Formula(self, sheet, found.value[1:]).value()
        return _exact(found.value)

    def rows(self, sheet: str) -> int:
        """The number of the last row of a sheet."""
        return int(self._formulas[sheet].max_row)

    def range(self, sheet: str, cells: str) -> list[Any]:
        """The values of a range, row by row."""
        left, top, right, bottom = range_boundaries(cells)
        rows = self._formulas[sheet].iter_rows(top, bottom, left, right)
        return [self.value(sheet, cell.coordinate) for row in rows for cell in row]


def _exact(value: Any) -> Any:
    """A number as the exact decimal that Excel shows: 15 digits."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(f"{value:.15g}") if is_number else value


class _Formula:
    """One formula, read from left to right."""

    def __init__(self, book: Recalculated, sheet: str, text: str) -> None:
        self._book, self._sheet = book, sheet
        self._tokens = list(_tokens(text))

    def value(self) -> Any:
        found = self._comparison()
        assert not self._tokens, self._tokens
        return found

    def _next(self, sign: str) -> bool:
        if self._tokens and self._tokens[0] == ("sign", sign):
            self._tokens.pop(0)
            return True
        return False

    def _comparison(self) -> Any:
        left = self._sum()
        return left == self._sum() if self._next("=") else left

    def _sum(self) -> Any:
        total = self._term()
        while True:
            if self._next("+"):
                total = _number(total) + _number(self._term())
            elif self._next("-"):
                total = _number(total) - _number(self._term())
            else:
                return total

    def _term(self) -> Any:
        kind, text = self._tokens.pop(0)
        if kind == "number":
            return Decimal(text)
        if kind == "text":
            return text[1:-1]
        if kind == "name":
            return _FUNCTIONS[text](*self._arguments())
        assert kind == "cells", (kind, text)
        sheet, _, cells = text.rpartition("!")
        cells = cells.replace("$", "")
        own = sheet or self._sheet
        return self._book.range(own, cells) if ":" in cells else self._book.value(own, cells)

    def _arguments(self) -> list[Any]:
        assert self._next("(")
        found = [self._comparison()]
        while self._next(","):
            found.append(self._comparison())
        assert self._next(")")
        return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found, text[at:]
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "cells" and found["sheet"]:
            yield kind, f"{found['sheet'].replace(chr(39) * 2, chr(39))}!{found['cells']}"
        else:
            yield kind, found[kind]


def _number(value: Any) -> Decimal:
    """A term of a sum: Excel counts a blank cell as 0 and refuses text."""
    assert value is None or isinstance(value, Decimal), value
    return value or Decimal(0)


def _round(value: Decimal, digits: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)


def _added(values: list[Any]) -> Decimal:
    """What SUM and SUMIFS add: numbers; text and blanks do not count."""
    return sum((one for one in values if isinstance(one, Decimal)), Decimal(0))


def _sumifs(values: list[Any], where: list[Any] | Any, wanted: Any) -> Decimal:
    pairs = zip(_listed(values), _listed(where), strict=True)
    return _added([value for value, found in pairs if found == wanted])


def _countif(values: list[Any] | Any, wanted: str) -> Decimal:
    assert wanted == "?*"
    return Decimal(sum(isinstance(one, str) and one != "" for one in _listed(values)))


def _listed(values: list[Any] | Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ROUND": _round,
    "SUM": lambda values: _added(_listed(values)),
    "SUMIFS": _sumifs,
    "COUNTIF": _countif,
    "IF": lambda condition, holds, otherwise: holds if condition else otherwise,
    "AND": lambda *conditions: all(conditions),
}
