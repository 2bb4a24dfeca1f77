"""Reads rows that look alike in one go: an expression made of the cells met takes row after row,
and what it found is understood column by column. It takes nothing not in the plain shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from batcher.workbook import markup
from batcher.workbook.content import Meaning, refuse_long_text, unescape
from batcher.workbook.grid import column_number
from batcher.workbook.rows import ATTRIBUTE, Rows, misfit

Heads = Mapping[str, tuple[str, str]]
Columns = Sequence[Sequence[str | None]]

COLUMNS_MAX = 60  # of one expression; wider sheets are read row by row
_FORMS_MAX = 6  # of one column, each with its own group
_MISSES_MAX = 60
_TEXT = r"([^<\x00-\x08\x0b\x0c\x0e-\x1f]*)"
_SPACE = r'(?: xml:space="preserve")?'
_VALUE, _INLINE = rf"<v{_SPACE}>{_TEXT}</v>", rf"<is><t{_SPACE}>{_TEXT}</t></is>"
_NOTHING = rf"(?: ?/>|>(?:<v{_SPACE}></v>|<is><t{_SPACE}></t></is>)?</c>)"
_HEAD = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?')
# Formulas that say more (shared ones, arrays) are read in the order they stand, row by row.
_ANY = rf'((?: s="\d+")?(?: t="\w+")?)(?: ?/>|>(?:(<f>[^<]*</f>)?{_VALUE}|{_INLINE})?</c>)'


@dataclass(frozen=True, slots=True)
class Form:
    """How a cell is written: its style and type, and what stands in it (`v`, `is`, '' for nothing,
    or else)."""

    style: str
    kind: str
    holds: str

    @property
    def is_simple(self) -> bool:
        """True where at most one group of an expression takes all there is to know."""
        if self.holds in ("v", "is"):
            return (self.holds == "is") == (self.kind == "inlineStr")
        return self.holds == "" and self.kind != "e"

    def expression(self) -> str:
        """What takes the rest of such a cell, from its style on."""
        style = f' s="{self.style}"' if self.style else ""
        kind = f' t="{self.kind}"' if self.kind else ""
        if not self.holds:
            return f"{style}{kind}{_NOTHING}"
        return f"{style}{kind}>{_VALUE if self.holds == 'v' else _INLINE}</c>"


class Runs:
    """Runs of rows in the plain shape of one sheet; it learns how the cells of each column look."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._forms: dict[str, list[Form]] = {}
        self._pattern: re.Pattern[str] | None = None
        self._misses = 0
        self._whole = True

    def learn(self, met: Iterable[tuple[str, Form]]) -> None:
        """Take cells of these columns in these forms too; a row came that was not taken."""
        self._misses += 1
        before = sum(map(len, self._forms.values()))
        for letters, form in met:
            known = self._forms.setdefault(letters, [])
            if form not in known:
                known.insert(0, form)  # a header comes first and never again
        if self._misses > _MISSES_MAX or len(self._forms) > COLUMNS_MAX:
            self._pattern = None
        elif sum(map(len, self._forms.values())) > before:
            self._forms = dict(sorted(self._forms.items(), key=lambda one: column_number(one[0])))
            cells = "".join(
                rf'(?:\s*<c r="{letters}\1"{_expression(forms)})?'
                for letters, forms in self._forms.items()
            )
            self._pattern = re.compile(rf'\s*<row r="([1-9]\d{{0,6}})"([^<>&/]*)>{cells}\s*</row>')

    def take(self, text: str, start: int) -> int:
        """Read all rows from here on that the expression takes; where the first other one begins.

        Nothing is taken where a row says something that counts for more than itself.
        """
        if self._pattern is None:
            return start
        columns = self._split(self._pattern, text) if self._whole and not start else None
        end = len(text)
        if columns is None:
            columns, end = self._match(self._pattern, text, start)
            self._whole = not start and end == len(text)
        if not columns:
            return start
        digits, seen, *cells = columns
        if any("xmlns" in attributes for attributes in set(seen) if attributes):
            return start
        self._misses = 0
        numbers = [int(number) for number in digits if number]
        self._start_rows(numbers, [attributes or "" for attributes in seen])
        self._take_columns(numbers, iter(cells), "&" in text or "_x" in text)
        return end

    @staticmethod
    def _split(pattern: re.Pattern[str], text: str) -> Columns | None:
        """The groups of all rows of a block, or None where it holds anything but such rows."""
        pieces = pattern.split(text)
        step = pattern.groups + 1
        if len(pieces) == 1 or "".join(filter(None, pieces[::step])).strip():
            return None
        return [pieces[group::step] for group in range(1, step)]

    @staticmethod
    def _match(pattern: re.Pattern[str], text: str, start: int) -> tuple[Columns, int]:
        """The groups of the rows from `start` on that look alike, and where they end."""
        match, found, place = pattern.match, [], start
        while (row := match(text, place)) is not None:
            found.append(row.groups())
            place = row.end()
        return list(zip(*found, strict=True)), place

    def _start_rows(self, rows: list[int], seen: Sequence[str]) -> None:
        # Attributes are looked at only where one of those that count can be among them.
        counting = {a for a in set(seen) if "hidden" in a or 'ht="0' in a}
        if counting or not self._rows.grid.start_run(rows):
            for row, attributes in zip(rows, seen, strict=True):
                told = dict(ATTRIBUTE.findall(attributes)) if attributes in counting else {}
                self._rows.start_row(row, told)

    def _take_columns(
        self, rows: list[int], groups: Iterable[Sequence[str | None]], marked: bool
    ) -> None:
        cells = iter(groups)
        for letters, forms in self._forms.items():
            if not _are_simple(forms):
                every = (next(cells), next(cells), next(cells), next(cells))
                known = _heads(every[0])
                self._keep(letters, rows, self._one_by_one(every, known))
                self._note_looks(letters, rows, every[0], known)
                continue
            for form in filter(_holds, forms):
                self._take_texts(letters, form, rows, next(cells), marked)

    def _take_texts(
        self, letters: str, form: Form, rows: list[int], texts: Sequence[str | None], marked: bool
    ) -> None:
        """Keep the cells of one column that are of one form; None stands where another one is."""
        met = [text for text in texts if text is not None]
        if not met:
            return
        if len(met) < len(texts):
            rows = [row for row, text in zip(rows, texts, strict=True) if text is not None]
        values = _together(self._rows.meaning, form, met, marked)
        if values is None:
            values = [self._rows.plain(form.style, form.kind, "", text) for text in met]
        self._keep(letters, rows, values)
        self._rows.note_look(letters, rows, form.kind, form.style)

    def _keep(self, letters: str, rows: list[int], values: list[object]) -> None:
        grid = self._rows.grid
        if None in values:
            held = [pair for pair in zip(rows, values, strict=True) if pair[1] is not None]
            rows, values = [row for row, _ in held], [value for _, value in held]
        if rows:
            grid.rows[letters].extend(rows)
            grid.values[letters].extend(values)
            grid.hold(rows)

    def _note_looks(
        self, letters: str, rows: list[int], heads: Sequence[str | None], known: Heads
    ) -> None:
        for head, (style, kind) in known.items():
            meaning = self._rows.meaning
            if meaning.sign(kind, style) or meaning.dress(kind, style):
                met = [row for row, one in zip(rows, heads, strict=True) if one == head]
                self._rows.note_look(letters, met, kind, style)

    def _one_by_one(self, groups: Sequence[Sequence[str | None]], known: Heads) -> list[object]:
        return [
            None
            if head is None
            else misfit(known[head][1], value, inline)
            or self._rows.plain(*known[head], formula, value or inline or "")
            for head, formula, value, inline in zip(*groups, strict=True)
        ]


