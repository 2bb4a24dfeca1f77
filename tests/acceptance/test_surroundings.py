"""The machine around the program: settings of other tools, and files meant to do harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served


def test_other_tools_settings_change_nothing(double: Served, batcher: Program, desk: Path) -> None:
    """A netrc login for the host must not replace the key, nor a log setting print it."""
    invoice = double.state.invoice("usd")
    netrc = desk / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    batcher.environment |= {"NETRC": str(netrc), "STRIPE_LOG": "debug"}
    rows = [["invoice", "amount"], [invoice, 5]]
    ended = batcher.run(books.write(desk / "w.xlsx", {"add_lines": rows}))
    assert ended.rows == {"total": 1, "applied": 1}
    assert batcher.key not in ended.out + ended.err
    assert "Request to Stripe" not in ended.err


@pytest.mark.fault(47)
def test_checks_cannot_be_switched_off(double: Served, batcher: Program, desk: Path) -> None:
    batcher.environment["PANDERA_VALIDATION_ENABLED"] = "False"
    rows = [["invoice", "amount"], [double.state.invoice("usd"), "five"]]
    ended = batcher.run(books.write(desk / "w.xlsx", {"add_lines": rows}), ends=None)
    assert ended.code in (1, 5)
    assert double.writes == []


@pytest.mark.fault(46)
def test_a_cell_in_the_last_corner(double: Served, batcher: Program, desk: Path) -> None:
    """A few bytes that make some readers ask for half a terabyte."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "add_lines"
    sheet.append(["invoice", "amount"])
    sheet.append([double.state.invoice("usd"), 5])
    sheet["XFD1048576"] = "x"
    book.save(desk / "corner.xlsx")
    book.close()
    ended = batcher.run(desk / "corner.xlsx", ends=1)
    assert ended.json["problems"]
    assert double.writes == []


@pytest.mark.fault(46)
def test_a_bomb(double: Served, batcher: Program, desk: Path) -> None:
    good = books.write(desk / "good.xlsx", {"add_lines": [["invoice", "amount"], ["in_1", 5]]})
    bomb = desk / "bomb.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part.filename))
        new.writestr("xl/media/nothing.bin", bytes(200 * 1024 * 1024))
    ended = batcher.run(bomb, ends=1)
    assert ended.json["problems"]
    assert double.writes == []


@pytest.mark.fault(46)
def test_a_document_type(double: Served, batcher: Program, desk: Path) -> None:
    good = books.write(desk / "good.xlsx", {"add_lines": [["invoice", "amount"], ["in_1", 5]]})
    hostile = desk / "entities.xlsx"
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(hostile, "w") as new:
        for part in old.infolist():
            content = old.read(part.filename)
            if part.filename == name:
                head = b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "in_">]>'
                content = head + content.partition(b"?>")[2] if b"?>" in content else head + content
            new.writestr(part.filename, content)
    assert batcher.run(hostile, ends=1).json["problems"]
    assert double.writes == []
