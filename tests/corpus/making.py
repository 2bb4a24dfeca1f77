"""How the files of the corpus are made, and what one case of it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook.reading_files import book_parts, sheet_xml, zipped

READING = Path(__file__).parent / "reading"
HEADERS = ("invoice", "line", "amount", "currency")
FIRST = ("in_1", "il_1", 75, "usd")


@dataclass(frozen=True)
class Case:
    """One file and what must come of it.

    `problems`: (code, cell) of every problem check finds, warnings left out; empty: accepted.
    `cells`: address -> value of cells of the first sheet as they must be read. `missing` says what
    still has to be built for the right answer to come.
    """

    section: str
    what: str
    make: Callable[[], bytes]
    problems: Sequence[tuple[str, str | None]] = ()
    cells: Mapping[str, object] = field(default_factory=dict)
    file: str = "book.xlsx"
    missing: str = ""


def book(
    *rows: Sequence[object],
    formats: Mapping[str, str] = {},
    prepare: Callable[[Worksheet], object] | None = None,
    sheet: str = "update_lines",
) -> bytes:
    """A workbook of one sheet as openpyxl writes it. `formats`: address -> number format."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for address, code in formats.items():
        page[address].number_format = code
    if prepare is not None:
        prepare(page)
    packed = io.BytesIO()
    made.save(packed)
    made.close()
    return packed.getvalue()


def amount(value: object, code: str = "", currency: str = "usd") -> Callable[[], bytes]:
    """One row whose amount (C2) is this, in this number format."""
    row = ("in_1", "il_1", value, currency)
    return lambda: book(HEADERS, row, formats={"C2": code} if code else {})


def column(header: str, value: object, code: str = "") -> Callable[[], bytes]:
    """One row with a cell (E2) of this column besides the amount."""
    formats = {"E2": code} if code else {}
    return lambda: book((*HEADERS, header), (*FIRST, value), formats=formats)


def filled(prepare: Callable[[Worksheet], object], *more: Sequence[object]) -> Callable[[], bytes]:
    """Two rows, and whatever else is done to the sheet."""
    second = ("in_1", "il_2", 80, "usd")
    return lambda: book(HEADERS, FIRST, second, *more, prepare=prepare)


def stored(
    cell: str, before: str = "", after: str = "", rows: str = "", **parts: str
) -> Callable[[], bytes]:
    """A workbook written by hand: the amount of its one row is this `<c r="C2">` element."""
    texts = {"A1": "invoice", "B1": "line", "C1": "amount", "A2": "in_1", "B2": "il_1"}
    written = {
        address: f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'
        for address, text in texts.items()
    }
    first = written["A1"] + written["B1"] + written["C1"]
    second = written["A2"] + written["B2"] + cell
    xml = sheet_xml(f'<row r="1">{first}</row><row r="2">{second}</row>{rows}', before, after)

    def make() -> bytes:
        made = book_parts(xml, **parts)
        made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("sheet1", "update_lines", 1)
        return zipped({"[Content_Types].xml": _content_types(made), **made})

    return make


def _content_types(parts: Mapping[str, str | bytes]) -> str:
    """What openpyxl asks for and we do not."""
    kinds = {"workbook": "sheet.main", "sharedStrings": "sharedStrings", "styles": "styles"}
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.{kinds.get(Path(name).stem, "worksheet")}+xml"/>'
        for name in parts
        if name.startswith("xl/") and name.endswith(".xml")
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{listed}</Types>"
    )


def text(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A CSV of this text."""
    return lambda: content.encode(encoding)


def kept(name: str) -> Callable[[], bytes]:
    """A file made once, by LibreOffice."""
    return (READING / name).read_bytes
