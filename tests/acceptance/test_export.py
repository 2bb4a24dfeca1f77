"""`batcher export`: live drafts as a workbook, edited as people do, and run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.acceptance import books, sent
from tests.acceptance.program import Ended, Program
from tests.double.double import Call
from tests.double.server import Served

DAY = 86_400
Edits = Mapping[tuple[str, str], Any]  # (line or invoice, header) -> what a person writes there


def edited(path: Path, edits: Edits, sheet: str = "update_lines") -> Path:
    """The workbook with some cells changed, saved under another name."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    headers = [str(cell.value).rstrip("*") for cell in page[1]]
    key = headers.index("line" if "line" in headers else "invoice")
    rows = {row[key].value: row for row in page.iter_rows(min_row=2)}
    for (name, header), value in edits.items():
        rows[name][headers.index(header)].value = value
    target = path.with_stem(f"{path.stem}-edited")
    book.save(target)
    book.close()
    return target


def export(batcher: Program, *words: object) -> tuple[Path, Ended]:
    ended = batcher("export", *words, ends=0)
    return Path(ended.json["workbook"]), ended


def table(path: Path, sheet: str = "update_lines") -> list[dict[str, Any]]:
    return books.table(path, sheet, "invoice")


def reads(double: Served) -> list[Call]:
    return [call for call in double.log if call.method == "GET" and call.path != "/v1/account"]


def test_unchanged_it_sends_nothing(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    first = state.invoice("usd", metadata={"month": "2026-10", "batcher": "other"})
    state.line(first, unit="5000", quantity=3, tax_rates=(state.tax_rate(),))
    state.line(first, -250, metadata={"batcher": "op", "team": "south"}, discountable=False)
    state.line(first, unit="1000", quantity="2.5", subscription="sub_1", metadata={"k": "v"})
    second = state.invoice("jpy")
    for number in range(12):
        state.line(second, 7500 + number)
    before = state.snapshot()
    path, ended = export(batcher)
    assert (ended.json["invoices"], ended.json["lines"]) == (2, 15)
    assert path == desk / "export.xlsx"
    ran = batcher.run(path)
    assert ran.rows == {"total": 17, "unchanged": 17}
    assert (ran.json["status"], ran.json["problems"]) == ("unchanged", [])
    assert double.writes == []
    assert state.snapshot() == before


def test_only_the_cells_a_person_changed_are_sent(double: Served, batcher: Program) -> None:
    state = double.state
    invoice = state.invoice("usd", metadata={"month": "2026-10", "owner": "sato"})
    price = state.price("usd", "5000", tax_behavior="exclusive")
    names = ("count", "unit", "total", "words", "key", "rates", "both", "alone")
    keys = {"team": "south", "code": "007"}
    line = {n: state.line(invoice, price=price, quantity=3, metadata=keys) for n in names}
    rate = state.tax_rate()
    path, _ = export(batcher)
    lines = edited(
        path,
        {
            (line["count"], "quantity"): 4,
            (line["unit"], "unit_amount"): 60,
            (line["total"], "amount"): 99.5,
            (line["words"], "description"): "New words",
            (line["key"], "metadata.team"): "(clear)",
            (line["rates"], "tax_rates"): rate,
            (line["both"], "quantity"): 2,
            (line["both"], "amount"): 100,
        },
    )
    workbook = edited(lines, {(invoice, "metadata.owner"): "aoki"}, "invoice_metadata")
    ran = batcher.run(workbook)
    assert ran.rows == {"total": 9, "applied": 8, "unchanged": 1}
    assert {name: sent.line(double, line[name]) for name in names if name != "alone"} == {
        "count": {"quantity": "4"},
        "unit": {
            "price_data": {
                "currency": "usd",
                "product": state.prices[price]["product"],
                "tax_behavior": "exclusive",
                "unit_amount": "6000",
            },
            "quantity": "3",
        },
        "total": {"amount": "9950"},
        "words": {"description": "New words"},
        "key": {"metadata": {"team": ""}},
        "rates": {"tax_rates": {"0": rate}},
        "both": {"quantity": "2"},
    }
    assert not [call for call in double.writes if line["alone"] in call.body]
    (call,) = double.writes
    assert sent.body(call)["invoice_metadata"] == {"owner": "aoki"}
    money = ran.json["money"]["usd"]
    assert (money["actual_change"], money["difference"]) == ("-20.50", "0.00")
    again = batcher.run(export(batcher)[0])
    assert again.rows == {"total": 9, "unchanged": 9}


def test_the_old_export_once_more_is_no_way_back(double: Served, batcher: Program) -> None:
    """Cells that nobody touched never undo what has happened since."""
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 5000)
    path, _ = export(batcher)
    batcher.run(edited(path, {(line, "amount"): 60}))
    assert batcher.run(path).rows == {"total": 2, "unchanged": 2}
    assert double.state.amounts(invoice) == [6000]


