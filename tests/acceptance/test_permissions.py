"""A restricted key that lacks one permission: named, nothing half done, and gone on with later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import books
from tests.acceptance.program import Ended, Program
from tests.double.faults import Fault
from tests.double.server import Served

NAMES = {
    "account": "Account",
    "coupons": "Coupons",
    "customers": "Customers",
    "invoiceitems": "Invoice items",
    "invoices": "Invoices",
    "prices": "Prices",
    "products": "Products",
    "promotion_codes": "Promotion codes",
    "tax_rates": "Tax rates",
}
# What a run comes to without a read: whether it sends, and how it ends.
RUNS = {
    "invoices": 5,
    "prices": 1,
    "invoiceitems": 1,
    "customers": 0,
    "tax_rates": 0,
    "coupons": 0,
    "account": 0,
}


@pytest.fixture
def workbook(double: Served, desk: Path) -> Path:
    """Rows that make a run read everything it ever reads but promotion codes."""
    state = double.state
    customer = state.customer()
    invoice = state.invoice("usd", customer=customer)
    item = state.pending_item(customer, "usd", 90)
    catalogue = state.price("usd", "700")
    sold = state.line(invoice, price=catalogue, quantity=2)
    taxed = state.line(invoice, 300, tax_rates=(state.tax_rate(),))
    sheets: dict[str, list[list[Any]]] = {
        "create_invoices": [
            ["ref", "customer", "currency", "collection_method"],
            ["nov", customer, "usd", "charge_automatically"],
        ],
        "add_lines": [
            ["invoice", "price", "amount", "invoice_item", "tax_rates", "discounts"],
            ["@nov", None, 5, None, None, None],
            [invoice, state.price("usd", "400"), None, None, None, None],
            [invoice, None, 6, None, state.tax_rate(), state.coupon()],
            [invoice, None, None, item, None, None],
        ],
        "update_lines": [["invoice", "line", "amount"], [invoice, sold, 20]],
        "remove_lines": [["invoice", "line", "behavior"], [invoice, taxed, "delete"]],
    }  # fmt: skip
    return books.write(desk / "november.xlsx", sheets)


def told(ended: Ended) -> str:
    """Everything a person is told of what is wrong."""
    found = ended.json
    messages = [problem["message"] for problem in found.get("problems", [])]
    return " ".join([*messages, str(found.get("error"))])


def lack(double: Served, access: str, resource: str) -> None:
    double.accounts.lacking = {(access, resource)}


@pytest.mark.parametrize(("resource", "end"), RUNS.items())
def test_a_run_without_one_read(
    double: Served, batcher: Program, workbook: Path, resource: str, end: int
) -> None:
    before = double.state.snapshot()
    lack(double, "read", resource)
    ended = batcher.run(workbook, ends=end)
    if resource != "account":  # nothing depends on it once the account is as good as named
        assert f"{NAMES[resource]}: Read" in told(ended)
        assert "does not have the required permissions" in told(ended)
    if end:
        assert double.writes == []
        assert double.state.snapshot() == before
        double.accounts.lacking = set()
        assert batcher.run(workbook).json["status"] == "applied"


def test_a_run_without_the_write(double: Served, batcher: Program, workbook: Path) -> None:
    before = double.state.snapshot()
    lack(double, "write", "invoices")
    ended = batcher.run(workbook, ends=5)  # a key that cannot be used, before anything was done
    assert "Invoices: Write (" in ended.json["error"]
    assert "batcher resume" in ended.json["error"]
    assert (ended.json["rows"]["applied"], ended.json["rows"]["in_doubt"]) == (0, 0)
    assert double.state.snapshot() == before
    assert "Invoices: Write (" in batcher("resume", "--yes", ends=5).json["error"]
    double.accounts.lacking = set()
    assert batcher("resume", "--yes", ends=0).rows == {"total": 7, "applied": 7}


@pytest.mark.parametrize(
    ("access", "where"),
    [("write", "update_lines"), ("write", "add_lines"), ("read", "update_lines")],
)
def test_a_permission_taken_away_in_the_middle(
    double: Served, batcher: Program, workbook: Path, access: str, where: str
) -> None:
    """What was sent is accounted for; nothing is sent twice once the permission is given again."""
    double.faults.plan(Fault.NONE, where, hook=lambda: lack(double, access, "invoices"))
    ended = batcher.run(workbook, ends=4)
    assert f"Invoices: {access.capitalize()} (" in ended.json["error"]
    double.accounts.lacking = set()
    assert batcher("resume", "--yes", ends=0).rows == {"total": 7, "applied": 7}
    amounts = {one: double.state.amounts(one) for one in double.state.invoices}
    assert sorted(amounts.values()) == [[90, 400, 600, 2000], [500]]


def test_commands_that_read(double: Served, batcher: Program, workbook: Path) -> None:
    run = batcher.run(workbook).json["run"]
    file = batcher.folder / "made.xlsx"
    words: dict[str, list[object]] = {
        "verify": ["verify", run],
        "export": ["export", "-o", file],
        "undo": ["undo", run, "-o", file],
    }
    for command, resource, end in (
        ("verify", "invoices", 5),
        ("export", "invoices", 5),
        ("export", "invoiceitems", 0),
        ("undo", "invoices", 5),
        ("undo", "prices", 5),
        ("undo", "products", 5),
        ("undo", "tax_rates", 5),
    ):
        lack(double, "read", resource)
        ended = batcher(*words[command], ends=end)
        named = told(ended) + " ".join(ended.json.get("notes", []))
        assert f"{NAMES[resource]}: Read" in named, (command, resource)
        assert file.exists() is (end == 0), (command, resource)
        file.unlink(missing_ok=True)
    double.accounts.lacking = set()
    for command in words:
        assert batcher(*words[command]).code in (0, 3)
        file.unlink(missing_ok=True)


def test_doctor_names_each(double: Served, batcher: Program) -> None:
    double.accounts.lacking = {("read", resource) for resource in NAMES}
    checks = {one["name"]: one for one in batcher("doctor", ends=5).json["checks"]}
    for resource, name in NAMES.items():
        mine = checks[f"permission.{resource}.read"]
        assert f"{name}: Read" in mine["found"]
        assert "does not have the required permissions" in mine["found"]
        assert mine["status"] == ("problem" if resource == "invoices" else "warning")
        assert mine["todo"]
