"""Good files broken at random: only clean refusals, no hang, no exception, no dead program.

A short pass runs always; `READER_FUZZ_EXAMPLES=20000 pytest tests/workbook/test_reader_fuzz.py`
runs a long one. An example is told again by its number.
"""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from batcher.core.checking import check
from batcher.core.model import Workbook
from batcher.core.values import Context
from batcher.locale import problem
from batcher.workbook.container import Limits
from batcher.workbook.reader import read_bytes
from batcher.workbook.safely import read_safely
from tests.corpus.making import FIRST, HEADERS, book, filled
from tests.workbook.reading_files import book_parts, sheet_xml, zipped

EXAMPLES = int(os.environ.get("READER_FUZZ_EXAMPLES", "300"))
IN_CHILD = max(5, EXAMPLES // 50)
SLOW_S = 60.0
TOKYO = Context(ZoneInfo("Asia/Tokyo"))
CORPUS = Path(__file__).parent.parent / "corpus" / "reading"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>line</t></is></c></row>'
    '<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>46113.5</v></c></row>'
    '<row r="3"><c r="A3" t="str"><f>A2&amp;""</f><v>in_1</v></c>'
    '<c r="B3"><f>[1]S!A1</f><v>2</v></c><c r="C3" t="e"><v>#REF!</v></c>'
    '<c r="D3" t="b"><v>1</v></c><c r="E3" s="2"><v>-1.5</v></c></row>'
)
PARTS = book_parts(
    sheet_xml(
        ROWS,
        '<sheetViews><sheetView showZeros="0"/></sheetViews>'
        '<cols><col min="2" max="9" hidden="1"/></cols>',
        '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D1"/></mergeCells>',
    ),
    strings="<si><t>invoice</t></si><si><r><t>in</t></r><r><t>_1</t></r><rPh><t>イン</t></rPh></si>",
    formats='<numFmts><numFmt numFmtId="164" formatCode="#,##0;[Red]-#,##0;-"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs>',
    properties='<workbookPr date1904="0"/>',
    book='<calcPr fullCalcOnLoad="0"/>',
)
BOOKS = [
    (CORPUS / "libreoffice.xlsx").read_bytes(),
    (CORPUS / "filtered.xlsx").read_bytes(),
    book(HEADERS, FIRST, FIRST),
    filled(lambda page: page.merge_cells("A2:A3"))(),
]
TEXTS = [
    b"invoice,line,amount,currency\nin_1,il_1,75.00,usd\nin_1,il_2,\"1,000\",usd\n",
    "請求書ID;明細ID;金額\nin_1;il_1;△1,000\n".encode("cp932"),
    "invoice\tline\r\nin_1\til_1\r\n".encode("utf-16"),
]  # fmt: skip
TOKENS = [
    b"<", b">", b"</row>", b"<row>", b'<row r="1048577">', b'<c r="XFD1048576"><v>1</v></c>',
    b"<v>", b"&#0;", b"&#55296;", b"&a;", b"]]>",
    b"<![CDATA[", b"<!--", b"<?x?>", b"<!DOCTYPE x>",
    b'xmlns="x"', b"\x00", b"\xff\xfe", b"1e999", b"-1", b"99999999999999999999", b't="s"',
    b't="e"', b't="d"', b's="9"', b'r="A0"', b'r="AAAA1"', b'ref="A1:XFD1048576"',
    b'hidden="1"', b"_x0000_", b"_xD800_", b'"', b",", b"\n", b"\r", b"\x1a", b'formatCode="[["',
]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four pieces changed, left out, doubled, moved or put in."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed) + 1)
        length = min(chance.choice([1, 1, 2, 8, 64, 600]), len(changed) - place)
        piece = changed[place : place + length]
        match chance.randrange(5):
            case 0:
                changed[place : place + length] = chance.randbytes(length)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = piece * chance.choice([1, 2, 30])
            case 3:
                del changed[place : place + length]
                target = chance.randrange(len(changed) + 1)
                changed[target:target] = piece
            case _:
                changed[place:place] = chance.choice(TOKENS)
    return bytes(changed)


def broken_zip(chance: random.Random) -> tuple[bytes, str]:
    return mutated(chance.choice(BOOKS), chance), "book.xlsx"


def broken_xml(chance: random.Random) -> tuple[bytes, str]:
    if chance.random() < 0.5:
        parts = dict(PARTS)
    else:
        with zipfile.ZipFile(io.BytesIO(chance.choice(BOOKS))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.startswith(("xl/", "_rels"))])
    content = parts[name]
    parts[name] = mutated(content.encode() if isinstance(content, str) else content, chance)
    return zipped(parts), "book.xlsx"


def broken_text(chance: random.Random) -> tuple[bytes, str]:
    return mutated(chance.choice(TEXTS), chance), "update_lines.csv"


MAKERS = [broken_zip, broken_xml, broken_text]
EACH = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
Make = Callable[[random.Random], tuple[bytes, str]]


def judge(workbook: Workbook, number: int) -> None:
    """Read or refused: never neither, and the check of what was read comes to its end too."""
    assert workbook.sheets or workbook.problems, number
    for found in check(workbook, TOKYO).problems:
        details = {"value": found.value, **found.details}
        assert problem(found.code, "ja", details), number


@EACH
def test_a_broken_file_is_read_or_refused(make: Make) -> None:
    for number in range(EXAMPLES):
        content, name = make(random.Random(number))
        began = time.monotonic()
        judge(read_bytes(content, name), number)
        assert time.monotonic() - began < SLOW_S, number


@EACH
def test_a_broken_file_does_not_reach_beyond_its_child(make: Make) -> None:
    limits = Limits(wait_s_max=SLOW_S)
    for number in range(10_000_000, 10_000_000 + IN_CHILD):
        content, name = make(random.Random(number))
        workbook = read_safely(content, name, None, limits)
        assert not {"read_died", "read_time"} & {found.code for found in workbook.problems}, number
        judge(workbook, number)
