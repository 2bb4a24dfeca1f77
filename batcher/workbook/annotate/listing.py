"""The first sheet of a marked workbook: every problem with a link to its cell, and hidden beside
it what the marks cover. Its name begins with `_`, so it is never read as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from batcher.core.messages import message
from batcher.core.model import Problem, Severity, Sheet
from batcher.locale import LANGUAGES, word
from batcher.workbook.annotate.colours import LEGEND, Palette, Shades
from batcher.workbook.annotate.splice import attribute, characters
from batcher.workbook.cells import shown_width
from batcher.workbook.looks import FONTS
from batcher.workbook.markup import MAIN

MARK = "batcher: the look of cells before they were marked"  # by which we know our own sheet
LINKS_MAX = 65_000  # Excel itself takes 65,530 on a sheet and repairs a file with more
ROWS_MAX = 1_000_000

_SEVERITIES = (Severity.ERROR, Severity.QUESTION, Severity.WARNING)
_COLUMNS = (
    ("severity", 11),
    ("sheet", 18),
    ("cell", 9),
    ("column", 18),
    ("value", 24),
    ("message", 78),
    ("code", 26),
)
_LETTERS = "ABCDEFG"
_LINE_POINTS, _TITLE_POINTS, _HEIGHT_MAX = 15.0, 30.0, 400.0  # Excel's own limit is 409
_HIDDEN = ("J", "K", "L")
_PLAIN_SHEET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc]?[0-9]*")


@dataclass(frozen=True, slots=True)
class Looks:
    """Numbers of the formats the list uses."""

    plain: int
    title: int
    lead: int
    header: int
    link: int
    code: int
    severities: Mapping[Severity, int]


def names() -> frozenset[str]:
    """What the sheet is called, in any language."""
    return frozenset(word("annotate.sheet", language) for language in LANGUAGES)


def is_ours(sheet: Sheet) -> bool:
    """Whether a sheet is a list of ours, saved by whatever program since."""
    return sheet.name.startswith(tuple(names())) and any(
        value == MARK for column in sheet.cells.columns for value in sheet.cells[column]
    )


def shades_of(sheet: Sheet) -> Shades:
    """What the marks of an earlier copy cover, as its list says."""
    found: dict[str, tuple[str, str]] = {}
    for row in sheet.cells.itertuples(index=False, name=None):
        texts = [value for value in row if isinstance(value, str)]
        if len(texts) >= 3 and re.fullmatch("[0-9A-F]{6}", texts[-3]):
            found[texts[-3]] = (texts[-2], texts[-1])
    return found


def looks_of(palette: Palette, language: str) -> Looks:
    """Put the formats of the list into the workbook's own."""
    font = f'<name val="{FONTS[language]}"/>'
    plain = f'<sz val="11"/><color rgb="FF222222"/>{font}'
    bold = f'<b/><sz val="11"/><color rgb="FF222222"/>{font}'
    wrap = ' wrapText="1"'
    return Looks(
        plain=palette.look(plain, alignment=wrap, line=True),
        title=palette.look(f'<b/><sz val="18"/><color rgb="FF1F3A4D"/>{font}'),
        lead=palette.look(plain),
        header=palette.look(f'<b/><sz val="11"/><color rgb="FFFFFFFF"/>{font}', "1F3A4D", wrap),
        link=palette.look(f'<u/><sz val="11"/><color rgb="FF0B5394"/>{font}', line=True),
        code=palette.look(f'<sz val="10"/><color rgb="FF777777"/>{font}', line=True),
        severities={one: palette.look(bold, colour, line=True) for one, colour in LEGEND.items()},
    )


def listing(
    problems: Sequence[Problem], language: str, looks: Looks, covered: Shades, notes: Sequence[str]
) -> bytes:
    """The sheet's XML. `notes`: further sentences for its head."""
    shown = problems[:ROWS_MAX]
    rows = list(_head(problems, language, looks, [*notes, *_left(problems, language)]))
    first = len(rows) + 1
    body = "".join(
        _row(first + at, cells, _points(cells))
        for at, cells in enumerate(_cells(problem, language, looks) for problem in shown)
    )
    links = "".join(_links(shown, first))
    head = "".join(
        _row(number, cells, _TITLE_POINTS if number == 1 else None)
        for number, cells in enumerate(rows, start=1)
    )
    hidden = _remembered(covered, first + len(shown))
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, (_, width) in enumerate(_COLUMNS, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}"><sheetPr><tabColor rgb="FFB3261E"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{len(rows)}" topLeftCell="A{first}" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols>{columns}<col min="10" max="12" width="9" hidden="1" customWidth="1"/></cols>'
        f"<sheetData>{head}{body}{hidden}</sheetData>"
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>&amp;L&amp;F&amp;R{_page(language)}</oddFooter></headerFooter>"
        "</worksheet>"
    ).encode()


