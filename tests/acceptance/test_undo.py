"""A run taken back on the double: undo writes a workbook, run carries it out, all is as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double import shapes
from tests.double.server import Served

KEPT = ("amount", "quantity_decimal", "description", "discountable", "period", "currency")


def shown(double: Served) -> dict[str, tuple[Any, list[str]]]:
    """Every invoice's metadata and lines, but for ids, tags and the prices made for one line."""
    return {
        invoice: (
            double.state.invoices[invoice]["metadata"],
            sorted(_line(double, entry) for entry in double.state.lines_of(invoice)),
        )
        for invoice in double.state.invoices
    }


def _line(double: Served, entry: Any) -> str:
    line = shapes.line(double.state, entry)
    own = {key: value for key, value in sorted(line["metadata"].items()) if key != "batcher"}
    off = [one["amount"] for one in line["discount_amounts"]]
    taxes = [(tax["amount"], tax["tax_rate_details"]["tax_rate"]) for tax in line["taxes"]]
    unit = line["pricing"]["unit_amount_decimal"]
    return str([{name: line[name] for name in KEPT}, unit, own, off, taxes])


def corrected(double: Served, desk: Path) -> Path:
    """Two drafts with lines of every kind, and a workbook that does everything to them."""
    state = double.state
    customer, rate = state.customer(), state.tax_rate()
    first = state.invoice("usd", customer=customer, metadata={"kept": "yes", "old": "1"})
    other = state.invoice("usd", customer=customer)
    ten, five = state.coupon(10), state.coupon(5)
    price = state.price("usd", "2500")
    plain = state.line(first, 5000, description="Rent", metadata={"po": "7", "gone": "x"})
    counted = state.line(first, price=price, quantity=3, description="Seats", tax_rates=(rate,))
    cheap = state.line(
        first,
        700,
        description="Cut",
        discounts=(state.discount(ten),),
        period=(1790812802, 1793404800),
    )
    moved = state.line(first, 900, description="Moved", metadata={"why": "here"})
    waiting = state.line(first, 1100, description="Waits")
    leased = state.line(first, 4400, subscription="sub_1", metadata={"a": "1", "b": "2"})
    item = state.pending_item(customer, "usd", 333, description="Pending")
    moved_item = state.entries[moved].invoice_item
    return books.write(
        desk / "november.xlsx",
        {
            "update_lines": [
                ["invoice", "line", "amount", "quantity", "description", "discountable",
                 "period_start", "period_end", "tax_rates", "discounts", "metadata.po",
                 "metadata.gone", "metadata.new", "metadata.b"],
                [first, plain, 75, None, "Rent, mended", "no", "2026-10-01", "2026-10-31", rate,
                 f"{ten}, {five}", "8", "(clear)", "n", None],
                [first, counted, None, 4, None, None, None, None, "(clear)", None, None, None, None,
                 None],
                [first, leased, *[None] * 9, None, "n", "3"],
            ],
            "remove_lines": [["invoice", "line", "behavior"], [first, cheap, "delete"],
                             [first, moved, "unassign"], [first, waiting, "unassign"]],
            "add_lines": [["invoice", "amount", "description", "invoice_item", "quantity", "price"],
                          [first, 12.5, "New", None, None, None],
                          [other, None, None, item, None, None],
                          [other, None, "Moved here", moved_item, None, None],
                          [other, None, None, None, 2, price]],
            "invoice_metadata": [["invoice", "metadata.old", "metadata.checked"],
                                 [first, "(clear)", "november"]],
        },
    )  # fmt: skip


def test_there_and_back_and_there_again(double: Served, batcher: Program, desk: Path) -> None:
    workbook = corrected(double, desk)
    before, waiting = shown(double), len(double.state.pending)
    run = batcher.run(workbook).json["run"]
    middle = shown(double)
    assert middle != before
    writes = len(double.writes)
    told = batcher("undo", run, ends=0).json
    assert len(double.writes) == writes, "undo itself changes nothing"
    assert told["undoes"] == run
    assert (told["rows"]["total"], told["could_not"]) == (11, [])
    book = Path(told["workbook"])
    assert book.is_absolute()
    back = batcher.run(book)
    assert back.rows == {"total": 11, "applied": 11}
    assert shown(double) == before
    assert len(double.state.pending) == waiting
    assert back.json["undo"] == {"of": run, "reversed": 11, "kept": 0, "could_not": 0}
    groups = [row["what came of it"] for row in books.table(back.report(), "Undo", "line now")]
    assert groups == ["reversed"] * 11
    renewed = [row for row in books.table(back.report(), "Undo", "line now") if row["line now"]]
    assert len(renewed) == 3, "deleted, moved and unassigned lines have new ids"
    assert all(row["line before"] != row["line now"] for row in renewed)
    writes = len(double.writes)
    assert batcher.run(book).rows == {"total": 11, "unchanged": 11}
    assert len(double.writes) == writes
    assert batcher.run(workbook).rows == {"total": 11, "applied": 11}
    assert [len(lines) for _, lines in shown(double).values()] == [
        len(lines) for _, lines in middle.values()
    ]


def test_undo_of_an_undo_in_japanese(double: Served, batcher: Program, desk: Path) -> None:
    workbook = corrected(double, desk)
    run = batcher.run(workbook).json["run"]
    middle = shown(double)
    book = batcher("undo", run, "--lang", "ja", "-o", desk / "取消.xlsx", ends=0).json["workbook"]
    assert Path(book) == desk / "取消.xlsx"
    sheet = load_workbook(book)["明細訂正"]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:2] == ["請求書ID*", "ラインアイテムID*"]
    assert "変更前.金額" in headers
    back = batcher.run(Path(book)).json["run"]
    forth = batcher("undo", back, ends=0).json["workbook"]
    assert batcher.run(Path(forth)).rows == {"total": 11, "applied": 11}
    assert shown(double) == middle