def _heads(heads: Iterable[str | None]) -> Heads:
    """Style and type of every way these cells begin."""
    known: dict[str, tuple[str, str]] = {}
    for head in set(heads) - {None}:
        match = _HEAD.fullmatch(head or "")
        assert match is not None, "the expression took it"
        known[head or ""] = (match.group(1) or "", match.group(2) or "")
    return known


def _holds(form: Form) -> bool:
    return bool(form.holds)


def _are_simple(forms: Sequence[Form]) -> bool:
    return len(forms) <= _FORMS_MAX and all(form.is_simple for form in forms)


def _expression(forms: Sequence[Form]) -> str:
    if not _are_simple(forms):
        return _ANY
    return "(?:" + "|".join(form.expression() for form in forms) + ")"


def _together(meaning: Meaning, form: Form, texts: list[str], marked: bool) -> list[object] | None:
    """The values of cells of one form, or None where they want a closer look."""
    if form.kind in ("", "n"):
        return meaning.numbers(form.style, texts)
    if form.style in meaning.styles.texts:
        return None
    if form.kind == "s":
        return meaning.shared(texts)
    if form.kind == "b":
        return [text == "1" for text in texts] if {*texts} <= {"0", "1"} else None
    if form.kind not in ("str", "inlineStr"):
        return None
    refuse_long_text(max(map(len, texts)))
    if marked:
        texts = [unescape(markup.resolve(text)) for text in texts]
    return [text or None for text in texts] if "" in texts else list(texts)
