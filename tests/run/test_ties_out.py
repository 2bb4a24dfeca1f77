"""The report of every kind of run, opened as a file: each formula worked out again from the cells
comes to the value stored beside it, and the numbers tie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from batcher.core.model import Report
from batcher.run import Result, report_chain, retry
from batcher.sandbox import Fault
from batcher.sandbox.faults import Phase
from batcher.workbook.report import write_report
from batcher.workbook.report.reconciliation import PLACES
from tests.run import drafts
from tests.run.drafts import draft
from tests.run.test_faults import refusal
from tests.run.undone import desk, undone
from tests.run.world import Sheets, World
from tests.workbook.formulas import Recalculated

Row = dict[str, Any]
ZERO = Decimal(0)
AMOUNTS = ("planned_change", "expected_change", "not_applied_change", "in_doubt_change")
NO_NEWS: Sheets = {"invoice_metadata": [["invoice", "metadata.checked"], ["in_A", "x"]]}
EMPTY: Sheets = {"add_lines": [["invoice", "amount", "description"]]}


def last(here: World) -> Report:
    return here.files.reports[-1]


def opened(here: World) -> Recalculated:
    """The last report as a file; its stored values are what the formulas come to."""
    path = here.home / f"report-{len(here.files.reports)}.xlsx"
    book = Recalculated(write_report(last(here), path).path)
    assert [one for one in book.cells() if one[1] != one[2]] == []
    return book


def reconciled(book: Recalculated) -> Iterator[Row]:
    """The rows of Reconciliation by the names of their columns, worked out again."""
    for number in range(2, book.rows("Reconciliation") + 1):
        cells = book.range("Reconciliation", f"A{number}:AZ{number}")
        yield dict(zip(PLACES, cells, strict=False))


def tied(here: World, checks: str = "OK") -> dict[str, Row]:
    """The invoices of the last report; every check in it says `checks`, every amount is tied."""
    book = opened(here)
    said = {value for _, _, value in book.cells() if value in ("OK", "CHECK")}
    assert said <= {checks, "OK"}
    found = {row["invoice"]: row for row in reconciled(book)}
    for row in found.values():
        planned, *parts = (row[name] for name in AMOUNTS)
        assert planned == sum(parts, ZERO), row
        assert row["planned_check"] == 0
        if isinstance(row["actual_after"], Decimal):
            before = row["amount_before"] + row["expected_change"] + row["other_change"]
            assert row["difference"] == row["actual_after"] - before
    return found


def stands(here: World, row: Row) -> bool:
    """True when Stripe itself shows the amount that the report says stands there."""
    amounts = here.amounts(row["invoice"])
    return bool(row["actual_after"] * 100 == sum(amounts) and row["lines_after"] == len(amounts))


def planned(row: Row) -> list[Decimal]:
    return [row[name] for name in AMOUNTS]


def usd(*amounts: str) -> list[Decimal]:
    return [Decimal(one) for one in amounts]


def test_all_applied_with_a_new_invoice_and_a_move(here: World) -> None:
    assert here.run(drafts.sheets()).exit == 0
    found = tied(here)
    assert planned(found["in_A"]) == usd("1.5", "1.5", "0", "0")
    assert planned(found["in_B"]) == usd("63", "63", "0", "0")
    (made,) = (row for name, row in found.items() if name not in ("in_A", "in_B"))
    assert planned(made) == usd("7", "7", "0", "0")
    assert (made["amount_before"], made["total_before"]) == (0, 0)
    assert all(stands(here, row) for row in found.values())


def test_partly_refused(here: World) -> None:
    here.faults.plan("/in_B/update_lines", refusal())
    assert here.run(drafts.sheets()).exit == 3
    found = tied(here)
    assert planned(found["in_B"]) == usd("63", "-10", "73", "0")
    assert all(stands(here, row) for row in found.values())


def test_a_new_invoice_that_was_refused(here: World) -> None:
    here.faults.plan("/v1/invoices", refusal())
    assert here.run(drafts.sheets()).exit == 3
    found = tied(here)
    assert planned(found["@C"]) == usd("7", "0", "7", "0")
    assert (found["@C"]["amount_before"], found["@C"]["actual_after"]) == (0, 0)


@pytest.mark.parametrize("phase", ["before", "after"])
def test_in_doubt(here: World, phase: Phase) -> None:
    away = {"on": False}

    def gone() -> Fault:
        away["on"] = True
        return Fault(drop=True)

    here.faults.plan("in_A/update_lines", gone, phase)
    for method in ("GET", "POST"):
        here.faults.plan("", lambda: Fault(drop=True) if away["on"] else None,
                         method=method, times=10_000)  # fmt: skip
    assert here.run(drafts.sheets()).exit == 4
    found = tied(here)
    assert found["in_A"]["in_doubt_change"] == Decimal("0.5")
    assert found["in_A"]["actual_after"] == "not read again"
    (made,) = (row for name, row in found.items() if name not in ("in_A", "in_B"))
    assert planned(made) == usd("7", "0", "7", "0")
    assert made["actual_after"] == "not read again"
    here.faults.clear()
    assert here.resume().exit == 0
    assert planned(tied(here)["in_A"]) == usd("1.5", "1.5", "0", "0")


def test_others_at_work(here: World) -> None:
    def meddle() -> None:
        here.stripe.state.edit_line("in_B", "il_B3", amount=4321)

    here.faults.plan("/in_B/add_lines", meddle, "after")
    here.run(drafts.sheets())
    found = tied(here)
    assert found["in_B"]["other_change"] == Decimal("3.21")
    assert found["in_B"]["difference"] == 0
    assert stands(here, found["in_B"])


def test_a_line_of_ours_that_moved_is_a_difference_in_every_sum(here: World) -> None:
    def meddle() -> None:
        here.stripe.state.edit_line("in_B", "il_B2", amount=2400)

    here.faults.plan("/in_B/add_lines", meddle, "after")
    assert here.run(drafts.sheets()).exit != 0
    found = tied(here, checks="CHECK")
    assert stands(here, found["in_B"])


REJECTED: Sheets = {
    "add_lines": [
        ["invoice", "amount", "description"],
        ["in_A", 5.0, "good"],
        ["in_B", "five", "bad"],
        ["in_Z", 5.0, "nowhere"],
    ],
}


def test_rejected(here: World) -> None:
    assert here.run(REJECTED).exit == 1
    tied(here)


def test_one_invoice_rejected_and_the_others_go_on(here: World) -> None:
    sheets: Sheets = {
        "add_lines": [*REJECTED["add_lines"][:2], ["in_B", 60.0, "good"]],
        "update_lines": [["invoice", "line", "amount"], ["in_B", "il_Nowhere", 3.0]],
    }
    here.run(sheets, on_problem="skip-invoice")
    found = tied(here)
    assert planned(found["in_A"]) == usd("5", "5", "0", "0")


@pytest.mark.parametrize("sheets", [NO_NEWS, EMPTY])
def test_no_money_moves(here: World, sheets: Sheets) -> None:
    assert here.run(sheets).exit == 0
    for row in tied(here).values():
        assert planned(row) == usd("0", "0", "0", "0")


def test_the_same_again_plans_nothing(here: World) -> None:
    here.run(drafts.sheets())
    assert here.run(drafts.sheets()).object["status"] == "unchanged"
    assert {tuple(planned(row)) for row in tied(here).values()} == {(ZERO,) * 4}


def test_undone(here: World) -> None:
    desk(here)
    here.run(drafts.sheets())
    undone(here, "R-1")
    found = tied(here)
    assert planned(found["in_A"]) == usd("-1.5", "-1.5", "0", "0")
    assert all(stands(here, row) for row in found.values())


def test_currencies_stand_apart(begin: Callable[..., World]) -> None:
    yen, dinar = draft("Y", ("円", 1200)), draft("K", ("د", 100_120))
    yen["currency"], dinar["currency"] = "jpy", "kwd"
    here = begin([*drafts.seeds(), yen, dinar])
    here.faults.plan("/in_K/add_lines", refusal())
    here.run({"add_lines": [
        ["invoice", "amount", "currency", "description"],
        ["in_Y", 7500.0, "jpy", "円"],
        ["in_K", 1.25, "kwd", "d"],
        ["in_A", 0.1, "usd", "a"],
        ["in_A", 0.2, "usd", "b"],
    ]})  # fmt: skip
    found = tied(here)
    assert planned(found["in_Y"]) == usd("7500", "7500", "0", "0")
    assert planned(found["in_K"]) == usd("1.25", "0", "1.25", "0")
    assert planned(found["in_A"]) == usd("0.3", "0.3", "0", "0")


@pytest.mark.parametrize("seed", range(10))
def test_whatever_goes_wrong(here: World, seed: int) -> None:
    """Random faults, some for good; whatever the run came to, its report ties."""
    dice = Random(seed)
    ways = [refusal(), Fault(drop=True), Fault(status=502, body="<html>"), refusal(saved=True)]

    def storm(phase: Phase, method: str, path: str, body: str) -> Fault | None:
        struck = method == "POST" and phase == dice.choice(["before", "after"])
        return dice.choice(ways) if struck and dice.random() < 0.4 else None

    here.faults.storm = storm
    ended: Result = here.run(drafts.sheets())
    assert ended.object["report"]
    for row in tied(here, checks="CHECK" if ended.exit else "OK").values():
        assert row["difference"] in (ZERO, "not read again") or ended.exit in (3, 4)


def test_the_chain_of_a_run_and_its_retry(here: World) -> None:
    here.faults.plan("/in_B/update_lines", refusal())
    assert here.run(drafts.sheets()).exit == 3
    with here.edges() as edges:
        assert retry(None, edges).exit == 0
        report_chain("R-1", edges)
    found = tied(here)
    assert planned(found["in_B"]) == usd("63", "63", "0", "0")
    assert all(stands(here, row) for row in found.values())
    assert [one.difference_minor for one in last(here).planned] == [0]
