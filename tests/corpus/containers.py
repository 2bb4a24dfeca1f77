"""pitfalls.md 1.6 and 2.1: what kind of file it is, and files made to do harm."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from batcher.core.model import Fault
from batcher.workbook.grid import column_letters
from tests.corpus.making import Case, amount, kept, stored, text
from tests.workbook.reading_files import MAIN, OFFICE, book_parts, sheet_xml, zipped

_GOOD = amount(75)
_STRICT = "http://purl.oclc.org/ooxml"


def _strict() -> bytes:
    parts = {
        name: str(content)
        .replace(MAIN, f"{_STRICT}/spreadsheetml/main")
        .replace(OFFICE, f"{_STRICT}/officeDocument/relationships")
        for name, content in book_parts(sheet_xml("")).items()
    }
    return zipped({**parts})


def _prefixed() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_GOOD())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, xml in parts.items():
        if name.startswith("xl/") and MAIN in xml:
            named = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", xml)
            parts[name] = named.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return zipped({**parts})


def _entry_twice() -> bytes:
    packed = io.BytesIO(_GOOD())
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", "other")
    return packed.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    packed = io.BytesIO(_GOOD())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _lying_size() -> bytes:
    """A directory that says the sheet is 100 bytes long."""
    packed = bytearray(_GOOD())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    found = bytes(packed).rindex(b"xl/worksheets/sheet1.xml") - 46
    assert packed[found + 24 : found + 28] == size.to_bytes(4, "little")
    packed[found + 24 : found + 28] = (100).to_bytes(4, "little")
    return bytes(packed)


def _many_entries() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/{number}", b"")
    return packed.getvalue()


@cache
def _bomb() -> bytes:
    """A shared string of 1 GiB in a file of 1 MB, the rest of it a good workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in book_parts(sheet_xml(""), strings="<si/>").items():
            archive.writestr(name, content)
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = press.compress(b"a" * (1 << 20)) + press.flush(zlib.Z_FULL_FLUSH)
    body = megabyte * 1024 + press.flush()  # after a full flush the same bytes mean the same again
    entry = zipfile.ZipInfo("xl/bomb.xml")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(entry, body)
        stored_entry = archive.getinfo("xl/bomb.xml")
        stored_entry.compress_type = zipfile.ZIP_DEFLATED
        stored_entry.file_size = 1 << 30
    return packed.getvalue()


def _unpressed(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _nested() -> bytes:
    return _unpressed(book_parts(sheet_xml("<a>" * 400_000)))


def _endless_attribute() -> bytes:
    noise = "".join(chr(97 + (n * 7919) % 26) for n in range(1 << 20))
    return _unpressed(book_parts(sheet_xml(f'<row r="1" a="{noise * 12}"></row>')))


def _long_text() -> bytes:
    cell = '<c r="A1" t="inlineStr"><is><t>' + "ab" * 200_000 + "</t></is></c>"
    return zipped(book_parts(sheet_xml(f'<row r="1">{cell}</row>')))


def _one_part_for_many_sheets() -> bytes:
    parts = book_parts(sheet_xml(""))
    name = "xl/workbook.xml"
    more = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 200))
    parts[name] = str(parts[name]).replace("</sheets>", f"{more}</sheets>")
    return zipped(parts)


def _many_sheets() -> bytes:
    parts = book_parts(sheet_xml(""))
    name = "xl/workbook.xml"
    more = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 900))
    parts[name] = str(parts[name]).replace("</sheets>", f"{more}</sheets>")
    return zipped(parts)


def _diagonal() -> bytes:
    rows = "".join(
        f'<row r="{n}"><c r="{column_letters(n)}{n}"><v>1</v></c></row>' for n in range(1, 5_001)
    )
    return zipped(book_parts(sheet_xml(rows)))


def _overlapping_merges() -> bytes:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 100_000
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2_001))
    after = f"<mergeCells>{merges}</mergeCells>"
    return _unpressed(book_parts(sheet_xml(rows, after=after)))


