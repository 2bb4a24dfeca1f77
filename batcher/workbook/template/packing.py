"""The same template, the same bytes: takes the clock out of what openpyxl writes."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip file can say
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_STAMP = rb"\g<1>2026-01-01T00:00:00Z\g<2>"
_LONG_NUMBER = re.compile(rb"(?<=<v>)-?\d+\.\d{9,}(?=</v>)")


def packed(book: Workbook) -> bytes:
    """The workbook as an .xlsx file whose bytes depend on nothing but what it holds."""
    written, steady = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(steady, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0  # else the zip says which system made it
            part.external_attr = 0
            new.writestr(part, _steady(name, old.read(name)))
    return steady.getvalue()


def _steady(name: str, content: bytes) -> bytes:
    if name == "docProps/core.xml":
        return _MODIFIED.sub(_STAMP, content)
    if name.startswith("xl/worksheets/"):
        return _LONG_NUMBER.sub(_fifteen_digits, content)
    return content


def _fifteen_digits(number: re.Match[bytes]) -> bytes:
    """openpyxl writes 16 digits, so 72.76 as 72.76000000000001; Excel keeps and shows 15."""
    return f"{float(number.group()):.15g}".encode("ascii")