def test_a_line_of_the_export_is_removed_by_its_id(double: Served, batcher: Program) -> None:
    state = double.state
    invoice = state.invoice("usd")
    kept, gone = state.line(invoice, 1000), state.line(invoice, 2000)
    path, _ = export(batcher)
    book = openpyxl.load_workbook(path)
    for cell, value in zip(book["remove_lines"][2], (invoice, gone, "delete"), strict=False):
        cell.value = value
    book.save(path)
    assert batcher.run(path).rows == {"total": 4, "applied": 1, "unchanged": 3}
    assert [entry.line for entry in state.lines_of(invoice)] == [kept]
    assert batcher.run(path).rows == {"total": 4, "unchanged": 4}


def test_what_became_of_the_rows_nobody_touched_holds_nothing_up(
    double: Served, batcher: Program
) -> None:
    state = double.state
    first, closed, gone = (state.invoice("usd") for _ in range(3))
    mine, theirs = state.line(first, 1000), state.line(first, 2000)
    state.line(closed, 3000)
    path, _ = export(batcher)
    state.remove(theirs)
    state.finalize(closed)
    del state.invoices[gone]
    workbook = edited(path, {(mine, "amount"): 12})
    ran = batcher.run(workbook)
    assert ran.rows == {"total": 6, "applied": 1, "unchanged": 5}
    assert state.amounts(first) == [1200]
    rows = table(ran.report())
    assert [row["message"] for row in rows if row["line"] == theirs] == [
        "Nothing was changed in this row; nothing was sent."
    ]
    asked = edited(path, {(theirs, "amount"): 13})
    # Drafts of the same second stand in the order of their ids.
    row = 2 + [row["line"] for row in table(path)].index(theirs)
    assert batcher.run(asked, ends=1).cells("error") == {("update_lines", row, f"B{row}")}


def test_a_unit_amount_of_every_place_there_is(double: Served, batcher: Program) -> None:
    state = double.state
    for currency in ("usd", "jpy", "kwd"):
        invoice = state.invoice(currency)
        for unit in ("33.333333333333", "1234567.123456789012", "0.000000000001", "2500"):
            state.line(invoice, unit=unit)
    path, _ = export(batcher)
    assert batcher.run(path).rows == {"total": 15, "unchanged": 15}
    cents = next(line for line, one in state.entries.items() if one.unit == "2500")
    workbook = edited(path, {(cents, "unit_amount"): 0.12345})
    assert batcher.run(workbook).rows == {"total": 15, "applied": 1, "unchanged": 14}
    assert state.entries[cents].unit == "12.345"


def test_what_somebody_else_changed_is_never_written_over(double: Served, batcher: Program) -> None:
    invoice = double.state.invoice("usd")
    first, second = double.state.line(invoice, 5000), double.state.line(invoice, 5000)
    path, _ = export(batcher)
    double.state.edit(first, amount=5500)
    double.state.edit(second, amount=5500)
    ran = batcher.run(edited(path, {(first, "amount"): 60}), ends=1)
    assert ran.codes("error") == {"drift"}
    rows = {(p["sheet"], p["row"]) for p in ran.json["problems"]}
    assert rows == {("update_lines", 2)}  # of the other nothing was changed
    assert double.writes == []


