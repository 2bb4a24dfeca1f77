"""Workbooks made by hand, part by part, for what no writer would write."""

from __future__ import annotations

import io
import zipfile

from batcher.core.model import Workbook
from batcher.workbook.reader import read_bytes

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    """A zip of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part around these rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def book_parts(
    *sheets: str, strings: str = "", formats: str = "", book: str = "", properties: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook. `formats`: elements of styles; `book`: what follows the sheets."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}'
        f"<sheets>{listed}</sheets>{book}</workbook>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
        relations += (
            f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
    if formats:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'
        relations += f'<Relationship Id="f" Type="{OFFICE}/styles" Target="styles.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
    )
    for number, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    return parts


def read_parts(parts: dict[str, str | bytes]) -> Workbook:
    """Read a workbook of these parts."""
    return read_bytes(zipped(parts), "made.xlsx")


def read_rows(rows: str, before: str = "", after: str = "", **parts: str) -> Workbook:
    """Read a workbook of one sheet with these rows."""
    return read_parts(book_parts(sheet_xml(rows, before, after), **parts))


def cells_of(workbook: Workbook, sheet: int = 0) -> dict[tuple[int, int], object]:
    """(row, column) -> value of every cell that holds something; the file must have been read."""
    assert not workbook.problems, workbook.problems
    cells = workbook.sheets[sheet].cells
    return {
        (int(row), int(column)): value
        for column in cells.columns
        for row, value in cells[column].items()
        if value is not None
    }


def codes(workbook: Workbook) -> list[str]:
    """The codes of the problems of a workbook."""
    return [problem.code for problem in workbook.problems]