def test_kept_because_someone_edited_it_since(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    invoice = state.invoice("usd")
    lines = [state.line(invoice, amount) for amount in (1000, 2000)]
    head = ["invoice", "line", "amount"]
    workbook = books.write(
        desk / "w.xlsx", {"update_lines": [head, *([invoice, line, 50] for line in lines)]}
    )
    run = batcher.run(workbook).json["run"]
    state.edit(lines[0], amount=7777)
    book = Path(batcher("undo", run, ends=0).json["workbook"])
    stopped = batcher.run(book, ends=1)
    assert stopped.codes("error") == {"drift"}
    assert stopped.json["undo"]["kept"] == 1
    ended = batcher.run(book, "--on-problem", "skip-row", ends=3)
    assert ended.rows == {"total": 2, "applied": 1, "rejected": 1}
    assert [state.entries[line].amount for line in lines] == [7777, 2000]
    told = books.table(ended.report(), "Undo", "line now")
    assert [row["what came of it"] for row in told] == [
        "reversed",
        "kept because someone edited it since",
    ]


def test_words_that_a_cell_would_read_otherwise(
    double: Served, batcher: Program, desk: Path
) -> None:
    state = double.state
    customer = state.customer()
    invoice = state.invoice("usd", customer=customer)
    line = state.line(invoice, 500, description="Rent")
    words = ("#N/A", "(empty)", "（空）", "(clear)", "  lead", None)
    items = [state.pending_item(customer, "usd", 100, description=text) for text in words]
    sheets = {
        "add_lines": [["invoice", "invoice_item"], *([invoice, item] for item in items)],
        "update_lines": [["invoice", "line", "description"], [invoice, line, "(empty)"]],
    }
    before, waiting = shown(double), dict(state.pending)
    run = batcher.run(books.write(desk / "w.xlsx", sheets)).json["run"]
    told = batcher("undo", run, ends=0).json
    assert batcher.run(Path(told["workbook"])).rows == {"total": 7, "applied": 7}
    assert shown(double) == before
    assert {key: one.description for key, one in state.pending.items()} == {
        key: one.description for key, one in waiting.items()
    }


def test_what_cannot_be_is_named(double: Served, batcher: Program, desk: Path) -> None:
    customer = double.state.customer()
    workbook = books.write(
        desk / "w.xlsx",
        {
            "create_invoices": [["ref", "customer", "currency", "collection_method"],
                                ["new", customer, "usd", "charge_automatically"]],
            "add_lines": [["invoice", "amount"], ["@new", 5]],
        },
    )  # fmt: skip
    run = batcher.run(workbook).json["run"]
    made = next(iter(double.state.invoices))
    told = batcher("undo", run, ends=3).json
    assert [(one["code"], one["invoice"], one["row"]) for one in told["could_not"]] == [
        ("created", made, 2)
    ]
    assert batcher.run(Path(told["workbook"])).rows == {"total": 1, "applied": 1}
    assert double.state.lines_of(made) == []


def test_a_run_nobody_knows(double: Served, batcher: Program) -> None:
    assert batcher("undo", "R-20260101-000000-000000", ends=2).json["workbook"] in ("", None)


@pytest.mark.parametrize("when", ["before", "after"])
def test_lists_that_somebody_changed_since(
    double: Served, batcher: Program, desk: Path, when: str
) -> None:
    """Before the undo is written, it leaves them; after that, it is stopped as by any drift."""
    state = double.state
    invoice = state.invoice("usd")
    rates, coupons = [state.tax_rate() for _ in range(3)], [state.coupon() for _ in range(3)]
    taxed = state.line(invoice, 5000, tax_rates=(rates[0],), description="Taxed")
    cut = state.line(invoice, 700, discounts=(state.discount(coupons[0]),), description="Cut")
    head = ["invoice", "line", "description", "tax_rates", "discounts"]
    rows = [[invoice, taxed, "One", rates[1], None], [invoice, cut, "Two", None, coupons[1]]]
    book = books.write(desk / "november.xlsx", {"update_lines": [head, *rows]})
    run = batcher.run(book).json["run"]

    def edit() -> None:
        state.edit(taxed, tax_rates=(rates[2],))
        state.edit(cut, discounts=(state.discount(coupons[2]),))

    if when == "before":
        edit()
        ended = batcher("undo", run, "-o", desk / "undo.xlsx", ends=3)
        told = [(one["line"], one["column"], one["code"]) for one in ended.json["could_not"]]
        assert told == [(taxed, "tax_rates", "list_changed"), (cut, "discounts", "list_changed")]
        assert rates[1] in ended.json["could_not"][0]["message"]
        assert rates[2] in ended.json["could_not"][0]["message"]
        batcher.run(desk / "undo.xlsx")
        assert [state.entries[one].description for one in (taxed, cut)] == ["Taxed", "Cut"]
    else:
        batcher("undo", run, "-o", desk / "undo.xlsx", ends=0)
        edit()
        ended = batcher.run(desk / "undo.xlsx", ends=1)
        found = [(p["row"], p["column"], p["code"]) for p in ended.json["problems"]]
        assert found == [(2, "tax_rates", "drift"), (3, "discounts", "drift")]
        assert rates[2] in ended.json["problems"][0]["message"]
        assert [state.entries[one].description for one in (taxed, cut)] == ["One", "Two"]
    assert state.entries[taxed].tax_rates == (rates[2],)
    (kept,) = state.entries[cut].discounts
    assert state.discounts[kept]["coupon"] == coupons[2]
