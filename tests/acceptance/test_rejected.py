"""Workbooks that must not be sent: every mistake named in one go, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served


@pytest.fixture(autouse=True)
def _nothing_written(double: Served, batcher: Program) -> Iterator[None]:
    """Whatever a test here does, nothing may be written."""
    yield
    assert double.writes == []


def test_every_mistake_at_once(double: Served, batcher: Program, desk: Path) -> None:
    """Mistakes a look at the workbook finds, and mistakes only Stripe's account shows."""
    state = double.state
    usd, jpy, other = state.invoice("usd"), state.invoice("jpy"), state.invoice("usd")
    closed, full = state.invoice("usd", status="open"), state.invoice("usd")
    for _ in range(249):
        state.line(full, 1)
    recurring = state.price("usd", "100", recurring=True)
    euros = state.price("eur", "100")
    mine, twice = state.line(usd, 100), state.line(usd, 200)
    seat = state.line(usd, 300, subscription="sub_1")
    pricy, moved = state.line(usd, 8000), state.line(usd, 400)
    head = ["invoice", "amount", "currency", "price", "invoice_item", "quantity"]
    add = [
        head,
        [usd, 12.5, "usd", None, None, None],
        [usd, None, None, None, mine, None],
        [None, 5, "usd", None, None, None],
        ["il_wrong", 5, "usd", None, None, None],
        [usd, 1.005, "usd", None, None, None],
        [jpy, 7500.5, "jpy", None, None, None],
        [usd, 5, "usd", None, None, 2],
        [jpy, None, "jpy", None, "ii_none", None],
        [usd, None, "usd", recurring, None, None],
        [usd, None, "usd", euros, None, None],
        ["in_missing", 5, "usd", None, None, None],
        [closed, 5, "usd", None, None, None],
        [jpy, 5, "usd", None, None, None],
        [full, 1, "usd", None, None, None],
        [full, 1, "usd", None, None, None],
        [usd, 5, "usd", "price_none", None, None],
        [usd, None, None, None, None, None],
        [usd, "1.23.4", "usd", None, None, None],
    ]
    update = [
        ["invoice", "line", "amount", "was.amount", "description"],
        [usd, None, 5, None, None],
        [usd, twice, 5, None, None],
        [usd, twice, 6, None, None],
        [usd, "ii_wrong", 5, None, None],
        [other, moved, 5, None, None],
        [usd, seat, 5, None, None],
        [usd, pricy, 90, 75, None],
    ]
    remove = [
        ["invoice", "line", "behavior"],
        [usd, mine, "erase"],
        [usd, seat, "delete"],
        [usd, "il_none", "delete"],
    ]
    workbook = books.write(
        desk / "bad.xlsx", {"add_lines": add, "update_lines": update, "remove_lines": remove}
    )
    ended = batcher.run(workbook, ends=1)
    assert ended.json["status"] == "rejected"
    total = len(add) + len(update) + len(remove) - 3
    assert ended.rows["total"] == total
    assert ended.rows["not_sent"] >= 1
    assert "applied" not in ended.rows
    cells = ended.cells("error")
    named = {(sheet, cell) for sheet, _, cell in cells}
    assert named >= {
        ("add_lines", "E3"),
        ("add_lines", "A4"),
        ("add_lines", "A5"),
        ("add_lines", "B6"),
        ("add_lines", "B7"),
        ("add_lines", "B19"),
        ("update_lines", "B2"),
        ("update_lines", "B4"),
        ("update_lines", "B5"),
        ("remove_lines", "C2"),
    }
    rows = {(sheet, row) for sheet, row, _ in cells}
    assert rows >= {("add_lines", number) for number in range(3, 15)}
    assert rows & {("add_lines", 15), ("add_lines", 16)}
    assert rows >= {("add_lines", number) for number in (17, 18, 19)}
    assert rows >= {("update_lines", number) for number in (2, 4, 5, 6, 7, 8)}
    assert rows >= {("remove_lines", number) for number in (2, 3, 4)}
    assert ("add_lines", 2) not in rows
    drift = " ".join(one["message"] for one in ended.json["problems"] if one["row"] == 8)
    assert all(amount in drift for amount in ("75", "80", "90"))
    for problem in ended.json["problems"]:
        assert problem["code"]
        assert problem["message"]
        assert problem["cell"].startswith(tuple("ABCDEF"))
    statuses = books.statuses(ended.report(), "add_lines")
    assert statuses[0] == "not_sent"
    assert statuses[1] == "rejected"