def _doctype(entities: str) -> bytes:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    return zipped(book_parts(sheet.replace("<worksheet", f"<!DOCTYPE x [{entities}]><worksheet")))


def _far_cell() -> bytes:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return stored('<c r="C2"><v>75</v></c>', rows=row)()


def _refused(
    what: str, code: str, make: Callable[[], bytes], file: str = "book.xlsx", section: str = "1.6"
) -> Case:
    return Case(section, what, make, [(code, None)], file=file)


def _hostile(what: str, code: str, make: Callable[[], bytes]) -> Case:
    return _refused(what, code, make, section="2.1")


CASES = [
    _refused("a password on an .xlsx", "file_encrypted", kept("encrypted.xlsx")),
    _refused("a password on an .xls", "file_xls", kept("encrypted.xls"), "book.xls"),
    _refused("an .xls", "file_xls", kept("libreoffice.xls"), "book.xls"),
    _refused("an .xls named .xlsx", "file_xls", kept("libreoffice.xls")),
    _refused("an .ods", "file_ods", kept("libreoffice.ods"), "book.ods"),
    _refused("an .xlsb", "file_xlsb", lambda: zipped({"xl/workbook.bin": b"x"}), "book.xlsb"),
    _refused(
        "a .numbers", "file_numbers", lambda: zipped({"Index/Document.iwa": b"x"}), "book.numbers"
    ),
    _refused("a Strict Open XML workbook", "file_strict", _strict),
    _refused("a web page named .xls", "file_markup", kept("page.html"), "book.xls"),
    _refused("a CSV named .xlsx", "file_not_workbook", text("invoice,line\nin_1,il_1\n")),
    _refused("an empty file", "file_empty", text("")),
    _refused("a file cut off", "file_damaged", lambda: _GOOD()[:-200]),
    _refused("the lock file of Excel", "file_lock", text("\x05Alice"), "~$book.xlsx"),
    _refused("the lock file of LibreOffice", "file_lock", text(",alice"), ".~lock.book.xlsx#"),
    _refused("a PDF", "file_unknown", text("%PDF-1.7"), "book.pdf"),
    _refused("a part twice in the zip", "zip_duplicate", _entry_twice),
    Case("1.6", "an .xlsx whatever its name", _GOOD, cells={"C2": 75}, file="update_lines.csv"),
    Case(
        "1.6", "a workbook with macros", kept("macro.xlsm"), cells={"C2": 10.25}, file="macro.xlsm"
    ),
    Case("1.6", "XML with prefixes", _prefixed, cells={"C2": 75}),
    _hostile(
        "a billion laughs",
        "file_doctype",
        lambda: _doctype('<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">'),
    ),
    _hostile(
        "an entity that reads a file",
        "file_doctype",
        lambda: _doctype('<!ENTITY a SYSTEM "file:///etc/hostname">'),
    ),
    _hostile("a zip bomb of 1 GiB", "zip_ratio", _bomb),
    _hostile("a directory that lies about a size", "file_damaged", _lying_size),
    _hostile("a directory of thousands of parts", "zip_entries", _many_entries),
    _hostile("elements within elements", "file_damaged", _nested),
    _hostile("an attribute without end", "file_damaged", _endless_attribute),
    _hostile("a text longer than any cell", "file_damaged", _long_text),
    _hostile("hundreds of sheets that are one part", "file_damaged", _one_part_for_many_sheets),
    _hostile("a thousand sheets", "book_sheets", _many_sheets),
    _hostile("a sheet filled along its diagonal", "sheet_too_wide", _diagonal),
    Case(
        "2.1",
        "a hundred thousand merged ranges over one another",
        _overlapping_merges,
        [("unknown_sheet", None)],
        {"A1": Fault("merged_overlapping")},
    ),
    Case(
        "2.1",
        "a cell in the last corner of the sheet",
        _far_cell,
        [("far_row", "XFD1048576")],
        {"C2": 75},
    ),
]
