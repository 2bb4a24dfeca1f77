"""The examples of Stripe's own guide to the bulk calls, asked for by workbook."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance import books, sent
from tests.acceptance.program import Program
from tests.double.server import Served


def test_add_an_amount_a_price_and_an_invoice_item(
    double: Served, batcher: Program, desk: Path
) -> None:
    state = double.state
    customer = state.customer()
    invoice = state.invoice("usd", customer=customer)
    price = state.price("usd", "1250")
    pending = state.pending_item(customer, "usd", 300)
    workbook = books.write(
        desk / "november.xlsx",
        {
            "add_lines": [
                ["invoice*", "amount", "currency", "price", "description", "invoice_item"],
                [invoice, 75, "usd", None, None, None],
                [invoice, None, None, price, "New line item", None],
                [invoice, None, None, None, None, pending],
            ]
        },
    )
    ended = batcher.run(workbook)
    assert ended.json["status"] == "applied"
    assert ended.json["livemode"] is False
    assert ended.rows == {"total": 3, "applied": 3}
    assert state.amounts(invoice) == [300, 1250, 7500]
    assert {entry.description for entry in state.lines_of(invoice)} >= {"New line item"}
    assert all("batcher" in entry.metadata for entry in state.lines_of(invoice))
    assert sent.counts(double) == {(invoice, "add_lines"): 1}
    assert ended.json["requests"] == {"planned": 1, "sent": 1, "retried": 0}
    assert books.statuses(ended.report(), "add_lines") == ["applied"] * 3
    assert ended.json["leftovers"] is None


def test_update_a_description_a_price_and_discountable(
    double: Served, batcher: Program, desk: Path
) -> None:
    state = double.state
    invoice = state.invoice("usd")
    first = state.line(invoice, 100, metadata={"kept": "yes"})
    second = state.line(invoice, 200)
    third = state.line(invoice, 300, discountable=False)
    price = state.price("usd", "5000")
    workbook = books.write(
        desk / "november.xlsx",
        {
            "update_lines": [
                ["invoice", "line", "description", "metadata.key", "price", "discountable"],
                [invoice, first, "New description", "new value", None, None],
                [invoice, second, None, None, price, None],
                [invoice, third, None, None, None, True],
            ]
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 3, "applied": 3}
    assert sent.line(double, first) == {
        "description": "New description",
        "metadata": {"key": "new value"},
    }
    assert sent.line(double, second) == {"pricing": {"price": price}, "quantity": "1"}
    assert sent.line(double, third) == {"discountable": "true"}
    assert state.entries[first].metadata == {"kept": "yes", "key": "new value"}
    assert state.amounts(invoice) == [100, 300, 5000]
    assert ended.json["money"]["usd"] == {
        "before": "6.00",
        "expected_change": "48.00",
        "actual_change": "48.00",
        "other_change": "0.00",
        "difference": "0.00",
    }


def test_remove_by_delete_and_by_unassign(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    invoice = state.invoice("jpy", metadata={"old": "1"})
    gone, freed, left = (state.line(invoice, amount) for amount in (100, 200, 400))
    freed_item = state.entries[freed].invoice_item
    workbook = books.write(
        desk / "november.xlsx",
        {
            "remove_lines": [
                ["invoice", "line", "behavior"],
                [invoice, gone, "delete"],
                [invoice, freed, "unassign"],
            ],
            "invoice_metadata": [["invoice", "metadata.is_processed"], [invoice, "true"]],
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 3, "applied": 3}
    assert [entry.line for entry in state.lines_of(invoice)] == [left]
    assert list(state.pending) == [freed_item]
    assert state.invoices[invoice]["metadata"] == {"old": "1", "is_processed": "true"}
    assert sent.operations(double, invoice) == ["remove_lines"]
    assert ended.json["money"]["jpy"]["actual_change"] == "-300"
    rows = books.table(ended.report(), "Reconciliation", mark="invoice")
    assert invoice in {row["invoice"] for row in rows}


def test_metadata_alone_and_a_new_invoice(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    quiet = state.invoice("eur", metadata={"drop": "me", "kept": "yes"})
    workbook = books.write(
        desk / "november.xlsx",
        {
            "create_invoices": [
                ["ref", "customer", "currency", "collection_method", "days_until_due"],
                ["A1", state.customer("Fresh KK"), "kwd", "send_invoice", 30],
            ],
            "add_lines": [
                ["invoice", "amount", "description", "currency"],
                ["@A1", "1.230", "First", "kwd"],
                ["@A1", "2.340", "Second", "kwd"],
            ],
            "invoice_metadata": [
                ["invoice", "metadata.batch", "metadata.drop"],
                [quiet, "b1", "(clear)"],
            ],
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 4, "applied": 4}
    made = next(name for name, kept in state.invoices.items() if kept["currency"] == "kwd")
    assert state.amounts(made) == [1230, 2340]
    assert state.invoices[quiet]["metadata"] == {"kept": "yes", "batch": "b1"}
    created = next(call for call in double.writes if call.path == "/v1/invoices")
    assert sent.body(created)["auto_advance"] == "false"
    assert sent.body(created)["pending_invoice_items_behavior"] == "exclude"
    assert [call.path for call in double.writes if quiet in call.path] == [f"/v1/invoices/{quiet}"]
    assert len(double.writes) == 3

    again = batcher.run(workbook)
    assert (again.json["status"], again.rows) == ("unchanged", {"total": 4, "unchanged": 4})
    assert len(double.writes) == 3
