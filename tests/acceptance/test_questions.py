"""What a person must decide: asked, nothing sent, and the ways to answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served


def test_an_unknown_column_and_its_answer(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount", "VAT", "note", "#mine"], [invoice, 5, 10, "x", "y"]]
    workbook = books.write(desk / "vat.xlsx", {"add_lines": rows})
    ended = batcher.run(workbook, ends=1)
    assert double.writes == []
    assert ended.rows == {"total": 1, "not_sent": 1} or ended.rows == {"total": 1, "rejected": 1}
    (code,) = ended.codes("question")
    assert [one["column"] for one in ended.json["problems"]] == ["VAT"]
    assert batcher.run(workbook, "--accept", "something_else", ends=None).code in (1, 2)
    assert double.writes == []
    assert batcher.run(workbook, "--accept", code).rows == {"total": 1, "applied": 1}
    assert double.state.amounts(invoice) == [500]


def test_a_blank_currency_among_several(double: Served, batcher: Program, desk: Path) -> None:
    usd, jpy = double.state.invoice("usd"), double.state.invoice("jpy")
    rows = [["invoice", "amount"], [usd, 5], [jpy, 5]]
    workbook = books.write(desk / "blank.xlsx", {"add_lines": rows})
    ended = batcher.run(workbook, ends=1)
    assert ended.codes("question")
    assert double.writes == []
    batcher.run(workbook, "--accept", "all")
    assert (double.state.amounts(usd), double.state.amounts(jpy)) == ([500], [5])


@pytest.mark.parametrize(("answer", "amounts"), [("skip", [500]), ("include", [500, 700])])
def test_hidden_rows(
    double: Served, batcher: Program, desk: Path, answer: str, amounts: list[int]
) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount"], [invoice, 5], [invoice, 7]]
    workbook = books.write(desk / "hidden.xlsx", {"add_lines": rows}, hidden={"add_lines": [3]})
    batcher.run(workbook, "--accept", "all", ends=1)
    assert double.writes == []
    ended = batcher.run(workbook, "--hidden-rows", answer)
    assert ended.rows["total"] == len(amounts)
    assert double.state.amounts(invoice) == amounts


@pytest.mark.parametrize(
    ("answer", "amounts"), [("skip", [500, 700, 900]), ("again", [500, 500, 700, 900])]
)
def test_rows_applied_before_among_new_ones(
    double: Served, batcher: Program, desk: Path, answer: str, amounts: list[int]
) -> None:
    invoice = double.state.invoice("usd")
    first = [["invoice", "amount"], [invoice, 5], [invoice, 7]]
    batcher.run(books.write(desk / "first.xlsx", {"add_lines": first}))
    second = books.write(
        desk / "second.xlsx", {"add_lines": [first[0], [invoice, 5], [invoice, 9]]}
    )
    written = len(double.writes)
    ended = batcher.run(second, "--accept", "all", ends=1)
    assert ended.codes("question")
    assert len(double.writes) == written
    batcher.run(second, "--repeat", answer, "--accept", "all")
    assert double.state.amounts(invoice) == amounts


def test_mending_an_applied_workbook(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount"], [invoice, 5], [invoice, 7]]
    batcher.run(books.write(desk / "w.xlsx", {"add_lines": rows}))
    rows[2] = [invoice, 8]
    ended = batcher.run(books.write(desk / "w.xlsx", {"add_lines": rows}), ends=1)
    assert "edited_after_applied" in ended.codes("question")
    assert double.state.amounts(invoice) == [500, 700]


def test_a_line_that_moved_since_it_was_applied(
    double: Served, batcher: Program, desk: Path
) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 100)
    rows = [["invoice", "line", "amount"], [invoice, line, 5]]
    workbook = books.write(desk / "w.xlsx", {"update_lines": rows})
    batcher.run(workbook)
    double.state.edit(line, amount=999)
    ended = batcher.run(workbook, ends=1)
    assert ended.codes("question") == {"applied_then_changed"}
    assert double.state.amounts(invoice) == [999]


def test_control_totals(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 1000)

    def workbook(rows: int, net: float) -> Path:
        return books.write(
            desk / f"control-{rows}-{net}.xlsx",
            {
                "add_lines": [["invoice", "amount"], [invoice, 5], [invoice, -1]],
                "update_lines": [["invoice", "line", "amount"], [invoice, line, 12.5]],
                "control": [
                    ["sheet", "rows", "currency", "net_change"],
                    ["add_lines", rows, None, None],
                    [None, None, "usd", net],
                ],
            },
        )

    wrong_rows = batcher.run(workbook(3, 6.5), ends=1)
    assert ("control", 2) in {(sheet, row) for sheet, row, _ in wrong_rows.cells("error")}
    wrong_money = batcher.run(workbook(2, 6.4), ends=1)
    assert ("control", 3) in {(sheet, row) for sheet, row, _ in wrong_money.cells("error")}
    assert double.writes == []
    ended = batcher.run(workbook(2, 6.5))
    assert ended.rows == {"total": 3, "applied": 3}
    assert ended.json["money"]["usd"]["actual_change"] == "6.50"


def test_expectations_on_the_command_line(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount"], [invoice, 5]]
    workbook = books.write(desk / "w.xlsx", {"add_lines": rows})
    batcher.run(workbook, "--expect-rows", 2, ends=1)
    batcher.run(workbook, "--expect-change", "usd=5.01", ends=1)
    assert double.writes == []
    batcher.run(workbook, "--expect-rows", 1, "--expect-change", "usd=5.00")
    assert double.state.amounts(invoice) == [500]
