"""A saved plan is carried out as reviewed or not at all: what moved since is named, old and new."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served

Tamper = Callable[[dict[str, object]], object]


def planned(double: Served, batcher: Program, desk: Path) -> tuple[str, str, Path]:
    """An invoice of 10.00 and 20.00, the line of 10.00, and the saved plan that makes it 12.50."""
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 1000)
    double.state.line(invoice, 2000)
    rows = [["invoice", "line", "amount"], [invoice, line, 12.5]]
    batcher("plan", books.write(desk / "w.xlsx", {"update_lines": rows}), "-o", "p.plan", ends=0)
    return invoice, line, desk / "p.plan"


def refused(double: Served, batcher: Program) -> list[str]:
    """The messages of an apply that must send nothing."""
    ended = batcher("apply", "p.plan", "--yes", ends=1)
    assert double.writes == []
    assert ended.json["requests"]["sent"] == 0
    return [problem["message"] for problem in ended.json["problems"]]


def test_a_line_edited(double: Served, batcher: Program, desk: Path) -> None:
    invoice, line, _ = planned(double, batcher, desk)
    double.state.edit(line, amount=1100)
    messages = refused(double, batcher)
    assert any(
        all(word in one for word in (invoice, f"{line} amount", "10.00", "11.00"))
        for one in messages
    ), messages


def test_a_line_of_the_invoice_that_is_not_ours(
    double: Served, batcher: Program, desk: Path
) -> None:
    invoice, _, _ = planned(double, batcher, desk)
    added = double.state.line(invoice, 777)
    messages = refused(double, batcher)
    assert any(all(word in one for word in (invoice, added, "7.77")) for one in messages), messages


def test_a_line_gone(double: Served, batcher: Program, desk: Path) -> None:
    invoice, line, _ = planned(double, batcher, desk)
    double.state.remove(line)
    messages = refused(double, batcher)
    assert any(invoice in message and line in message for message in messages)


def test_a_text_edited(double: Served, batcher: Program, desk: Path) -> None:
    invoice, line, _ = planned(double, batcher, desk)
    double.state.edit(line, description="Somebody's words")
    messages = refused(double, batcher)
    words = (invoice, line, "Somebody's words")
    assert any(all(word in one for word in words) for one in messages), messages


def test_a_price_of_another_amount(double: Served, batcher: Program, desk: Path) -> None:
    invoice, price = double.state.invoice("usd"), double.state.price("usd", "2500")
    rows = [["invoice", "price"], [invoice, price]]
    batcher("plan", books.write(desk / "w.xlsx", {"add_lines": rows}), "-o", "p.plan", ends=0)
    double.state.prices[price] |= {"unit_amount": 9900, "unit_amount_decimal": "9900"}
    (message,) = refused(double, batcher)
    assert all(word in message for word in (invoice, "add_lines!2 amount", "25.00", "99.00"))


def test_a_pending_item_of_another_amount(double: Served, batcher: Program, desk: Path) -> None:
    customer = double.state.customer()
    invoice = double.state.invoice("usd", customer=customer)
    item = double.state.pending_item(customer, "usd", 500)
    rows = [["invoice", "invoice_item"], [invoice, item]]
    batcher("plan", books.write(desk / "w.xlsx", {"add_lines": rows}), "-o", "p.plan", ends=0)
    double.state.pending[item] = replace(double.state.pending[item], amount=700, unit="700")
    (message,) = refused(double, batcher)
    assert all(word in message for word in (invoice, "add_lines!2 amount", "5.00", "7.00"))


def test_metadata_of_the_invoice_edited(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd", metadata={"team": "north"})
    rows = [["invoice", "metadata.team"], [invoice, "south"]]
    book = books.write(desk / "w.xlsx", {"invoice_metadata": rows})
    batcher("plan", book, "-o", "p.plan", ends=0)
    double.state.invoices[invoice]["metadata"]["team"] = "west"
    (message,) = refused(double, batcher)
    words = (invoice, "invoice_metadata!2 metadata.team", "north", "west")
    assert all(word in message for word in words), message


@pytest.mark.parametrize("kind", ["tax_rates", "discounts"])
def test_what_a_row_names_is_gone(double: Served, batcher: Program, desk: Path, kind: str) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 1000)
    named = double.state.tax_rate() if kind == "tax_rates" else double.state.coupon()
    rows = [["invoice", "line", kind], [invoice, line, named]]
    batcher("plan", books.write(desk / "w.xlsx", {"update_lines": rows}), "-o", "p.plan", ends=0)
    for kept in (double.state.tax_rates, double.state.coupons):
        kept.pop(named, None)
    assert any(named in message for message in refused(double, batcher))


def test_somebody_took_the_last_room(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    for amount in range(249):
        double.state.line(invoice, 100 + amount)
    rows = [["invoice", "amount"], [invoice, 5]]
    batcher("plan", books.write(desk / "w.xlsx", {"add_lines": rows}), "-o", "p.plan", ends=0)
    double.state.line(invoice, 777)
    messages = refused(double, batcher)
    assert any("251" in message for message in messages), messages


def test_an_invoice_finalized(double: Served, batcher: Program, desk: Path) -> None:
    invoice, _, _ = planned(double, batcher, desk)
    double.state.finalize(invoice)
    (message, *_) = refused(double, batcher)
    assert invoice in message


def other_rows(saved: dict[str, object]) -> None:
    """Another workbook under the plan that was reviewed."""
    content = base64.b64decode(str(saved["workbook"]))
    saved["workbook"] = base64.b64encode(content[:-30] + b"x" + content[-29:]).decode()


def other_digest(saved: dict[str, object]) -> None:
    plan = saved["plan"]
    assert isinstance(plan, dict)
    plan["digest"] = "0" * len(plan["digest"])


@pytest.mark.parametrize("tamper", [other_rows, other_digest])
def test_a_plan_file_somebody_changed(
    double: Served, batcher: Program, desk: Path, tamper: Tamper
) -> None:
    _, _, path = planned(double, batcher, desk)
    saved = json.loads(path.read_text(encoding="utf-8"))
    tamper(saved)
    path.write_text(json.dumps(saved), encoding="utf-8")
    assert refused(double, batcher)


def test_nothing_moved(double: Served, batcher: Program, desk: Path) -> None:
    invoice, _, _ = planned(double, batcher, desk)
    other = double.state.invoice("usd")
    double.state.line(other, 5)  # another invoice is none of this plan's business
    batcher("apply", "p.plan", "--yes", ends=0)
    assert double.state.amounts(invoice) == [1250, 2000]
