"""Shared strings read in blocks are the ones expat hears, wherever the stream is cut."""

from __future__ import annotations

import io
import random
import re

import pytest

from batcher.workbook import markup, strings
from batcher.workbook.container import Unreadable
from batcher.workbook.markup import MAIN
from batcher.workbook.strings import read_strings

TEXTS = [
    ("<si><t>plain</t></si>", "plain"),
    ("<si><t/></si>", ""),
    ("<si><t></t></si>", ""),
    ("<si/>", ""),
    ('<si><t xml:space="preserve"> a\r\nb </t></si>', " a\nb "),
    ("<si><t>&lt;&amp;&#12354;_x0041_</t></si>", "<&あA"),
    ("<si><r><rPr><b/></rPr><t>in</t></r><r><t>_1</t></r></si>", "in_1"),
    (
        '<si><t>請求</t><rPh sb="0" eb="2"><t>セイキュウ</t></rPh><phoneticPr fontId="1"/></si>',
        "請求",
    ),
    ("<si><t>x</t><rPh sb='0' eb='1'><t>y</t></rPh></si>", "x"),
    ("\n<si>\n<t>spread</t>\n</si>\n", "spread"),
]
ODD = [
    ("<si><t>a<!-- </si> -->b</t></si>", "ab"),
    ("<si><t>a<!-- </sst> -->b</t></si>", "ab"),
    ("<si><t><![CDATA[</si>]]></t></si>", "</si>"),
]


def part(*texts: str, head: str = "") -> io.BytesIO:
    return io.BytesIO(f'{head}<sst xmlns="{MAIN}" count="9">{"".join(texts)}</sst>'.encode())


@pytest.mark.parametrize("chunk_bytes", [1, 17, 400, 1 << 20])
@pytest.mark.parametrize("seed", range(4))
def test_blocks_and_expat_agree(
    seed: int, chunk_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "CHUNK_BYTES", chunk_bytes)
    known = TEXTS + (ODD if seed % 2 else [])
    chosen = random.Random(seed).choices(known, k=60)
    written, meant = [text for text, _ in chosen], [text for _, text in chosen]
    assert read_strings(part(*written)) == meant
    monkeypatch.setattr(strings, "_PLAIN", re.compile("(nothing) at all"))
    assert read_strings(part(*written)) == meant


def test_plain_texts_never_reach_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings._Heard, "_characters", None)
    assert read_strings(part(*[TEXTS[0][0]] * 1000)) == ["plain"] * 1000


@pytest.mark.parametrize(
    "content",
    [
        part("<si><t>a</t></si>", "<si><t>b").getvalue()[:-6],
        part("<si><t>a</t></x>").getvalue(),
        part("<si><t>a\x01</t></si>").getvalue(),
        part("<si><t>&nothing;</t></si>").getvalue(),
        part("<si><t>a</t></si>").getvalue().replace(b"a", b"\xff"),
        part(f"<si><t>{'a' * 300_000}</t></si>").getvalue(),
        part("<si><t>a</t></si>", head="<!DOCTYPE sst>").getvalue(),
    ],
)
def test_what_is_no_list_of_texts_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_strings(io.BytesIO(content))


def test_another_encoding_is_read_by_expat() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    content = f'{head}<sst xmlns="{MAIN}"><si><t>é</t></si></sst>'.encode("latin-1")
    assert read_strings(io.BytesIO(content)) == ["é"]
