"""The report workbook as an auditor opens it: complete, tied out, and nothing alive in it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import openpyxl

from tests.acceptance import books
from tests.acceptance.drafts import corrections
from tests.acceptance.program import Program
from tests.double.faults import Fault
from tests.double.server import Served

OWN = ["add_lines", "update_lines", "remove_lines"]


def test_the_report_ties_out(double: Served, batcher: Program, desk: Path) -> None:
    invoices, sheets = corrections(double, 3)
    sheets["add_lines"][0].append("note")
    for number, row in enumerate(sheets["add_lines"][1:]):
        row.append(books.Text(f"=cmd|'/c calc'!A{number}"))
    workbook = books.write(desk / "november.xlsx", sheets)
    wanted = desk / "out" / "november report.xlsx"
    double.faults.plan(Fault.LIMITED, "update_lines")
    ended = batcher.run(workbook, "--report", wanted)
    assert ended.report().samefile(wanted)
    assert books.sheets(wanted) == ["Summary", *OWN, "Reconciliation", "Problems", "Requests"]
    _says_what_was_done(double, wanted, invoices)
    summary = list(map(str, books.cells(wanted, "Summary")))
    assert any("november.xlsx" in text for text in summary)
    digest = hashlib.sha256(workbook.read_bytes()).hexdigest()
    assert any(digest in text for text in summary)
    assert any(double.state.account in text for text in summary)
    assert any(ended.json["run"] in text for text in summary)
    _is_reconciled(wanted, invoices)
    _formulas_carry_values(wanted)
    # A second run to the same file leaves the first report alone.
    before = wanted.read_bytes()
    again = batcher.run(workbook, "--report", wanted)
    assert not again.report().samefile(wanted)
    assert wanted.read_bytes() == before


def _says_what_was_done(double: Served, report: Path, invoices: list[str]) -> None:
    added = books.table(report, "add_lines")
    assert [row["invoice"] for row in added] == invoices
    assert [row["amount"] for row in added] == [5, 5, 5]
    tagged = [entry for entry in double.state.entries.values() if "batcher" in entry.metadata]
    assert {row["stripe_id"] for row in added} == {entry.line for entry in tagged}
    assert added[0]["note"] == "=cmd|'/c calc'!A0"
    known = {call.request_id for call in double.writes if call.status == 200}
    for sheet in OWN:
        rows = books.table(report, sheet)
        assert {row["status"] for row in rows} == {"applied"}
        assert {row["request_id"] for row in rows} <= known
    shown = " ".join(map(str, books.table(report, "update_lines")[0].values()))
    assert "2.00" in shown
    requests = list(map(str, books.cells(report, "Requests")))
    for call in double.writes:
        assert any(call.key in text for text in requests)
        assert any(call.request_id in text for text in requests)


def _is_reconciled(report: Path, invoices: list[str]) -> None:
    rows = {row["invoice"]: row for row in books.table(report, "Reconciliation", mark="invoice")}
    assert set(invoices) <= set(rows)
    for invoice in invoices:
        differences = [value for name, value in rows[invoice].items() if "difference" in name]
        assert differences
        assert set(differences) == {0}


def _formulas_carry_values(report: Path) -> None:
    live, cached = openpyxl.load_workbook(report), openpyxl.load_workbook(report, data_only=True)
    found = [
        (sheet.title, cell.coordinate, cached[sheet.title][cell.coordinate].value)
        for sheet in live.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    live.close()
    cached.close()
    assert len(found) >= 3
    assert [one for one in found if one[2] is None] == []
    assert not {sheet for sheet, _, _ in found} & {*OWN, "Problems", "Requests"}
    with zipfile.ZipFile(report) as parts:
        assert b'fullCalcOnLoad="1"' not in parts.read("xl/workbook.xml")


def test_a_report_of_a_rejected_workbook(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount"], [invoice, 5], [invoice, "five"]]
    ended = batcher.run(books.write(desk / "bad.xlsx", {"add_lines": rows}), ends=1)
    assert books.statuses(ended.report(), "add_lines") == ["not_sent", "rejected"]
    problems = list(map(str, books.cells(ended.report(), "Problems")))
    assert any("B3" in text for text in problems)
    assert double.writes == []


def test_a_japanese_report(double: Served, batcher: Program, desk: Path) -> None:
    _, sheets = corrections(double, 1)
    ended = batcher.run(books.write(desk / "november.xlsx", sheets), "--lang", "ja")
    report = ended.report()
    names = books.sheets(report)
    assert set(OWN) <= set(names)
    text = "".join(map(str, books.cells(report, names[0])))
    assert any("ぁ" <= letter <= "ん" or "一" <= letter <= "龠" for letter in text)
    assert books.statuses(report, "remove_lines") == ["applied"]