def test_an_export_without_its_hidden_columns_is_refused(
    double: Served, batcher: Program, desk: Path
) -> None:
    line = double.state.line(double.state.invoice("usd"), 5000)
    path, _ = export(batcher)
    book = openpyxl.load_workbook(path)
    page = book["update_lines"]
    hidden = [n for n, cell in enumerate(page[1], 1) if str(cell.value).startswith("was.")]
    assert all(page.column_dimensions[get_column_letter(n)].hidden for n in hidden[:1])
    page.delete_cols(hidden[0], len(hidden))
    book.save(desk / "lost.xlsx")
    lost = edited(desk / "lost.xlsx", {(line, "amount"): 60})
    for ended in (batcher("check", lost, ends=1), batcher.run(lost, ends=1)):
        assert [p["code"] for p in ended.json["problems"]] == ["was_lost"]
    assert double.writes == []


def test_an_emptied_cell_is_left_alone_and_told(double: Served, batcher: Program) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 5000, metadata={"team": "south"})
    path, _ = export(batcher)
    ran = batcher.run(edited(path, {(line, "description"): None, (line, "metadata.team"): None}))
    assert ran.rows == {"total": 2, "unchanged": 2}
    assert ran.codes("warning") == {"emptied", "emptied_clearable"}
    messages = [p["message"] for p in ran.json["problems"] if p["code"] == "emptied_clearable"]
    assert "(clear)" in messages[0]


def test_filters(double: Served, batcher: Program) -> None:
    state = double.state
    start = 1793491200  # 2026-11-01 00:00:00 UTC
    acme, beta = state.customer("Acme"), state.customer("Beta")
    times = [(acme, start - 1), (acme, start), (beta, start + DAY - 1), (beta, start + DAY)]
    drafts = [state.invoice("usd", customer=who, created=when) for who, when in times]
    paid = state.invoice("usd", customer=acme, created=start)
    state.finalize(paid)

    def found(*words: object) -> set[str]:
        rows = table(export(batcher, *words)[0], "invoice_metadata")
        return {row["invoice"] for row in rows}

    assert found() == set(drafts)
    assert found("--customer", acme) == set(drafts[:2])
    assert found("--customer", acme, "--customer", beta) == set(drafts)
    assert found("--created", "2026-11-01") == set(drafts[1:3])
    assert found("--created", "2026-11-01..") == set(drafts[1:])
    assert found("--created", "2026-10-31..2026-11-01", "--customer", acme) == set(drafts[:2])
    assert found("--created", "2026-11-02", "--time-zone", "Asia/Tokyo") == set(drafts[2:])
    assert found("--invoice", drafts[0], "--invoice", drafts[3]) == {drafts[0], drafts[3]}
    assert found("--invoice", drafts[0], "--customer", beta) == set()
    assert found("--invoice", drafts[0], "--created", "2026-11-01..") == set()
    assert found("--status", "open") == {paid}


def test_what_was_named_and_left_out_is_told(double: Served, batcher: Program) -> None:
    final = double.state.invoice("usd")
    double.state.finalize(final)
    path, ended = export(batcher, "--invoice", final, "--invoice", "in_nowhere")
    assert {one["invoice"] for one in ended.json["left_out"]} == {final, "in_nowhere"}
    assert (ended.json["invoices"], table(path)) == (0, [])
    assert any("No invoice matches" in note for note in ended.json["notes"])
    assert batcher("check", path, ends=0).json["rows"]["total"] == 0


def test_the_fewest_reads(double: Served, batcher: Program) -> None:
    state = double.state
    for count in (0, 10, 11, 250):
        invoice = state.invoice("usd")
        for number in range(count):
            state.line(invoice, 100 + number)
    path, _ = export(batcher)
    assert len(table(path)) == 271
    assert len({row["line"] for row in table(path)}) == 271
    assert sorted(call.path.partition("?")[0].rpartition("/")[2] for call in reads(double)) == [
        "invoiceitems",
        "invoices",
        *["lines"] * 4,  # one page of 11, three of 250
    ]


def test_more_drafts_than_a_page(double: Served, batcher: Program) -> None:
    drafts = {double.state.invoice("usd") for _ in range(205)}
    path, _ = export(batcher)
    assert {row["invoice"] for row in table(path, "invoice_metadata")} == drafts
    assert len(reads(double)) == 4


