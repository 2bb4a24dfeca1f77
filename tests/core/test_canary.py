"""Which invoices go first, which have to go together, and what they came to."""

from __future__ import annotations

from typing import Any

import pytest

from batcher.core.canary import Canary, first_of, groups
from batcher.core.model import InvoiceRow, Status
from batcher.core.plan import Plan
from batcher.core.reconcile import RequestState
from tests.core.drafts import invoice, line, live, plan
from tests.core.sheets import sheet


def names(made: Plan, numbers: Any) -> set[str]:
    return {request.invoice for request in made.requests if request.number in numbers}


def adds(*rows: tuple[object, ...]) -> Any:
    return sheet("add_lines", ["invoice", "amount", "invoice_item"], *map(list, rows))


def unassigns(*rows: tuple[object, ...]) -> Any:
    whole = [[invoice_id, line_id, "unassign"] for invoice_id, line_id in rows]
    return sheet("remove_lines", ["invoice", "line", "behavior"], *whole)


FOUR = live(*[invoice(n, line(n, 100), customer="cus_1") for n in range(1, 5)],
            invoice_items={f"ii_{n}": {"id": f"ii_{n}", "amount": 100, "currency": "usd",
                                       "invoice": f"in_{n}", "customer": "cus_1"}
                           for n in range(1, 5)})  # fmt: skip


def test_invoices_go_in_the_order_of_the_rows() -> None:
    made = plan(adds(("in_3", 1), ("in_1", 1), ("in_3", 1), ("in_2", 1)), on=FOUR)
    assert [names(made, group) for group in groups(made)] == [{"in_3"}, {"in_1"}, {"in_2"}]
    chosen = [names(made, first_of(made, {}, n, anew=False)) for n in (1, 2, 3, 9)]
    assert chosen == [{"in_3"}, {"in_3", "in_1"}, {"in_1", "in_2", "in_3"},
                      {"in_1", "in_2", "in_3"}]  # fmt: skip


def test_all_requests_of_an_invoice_go() -> None:
    made = plan(adds(("in_1", 1), ("in_2", 1)), unassigns(("in_1", "il_1")), on=FOUR)
    assert [len(group) for group in groups(made)] == [2, 1]


def test_a_swap_goes_as_one() -> None:
    made = plan(
        adds(("in_1", None, "ii_2"), ("in_4", 1), ("in_2", None, "ii_1")),
        unassigns(("in_1", "il_1"), ("in_2", "il_2")),
        on=FOUR,
    )
    assert [names(made, group) for group in groups(made)] == [{"in_1", "in_2"}, {"in_4"}]
    assert names(made, first_of(made, {}, 1, anew=False)) == {"in_1", "in_2"}
    assert names(made, first_of(made, {}, 2, anew=False)) == {"in_1", "in_2"}
    assert names(made, first_of(made, {}, 3, anew=False)) == {"in_1", "in_2", "in_4"}


def test_a_new_invoice_goes_with_its_lines() -> None:
    made = plan(
        sheet("create_invoices", ["ref", "customer", "collection_method", "currency"],
              ["a", "cus_1", "charge_automatically", "usd"],
              ["b", "cus_1", "charge_automatically", "usd"]),
        adds(("@b", 1), ("in_1", 1), ("@a", 1)),
        on=live(*FOUR.invoices.values(), customers={"cus_1": {"id": "cus_1"}}),
    )  # fmt: skip
    assert [names(made, group) for group in groups(made)] == [{"@a"}, {"@b"}, {"in_1"}]
    assert [len(group) for group in groups(made)] == [2, 2, 1]


def test_what_was_begun_goes_first_and_counts_only_where_it_was_agreed_on() -> None:
    made = plan(adds(("in_1", 1), ("in_2", 1), ("in_3", 1), ("in_4", 1)), on=FOUR)
    third = next(r.number for r in made.requests if r.invoice == "in_3")
    begun = {third: RequestState(Status.APPLIED)}
    assert names(made, first_of(made, begun, 2, anew=False)) == {"in_3", "in_1"}
    assert names(made, first_of(made, begun, 2, anew=True)) == {"in_3", "in_1", "in_2"}


def row(after: int) -> InvoiceRow:
    return InvoiceRow(
        "in_1", "usd", "A", "draft", False, 1, 1, 0, 0, 2, 0, 100, 500, 0, after, None, None,
        None, None, None, None, (), False, "", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "statuses", "holds"),
    [
        (600, {Status.APPLIED: 3, Status.UNCHANGED: 1}, True),
        (601, {Status.APPLIED: 3}, False),
        (600, {Status.APPLIED: 3, Status.REFUSED: 1}, False),
        (600, {Status.NOT_SENT: 1}, False),
        (600, {Status.IN_DOUBT: 1}, False),
    ],
)
def test_it_ties_out_or_not(after: int, statuses: dict[Status, int], holds: bool) -> None:
    assert Canary((row(after),), statuses, 5, 2).ties_out is holds