def test_mistyped_names_show_the_nearest(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 1)
    workbook = books.write(
        desk / "names.xlsx",
        {
            "add_lines": [["invoice", "amount", "descripton"], [invoice, 5, "Visit"]],
            "updte_lines": [["invoice", "line", "amount"], [invoice, line, 6]],
            "_scratch": [["anything"], ["goes"]],
            "remove_lines": [["invoice", "line", "amount"], [invoice, line, 6]],
        },
    )
    ended = batcher.run(workbook, ends=1)
    said: dict[str, str] = {}
    for problem in ended.json["problems"]:
        sheet = problem["sheet"]
        said[sheet] = said.get(sheet, "") + problem["message"]
    assert "update_lines" in said["updte_lines"]
    assert "description" in said["add_lines"]
    # `behavior` is missing, and named.
    assert "behavior" in said["remove_lines"]
    assert "_scratch" not in said


def test_two_currencies_on_one_invoice(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount", "currency"], [invoice, 5, "usd"], [invoice, 5, "eur"]]
    ended = batcher.run(books.write(desk / "two.xlsx", {"add_lines": rows}), ends=1)
    assert ("add_lines", 3) in {(sheet, row) for sheet, row, _ in ended.cells("error")}


def test_files_that_cannot_be_read(batcher: Program, desk: Path) -> None:
    torn = desk / "torn.xlsx"
    torn.write_bytes(b"PK\x03\x04 not a workbook")
    assert batcher.run(torn, ends=1).json["problems"]
    assert batcher.run(desk / "absent.xlsx", ends=None).code in (1, 2)
    (desk / "nothing.csv").write_bytes(b"")
    ended = batcher.run(desk / "nothing.csv", "--sheet", "add_lines", ends=1)
    assert ended.json["problems"]


def test_cells_that_hide_what_they_hold(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount", "note"], [invoice, "=1+1", "=1+1"], [invoice, "#REF!", None]]
    ended = batcher.run(books.write(desk / "formula.xlsx", {"add_lines": rows}), ends=1)
    assert {("add_lines", 2, "B2"), ("add_lines", 3, "B3")} <= ended.cells("error")
    assert ("add_lines", 2, "C2") not in ended.cells()


def test_check_is_offline_and_needs_no_key(double: Served, batcher: Program, desk: Path) -> None:
    batcher.environment |= {"STRIPE_API_KEY": ""}
    good = [["invoice", "amount"], ["in_1", 5]]
    ended = batcher("check", books.write(desk / "good.xlsx", {"add_lines": good}), ends=0)
    assert ended.json["status"] == "ok"
    assert ended.json["rows"]["total"] == 1
    bad = [["invoice", "amount"], ["in_1", "five"]]
    ended = batcher("check", books.write(desk / "bad.xlsx", {"add_lines": bad}), ends=1)
    assert ended.json["status"] == "rejected"
    assert ended.cells("error") == {("add_lines", 2, "B2")}
    japanese = batcher("check", desk / "bad.xlsx", "--lang", "ja", ends=1)
    assert any("ぁ" <= letter <= "ん" for letter in japanese.json["problems"][0]["message"])
    assert double.log == []


def test_plan_writes_nothing(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount"], [invoice, 5]]
    ended = batcher("plan", books.write(desk / "p.xlsx", {"add_lines": rows}), ends=0)
    assert ended.json["rows"]["total"] == 1
    assert ended.json["requests"] == {"planned": 1, "sent": 0, "retried": 0}
    assert {call.method for call in double.log} == {"GET"}
