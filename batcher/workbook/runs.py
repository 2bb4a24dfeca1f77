"""Reads rows that look alike in one go: an expression made of the columns met takes row after row,
and what it found is understood column by column. It takes nothing that is not in the plain shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from batcher.workbook import markup
from batcher.workbook.content import Meaning, refuse_long_text, unescape
from batcher.workbook.grid import column_number
from batcher.workbook.rows import ATTRIBUTE, Rows

COLUMNS_MAX = 60  # of one expression; wider sheets are read row by row
_MISSES_MAX = 40
_TEXT = r"([^<\x00-\x08\x0b\x0c\x0e-\x1f]*)"
_SPACE = r'(?: xml:space="preserve")?'
_HEAD = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?')
_GROUPS = 4  # of one cell: style and type, formula, value, inline text
# Formulas that say more (shared ones, arrays) are read in the order they stand, row by row.


class Runs:
    """Runs of rows in the plain shape of one sheet; it learns which columns there are."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._letters: list[str] = []
        self._pattern: re.Pattern[str] | None = None
        self._misses = 0

    def learn(self, letters: Sequence[str]) -> None:
        """Look for these columns too from now on; a row came that the expression did not take."""
        self._misses += 1
        known = {*self._letters, *letters}
        if self._misses > _MISSES_MAX or len(known) > COLUMNS_MAX:
            self._pattern = None
        elif len(known) > len(self._letters):
            self._letters = sorted(known, key=column_number)
            cells = "".join(map(_cell, self._letters))
            self._pattern = re.compile(rf'\s*<row r="([1-9]\d{{0,6}})"([^<>&/]*)>{cells}\s*</row>')

    def take(self, text: str, start: int) -> int:
        """Read all rows from here on that the expression takes; where the first other one begins.

        Nothing is taken where a row says something that counts for more than itself.
        """
        if self._pattern is None:
            return start
        match, found, place = self._pattern.match, [], start
        while (row := match(text, place)) is not None:
            found.append(row.groups())
            place = row.end()
        if not found:
            return start
        digits, seen, *cells = zip(*found, strict=True)
        if any("xmlns" in attributes for attributes in set(seen)):
            return start
        self._misses = 0
        numbers_met = list(map(int, digits))
        self._start_rows(numbers_met, seen)
        marked = "&" in text or "_x" in text
        for index, letters in enumerate(self._letters):
            first = index * _GROUPS
            values = self._values(cells[first : first + _GROUPS], marked)
            self._keep(letters, numbers_met, values)
        return place

    def _start_rows(self, rows: list[int], seen: Sequence[str]) -> None:
        # Attributes are looked at only where one of those that count can be among them.
        counting = {a for a in set(seen) if "hidden" in a or 'ht="0' in a}
        if counting or not self._rows.grid.start_run(rows):
            for row, attributes in zip(rows, seen, strict=True):
                told = dict(ATTRIBUTE.findall(attributes)) if attributes in counting else {}
                self._rows.start_row(row, told)

    def _keep(self, letters: str, rows: list[int], values: list[object]) -> None:
        grid = self._rows.grid
        if None in values:
            held = [
                (row, value) for row, value in zip(rows, values, strict=True) if value is not None
            ]
            rows, values = [row for row, _ in held], [value for _, value in held]
        if rows:
            grid.rows[letters].extend(rows)
            grid.values[letters].extend(values)
            grid.hold(rows)

    def _values(self, groups: Sequence[Sequence[str | None]], marked: bool) -> list[object]:
        """What the cells of one column hold, None for nothing."""
        heads, formulas, values, inlines = groups
        texts = values if None not in values else inlines
        kinds = set(heads)
        if any(formulas) or None in texts or len(kinds) > 1:
            return self._one_by_one(groups)
        match = _HEAD.fullmatch(kinds.pop() or "")
        assert match is not None, "the expression took it"
        style, kind = match.group(1) or "", match.group(2) or ""
        found = _together(self._rows.meaning, kind, style, list(map(str, texts)), marked)
        return self._one_by_one(groups) if found is None else found

    def _one_by_one(self, groups: Sequence[Sequence[str | None]]) -> list[object]:
        heads: dict[str | None, tuple[str, str]] = {}
        for head in set(groups[0]):
            match = _HEAD.fullmatch(head or "")
            assert match is not None, "the expression took it"
            heads[head] = (match.group(1) or "", match.group(2) or "")
        known = {head: parsed for head, parsed in heads.items() if head is not None}
        return [
            None if head is None else self._rows.plain(*known[head], formula, value or inline or "")
            for head, formula, value, inline in zip(*groups, strict=True)
        ]


def _together(
    meaning: Meaning, kind: str, style: str, texts: list[str], marked: bool
) -> list[object] | None:
    """The values of cells of one style and type, or None where they want a closer look."""
    if kind in ("", "n"):
        return meaning.numbers(style, texts)
    if kind == "s":
        return meaning.shared(texts)
    if kind not in ("str", "inlineStr"):
        return None
    refuse_long_text(max(map(len, texts)))
    if marked:
        texts = [unescape(markup.resolve(text)) for text in texts]
    return [text or None for text in texts] if "" in texts else list(texts)


def _cell(letters: str) -> str:
    return (
        rf'(?:\s*<c r="{letters}\1"((?: s="\d+")?(?: t="\w+")?)(?: ?/>|>(?:(<f>[^<]*</f>)?'
        rf"<v{_SPACE}>{_TEXT}</v>|<is><t{_SPACE}>{_TEXT}</t></is>)?</c>))?"
    )