def test_a_pending_item_is_billed_by_its_id(double: Served, batcher: Program) -> None:
    state = double.state
    acme = state.customer("Acme")
    invoice = state.invoice("usd", customer=acme, customer_name="Acme")
    item = state.pending_item(acme, "usd", 1285)
    other = state.pending_item(state.customer("Beta"), "jpy", 500)
    path, ended = export(batcher)
    assert ended.json["pending"] == 2
    rows = books.table(path, "_pending", "invoice_item")
    assert {(row["invoice_item"], row["customer_name"], row["amount"]) for row in rows} == {
        (item, "Acme", 12.85),
        (other, None, 500),
    }
    narrow = export(batcher, "--customer", acme)[0]
    assert len(books.table(narrow, "_pending", "invoice_item")) == 1
    book = openpyxl.load_workbook(path)
    headers = [str(cell.value).rstrip("*") for cell in book["add_lines"][1]]
    for header, value in (("invoice", invoice), ("invoice_item", item)):
        book["add_lines"].cell(2, headers.index(header) + 1, value)
    book.save(path)
    assert batcher.run(path).rows == {"total": 2, "applied": 1, "unchanged": 1}
    assert [entry.invoice_item for entry in state.lines_of(invoice)] == [item]


def test_in_japanese(double: Served, batcher: Program) -> None:
    invoice = double.state.invoice("jpy", metadata={"部門": "南"})
    line = double.state.line(invoice, unit="5000", quantity=3, description="倉庫保管料")
    path, _ = export(batcher, "--lang", "ja")
    assert books.sheets(path)[1:3] == ["明細訂正", "請求書メタデータ"]
    assert batcher.run(path).rows == {"total": 2, "unchanged": 2}
    book = openpyxl.load_workbook(path)
    headers = [str(cell.value).rstrip("*") for cell in book["明細訂正"][1]]
    assert {"#顧客名", "変更前.金額", "変更前.数量"} <= set(headers)
    book["明細訂正"].cell(2, headers.index("数量") + 1).value = 4
    book.save(path)
    assert batcher.run(path).rows == {"total": 2, "applied": 1, "unchanged": 1}
    assert sent.line(double, line) == {"quantity": "4"}


def test_a_file_that_is_there_stays(double: Served, batcher: Program, desk: Path) -> None:
    double.state.line(double.state.invoice("usd"), 5000)
    (desk / "mine.xlsx").write_text("my own work")
    path, _ = export(batcher, "-o", "mine.xlsx")
    assert path == desk / "mine-2.xlsx"
    assert (desk / "mine.xlsx").read_text() == "my own work"


@pytest.mark.parametrize(
    "words",
    [
        ("--created", "yesterday"),
        ("--created", "2026-11-02..2026-11-01"),
        ("--customer", "in_1"),
        ("--invoice", "Acme"),
        ("--status", "sent"),
        ("--time-zone", "Tokio"),
        ("-o", "export.csv"),
    ],
)
def test_a_filter_that_cannot_be_meant(batcher: Program, desk: Path, words: list[str]) -> None:
    ended = batcher("export", *words, ends=2)
    assert ended.json["error"]
    assert list(desk.iterdir()) == []


def test_the_lock_keeps_slips_out_and_nobody_else(double: Served, batcher: Program) -> None:
    invoice = double.state.invoice("usd")
    double.state.line(invoice, 5000, metadata={"team": "a"})
    double.state.line(invoice, 5000, subscription="sub_1", metadata={"team": "a"})
    path, _ = export(batcher)
    page = openpyxl.load_workbook(path)["update_lines"]
    guard = page.protection
    assert guard.sheet
    assert not guard.password
    free = ("sort", "autoFilter", "formatColumns", "formatCells", "insertRows", "deleteRows")
    assert not any(getattr(guard, name) for name in free)
    for cell in page[2]:
        header = str(page.cell(1, cell.column).value)
        shut = header.startswith(("was.", "#"))
        assert cell.protection.locked is shut or cell.value is None, header
    headers = [str(cell.value) for cell in page[1]]
    locked = {name for name, cell in zip(headers, page[3], strict=True) if cell.protection.locked}
    assert {"amount", "description", "was.amount"} <= locked
    assert "metadata.team" not in locked
    assert page.auto_filter.ref == f"A1:{get_column_letter(page.max_column)}3"
