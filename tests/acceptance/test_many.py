"""Several hundred rows over many invoices and five currencies, and the same workbook again."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import books, sent
from tests.acceptance.program import Program
from tests.double.limits import Limiter
from tests.double.server import Served
from tests.double.state import State

# Currency -> one step of money, as a cell and in the API's integer.
STEPS = {
    "usd": (Decimal("0.01"), 1),
    "jpy": (Decimal(1), 1),
    "eur": (Decimal("0.01"), 1),
    "kwd": (Decimal("0.010"), 10),
    "isk": (Decimal(1), 100),
}
ADDED, UPDATED, REMOVED, LEFT, SMALL = 60, 55, 20, 5, 8


class Month:
    """A month's corrections: the drafts, the sheets, and what must come of them."""

    def __init__(self, state: State) -> None:
        self.sheets: dict[str, list[list[Any]]] = {
            "add_lines": [["invoice*", "amount", "currency", "description"]],
            "update_lines": [["invoice*", "line*", "amount", "currency"]],
            "remove_lines": [["invoice*", "line*", "behavior*"]],
            "invoice_metadata": [["invoice*", "metadata.batch"]],
        }
        self.expected: dict[str, list[int]] = {}
        self.large: list[str] = []
        self.before = dict.fromkeys(STEPS, 0)
        for currency, step in STEPS.items():
            self._large(state, currency, *step)
            for _ in range(SMALL):
                self._small(state, currency, *step)

    @property
    def rows(self) -> int:
        """How many rows ask for something."""
        return sum(len(rows) - 1 for rows in self.sheets.values())

    def _large(self, state: State, currency: str, cell: Decimal, minor: int) -> None:
        invoice = state.invoice(currency)
        self.large.append(invoice)
        amounts = [minor * 1000 * (number + 1) for number in range(UPDATED + REMOVED + LEFT)]
        lines = [state.line(invoice, amount) for amount in amounts]
        self.before[currency] += sum(amounts)
        after = amounts[UPDATED + REMOVED :]
        for number, line in enumerate(lines[:UPDATED]):
            steps = 7 * number + 3
            self.sheets["update_lines"].append([invoice, line, cell * steps, currency])
            after.append(minor * steps)
        for number, line in enumerate(lines[UPDATED : UPDATED + REMOVED]):
            behavior = "unassign" if number % 2 else "delete"
            self.sheets["remove_lines"].append([invoice, line, behavior])
        for number in range(ADDED):
            steps = (number + 1) * (-11 if number % 3 == 0 else 13)
            self.sheets["add_lines"].append([invoice, cell * steps, currency, f"Added {number}"])
            after.append(minor * steps)
        self.sheets["invoice_metadata"].append([invoice, "2026-11"])
        self.expected[invoice] = sorted(after)

    def _small(self, state: State, currency: str, cell: Decimal, minor: int) -> None:
        invoice = state.invoice(currency)
        state.line(invoice, minor * 5)
        self.before[currency] += minor * 5
        self.sheets["add_lines"].append([invoice, cell * 17, currency, "Small"])
        self.expected[invoice] = [minor * 5, minor * 17]


@pytest.mark.fault(35, 42)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_month_and_the_same_month_again(
    double: Served, batcher: Program, desk: Path, newest_first: bool
) -> None:
    double.state.newest_first = newest_first
    double.latency_s = 0.02
    month = Month(double.state)
    workbook = books.write(desk / "november.xlsx", month.sheets)

    ended = batcher.run(workbook)
    assert ended.rows == {"total": month.rows, "applied": month.rows}
    assert {name: double.state.amounts(name) for name in month.expected} == month.expected
    _proves_requests(double, month)
    _proves_money(ended.json["money"], double.state, month)
    for sheet, rows in month.sheets.items():
        assert books.statuses(ended.report(), sheet) == ["applied"] * (len(rows) - 1)

    before, written = double.state.snapshot(), len(double.writes)
    renamed = desk / "november (2).xlsx"
    renamed.write_bytes(workbook.read_bytes())
    for same in (renamed, books.write(desk / "re-saved.xlsx", books.turned(month.sheets))):
        again = batcher.run(same)
        assert again.json["status"] == "unchanged"
        assert again.rows == {"total": month.rows, "unchanged": month.rows}
        assert len(double.writes) == written
    assert double.state.snapshot() == before


def _proves_requests(double: Served, month: Month) -> None:
    expected = {(name, "add_lines"): 1 for name in month.expected}
    for name in month.large:
        expected[name, "add_lines"] = ceil(ADDED / 50)
        expected[name, "update_lines"] = ceil(UPDATED / 50)
        expected[name, "remove_lines"] = ceil(REMOVED / 50)
        order = ["remove_lines", "update_lines", "update_lines", "add_lines", "add_lines"]
        assert sent.operations(double, name) == order
        bodies = [sent.body(call) for call in double.writes if name in call.path]
        # Metadata rides on the invoice's last lines request alone.
        assert ["invoice_metadata" in body for body in bodies] == [False] * 4 + [True]
    assert sent.counts(double) == expected
    assert len(double.writes) == sum(expected.values())
    assert double.traffic.most > 1


def _proves_money(money: dict[str, dict[str, str]], state: State, month: Month) -> None:
    assert set(money) == set(STEPS)
    for currency, (cell, minor) in STEPS.items():
        named = [name for name in month.expected if state.invoices[name]["currency"] == currency]
        change = sum(map(state.subtotal, named)) - month.before[currency]
        found = {name: Decimal(value) for name, value in money[currency].items()}
        assert found == {
            "before": month.before[currency] * cell / minor,
            "expected_change": change * cell / minor,
            "actual_change": change * cell / minor,
            "other_change": 0,
            "difference": 0,
        }


def test_no_call_is_refused_by_the_limiter(double: Served, batcher: Program, desk: Path) -> None:
    """A test key's own pace, against Stripe's limits for one."""
    batcher.environment |= {"BATCHER_PACE_ENDPOINT": "", "BATCHER_PACE_TOTAL": ""}
    double.limiter = Limiter(each=25, total=25)
    rows: list[list[Any]] = [["invoice", "amount"]]
    invoices = [double.state.invoice("jpy") for _ in range(20)]
    rows += [[invoice, 500] for invoice in invoices]
    ended = batcher.run(books.write(desk / "many.xlsx", {"add_lines": rows}))
    assert ended.rows == {"total": 20, "applied": 20}
    assert [double.state.amounts(invoice) for invoice in invoices] == [[500]] * 20
    assert 429 not in {call.status for call in double.log}