def _page(language: str) -> str:
    return characters(word("report.page", language))


_Cell = tuple[str, str, int]  # column letter, text, format


def _head(
    problems: Sequence[Problem], language: str, looks: Looks, notes: Sequence[str]
) -> Iterator[list[_Cell]]:
    yield [("A", word("annotate.title", language), looks.title)]
    for severity in _SEVERITIES:
        count = sum(problem.severity is severity for problem in problems)
        if count:
            name = word(f"cli.{severity.value}", language)
            said = word(f"annotate.{severity.value}", language, count=f"{count:,}")
            yield [("A", name, looks.severities[severity]), ("B", said, looks.lead)]
    sentence = "annotate.how" if problems else "annotate.none"
    for text in (word(sentence, language), word("annotate.ignored", language), *notes):
        yield [("A", text, looks.lead)]
    yield []
    if problems:
        titles = [word(f"report.column.{name}", language) for name, _ in _COLUMNS]
        yield [
            (letter, title, looks.header) for letter, title in zip(_LETTERS, titles, strict=True)
        ]


def _left(problems: Sequence[Problem], language: str) -> list[str]:
    more = len(problems) - ROWS_MAX
    return [word("annotate.more", language, count=f"{more:,}")] if more > 0 else []


def _cells(problem: Problem, language: str, looks: Looks) -> list[_Cell]:
    return [
        ("A", word(f"cli.{problem.severity.value}", language), looks.severities[problem.severity]),
        ("B", problem.sheet, looks.plain),
        ("C", problem.cell or ("→" if problem.sheet else ""), looks.link),
        ("D", problem.column, looks.plain),
        ("E", problem.value, looks.plain),
        ("F", message(problem, language), looks.plain),
        ("G", problem.code, looks.code),
    ]


def _links(problems: Sequence[Problem], first: int) -> Iterator[str]:
    for number, problem in enumerate(problems[:LINKS_MAX], start=first):
        if problem.sheet:
            target = f"{_quoted(problem.sheet)}!{problem.cell or 'A1'}"
            yield f'<hyperlink ref="C{number}" location={attribute(target)}/>'


def _quoted(sheet: str) -> str:
    if _PLAIN_SHEET.fullmatch(sheet) and not _CELL_LIKE.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def _remembered(covered: Shades, first: int) -> str:
    rows = [(MARK, "", ""), *((colour, *raws) for colour, raws in sorted(covered.items()))]
    return "".join(
        f'<row r="{number}" hidden="1">{_written(number, _hidden(texts))}</row>'
        for number, texts in enumerate(rows, start=first)
    )


def _hidden(texts: Sequence[str]) -> list[_Cell]:
    return [(letter, text, 0) for letter, text in zip(_HIDDEN, texts, strict=True)]


def _row(number: int, cells: Sequence[_Cell], points: float | None = None) -> str:
    height = "" if points is None else f' ht="{points:g}" customHeight="1"'
    return f'<row r="{number}"{height}>{_written(number, cells)}</row>'


def _points(cells: Sequence[_Cell]) -> float:
    """The height that shows every line; not every program finds it by itself."""
    lines = 1
    for (_, width), (_, text, _look) in zip(_COLUMNS, cells, strict=True):
        wrapped = sum(1 + max(shown_width(one) - 1, 0) // width for one in text.split("\n"))
        lines = max(lines, wrapped)
    return min(_LINE_POINTS * lines + 2, _HEIGHT_MAX)


def _written(number: int, cells: Sequence[_Cell]) -> str:
    return "".join(
        f'<c r="{letter}{number}" s="{look}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{characters(text)}</t></is></c>'
        if text
        else f'<c r="{letter}{number}" s="{look}"/>'
        for letter, text, look in cells
    )
