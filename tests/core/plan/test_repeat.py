"""Rows seen before: what the ledger and the tags say, and which of it is a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from batcher.core.live import Line
from batcher.core.model import Event, EventRecord, Kind, OperationRecord, Status
from batcher.core.plan import Operation, Plan
from batcher.core.plan.known import Known, KnownOperation, fold
from tests.core.drafts import invoice, line, live, plan, problems, statuses
from tests.core.sheets import sheet

ADD = ["invoice", "amount", "description"]
TWO = sheet("add_lines", ADD, ["in_1", 5.0, "Fuel"], ["in_1", 6.0, "Toll"])


def known_of(made: Plan, status: Status = Status.APPLIED, run: str = "R-1", **more: Any) -> Known:
    """What the ledger knows after a run of this plan in which every request ended so."""
    states = {o.id: _known(o, status, run) for o in made.operations}
    applied = status is Status.APPLIED
    changes = {o.id: o.change_minor for o in made.operations} if applied else {}
    return Known(states, {run: tuple(_record(o, run) for o in made.operations)}, changes, **more)


def _known(operation: Operation, status: Status, run: str) -> KnownOperation:
    finals = 1 if status in (Status.APPLIED, Status.REFUSED) else 0
    return KnownOperation(
        operation.id, operation.content, operation.ordinal, operation.kind, operation.invoice,
        operation.line or operation.invoice, status, run, "2026-11-01T00:00:00+00:00", finals,
    )  # fmt: skip


def _record(operation: Operation, run: str) -> OperationRecord:
    return OperationRecord(
        operation.id, run, operation.sheet, operation.row, operation.kind, operation.content,
        operation.ordinal, operation.invoice, operation.line or operation.invoice,
        operation.request,
    )  # fmt: skip


def tagged(number: int, operation: Operation, amount: int | None = None) -> Line:
    """The line that an add made."""
    minor = operation.change_minor if amount is None else amount
    return line(number, minor, metadata={"batcher": operation.id})


def added(made: Plan) -> list[Line]:
    return [tagged(10 + n, o) for n, o in enumerate(made.operations) if o.kind is Kind.ADD]


def sent(made: Plan) -> list[int]:
    return [o.row for o in made.operations if o.is_sent]


FIRST = plan(TWO, on=live(invoice(1)))


@pytest.mark.fault(35)
def test_the_same_workbook_again_sends_nothing() -> None:
    again = plan(TWO, on=live(invoice(1, *added(FIRST))), known=known_of(FIRST))
    assert problems(again) == []
    assert again.requests == ()
    assert statuses(again) == [(2, "unchanged", "applied_by"), (3, "unchanged", "applied_by")]
    assert again.operations[0].details == {"run": "R-1", "at": "2026-11-01T00:00:00+00:00"}
    assert [o.stripe_id for o in again.operations] == ["il_10", "il_11"]


@pytest.mark.fault(35)
def test_re_ordered_too() -> None:
    turned = sheet("add_lines", ADD, ["in_1", 6.0, "Toll"], ["in_1", 5.0, "Fuel"])
    again = plan(turned, on=live(invoice(1, *added(FIRST))), known=known_of(FIRST))
    assert (problems(again), again.requests) == ([], ())


@pytest.mark.fault(37)
def test_a_lost_ledger_is_replaced_by_the_tags() -> None:
    again = plan(TWO, on=live(invoice(1, *added(FIRST))))
    assert problems(again) == []
    assert statuses(again) == [(2, "unchanged", "as_asked"), (3, "unchanged", "as_asked")]


def test_a_tagged_line_that_was_changed_is_not_added_again_without_a_ledger() -> None:
    on = live(invoice(1, tagged(10, FIRST.operations[0], 999), tagged(11, FIRST.operations[1])))
    again = plan(TWO, on=on)
    assert statuses(again) == [(2, "unchanged", "already_there"), (3, "unchanged", "as_asked")]


def test_also_when_the_invoice_is_final_by_now() -> None:
    on = live(invoice(1, *added(FIRST), status="open"))
    assert problems(plan(TWO, on=on, known=known_of(FIRST))) == []
    assert problems(plan(TWO, on=on)) == []
    more = sheet("add_lines", ADD, ["in_1", 7.0, "New"])
    assert problems(plan(more, on=on)) == [("error", "A2", "invoice_not_draft")]


def test_what_became_of_its_price_is_no_problem_of_a_line_that_is_there() -> None:
    price = {"id": "price_1", "currency": "usd", "unit_amount_decimal": "500"}
    rows = sheet("add_lines", ["invoice", "price"], ["in_1", "price_1"])
    first = plan(rows, on=live(invoice(1), prices={"price_1": price}))
    gone = {"price_1": {**price, "active": False}}
    again = plan(rows, on=live(invoice(1, *added(first)), prices=gone), known=known_of(first))
    assert (problems(again), statuses(again)) == ([], [(2, "unchanged", "applied_by")])


def test_an_attached_item_is_found_by_its_tag() -> None:
    item = {"id": "ii_9", "amount": 4200, "currency": "usd"}
    rows = sheet("add_lines", ["invoice", "invoice_item"], ["in_1", "ii_9"])
    first = plan(rows, on=live(invoice(1), invoice_items={"ii_9": item}))
    there = {"ii_9": {**item, "invoice": "in_1"}}
    on = live(invoice(1, *added(first)), invoice_items=there)
    assert statuses(plan(rows, on=on, known=known_of(first))) == [(2, "unchanged", "applied_by")]


# The live line has moved since.


@pytest.mark.parametrize("amount", [None, 999])
def test_a_moved_or_missing_line_is_a_question(amount: int | None) -> None:
    lines = [tagged(11, FIRST.operations[1])]
    if amount is not None:
        lines.append(tagged(10, FIRST.operations[0], amount))
    again = plan(TWO, on=live(invoice(1, *lines)), known=known_of(FIRST))
    assert problems(again) == [("question", "A2", "applied_then_changed")]
    assert again.requests == ()


@pytest.mark.parametrize("answer", ["applied_then_changed", "all"])
def test_answered_a_missing_line_is_added_under_a_new_ordinal(answer: str) -> None:
    on = live(invoice(1, tagged(11, FIRST.operations[1])))
    again = plan(TWO, on=on, known=known_of(FIRST), accepted=frozenset({answer}))
    assert sent(again) == [2]
    own = again.operations[0]
    assert (own.ordinal, own.reason) == (2, "repeated")
    assert f"batcher%5D={own.id}" in again.requests[0].body.replace("]", "%5D")
    assert own.id != FIRST.operations[0].id


@pytest.mark.parametrize("answer", ["applied_then_changed", "all"])
def test_answered_a_moved_line_is_left_as_it_is(answer: str) -> None:
    on = live(invoice(1, tagged(10, FIRST.operations[0], 999), tagged(11, FIRST.operations[1])))
    again = plan(TWO, on=on, known=known_of(FIRST), accepted=frozenset({answer}))
    assert again.requests == ()


UPDATE = sheet(
    "update_lines", ["invoice", "line", "amount", "was.amount"], ["in_1", "il_1", 5.0, 1.0]
)


def test_an_update_that_stands_is_unchanged_and_one_that_moved_a_question() -> None:
    first = plan(UPDATE, on=live(invoice(1, line(1, 100))))
    known = known_of(first)
    stands = plan(UPDATE, on=live(invoice(1, line(1, 500))), known=known)
    assert (problems(stands), statuses(stands)) == ([], [(2, "unchanged", "applied_by")])
    # Also where `was.` no longer tells the truth: that is what "applied" means.
    moved = plan(UPDATE, on=live(invoice(1, line(1, 800))), known=known)
    assert problems(moved) == [("question", "A2", "applied_then_changed")]
    accepted = frozenset({"applied_then_changed"})
    again = plan(UPDATE, on=live(invoice(1, line(1, 800))), known=known, accepted=accepted)
    assert sent(again) == [2]
    assert again.operations[0].id == first.operations[0].id
    assert again.requests[0].attempt == 2


def test_lists_that_the_ledger_knows_applied_are_not_sent_again() -> None:
    rows = sheet("update_lines", ["invoice", "line", "tax_rates"], ["in_1", "il_1", "txr_1"])
    on = live(invoice(1, line(1, 100)))
    first = plan(rows, on=on)
    assert sent(first) == [2]
    again = plan(rows, on=on, known=known_of(first))
    assert (problems(again), statuses(again)) == ([], [(2, "unchanged", "applied_by")])


REMOVE = sheet("remove_lines", ["invoice", "line", "behavior"], ["in_1", "il_1", "delete"])


def test_a_line_a_known_operation_removed_is_unchanged_not_missing() -> None:
    first = plan(REMOVE, on=live(invoice(1, line(1, 100))))
    again = plan(REMOVE, on=live(invoice(1)), known=known_of(first))
    assert (problems(again), statuses(again)) == ([], [(2, "unchanged", "applied_by")])
    assert problems(plan(REMOVE, on=live(invoice(1)))) == [("error", "B2", "line_not_on_invoice")]


def test_a_removal_left_in_doubt_is_settled_by_its_absence() -> None:
    first = plan(REMOVE, on=live(invoice(1, line(1, 100))))
    known = known_of(first, Status.IN_DOUBT)
    again = plan(REMOVE, on=live(invoice(1)), known=known)
    assert statuses(again) == [(2, "unchanged", "shown_after_doubt")]


def test_an_applied_update_of_a_line_removed_since_is_unchanged() -> None:
    first = plan(UPDATE, on=live(invoice(1, line(1, 100))))
    removal = plan(REMOVE, on=live(invoice(1, line(1, 500))))
    both = Known({**known_of(first).operations, **known_of(removal, run="R-2").operations})
    again = plan(UPDATE, on=live(invoice(1)), known=both)
    assert (problems(again), statuses(again)) == ([], [(2, "unchanged", "applied_by")])


def test_metadata_applied_before() -> None:
    rows = sheet("invoice_metadata", ["invoice", "metadata.k"], ["in_1", "v"])
    first = plan(rows, on=live(invoice(1)))
    again = plan(rows, on=live(invoice(1, metadata={"k": "v"})), known=known_of(first))
    assert (problems(again), statuses(again)) == ([], [(2, "unchanged", "applied_by")])
    moved = plan(rows, on=live(invoice(1, metadata={"k": "w"})), known=known_of(first))
    assert problems(moved) == [("question", "A2", "applied_then_changed")]


# Refused, not sent, in doubt.


@pytest.mark.parametrize(("status", "attempt"), [(Status.REFUSED, 2), (Status.NOT_SENT, 1)])
def test_rows_refused_or_not_sent_are_tried_again(status: Status, attempt: int) -> None:
    again = plan(TWO, on=live(invoice(1)), known=known_of(FIRST, status))
    assert problems(again) == []
    assert sent(again) == [2, 3]
    assert [request.attempt for request in again.requests] == [attempt]
    assert [o.id for o in again.operations] == [o.id for o in FIRST.operations]


def test_rows_in_doubt_are_never_sent() -> None:
    known = known_of(FIRST, Status.IN_DOUBT)
    again = plan(TWO, on=live(invoice(1, tagged(10, FIRST.operations[0]))), known=known)
    assert again.requests == ()
    assert statuses(again) == [
        (2, "unchanged", "shown_after_doubt"),
        (3, "in_doubt", "in_doubt_before"),
    ]


# Applied before, among new ones.

THREE = sheet("add_lines", ADD, ["in_1", 5.0, "Fuel"], ["in_1", 6.0, "Toll"], ["in_2", 7.0, "New"])


def again_with_new(**more: Any) -> Plan:
    on = live(invoice(1, *added(FIRST)), invoice(2))
    return plan(THREE, on=on, known=known_of(FIRST), **more)


def test_some_rows_applied_before_among_new_ones_are_a_question() -> None:
    made = again_with_new()
    assert problems(made) == [
        ("question", "A2", "applied_before"),
        ("question", "A3", "applied_before"),
    ]


def test_repeat_skip_leaves_them_and_sends_the_new_one() -> None:
    made = again_with_new(repeat="skip")
    assert problems(made) == []
    assert sent(made) == [4]


def test_repeat_again_continues_the_ordinal() -> None:
    made = again_with_new(repeat="again")
    assert problems(made) == []
    assert sent(made) == [2, 3, 4]
    assert [o.ordinal for o in made.operations] == [2, 2, 1]
    assert {o.id for o in made.operations}.isdisjoint(o.id for o in FIRST.operations)


def test_repeat_again_leaves_an_update_that_stands() -> None:
    first = plan(UPDATE, on=live(invoice(1, line(1, 100))))
    on = live(invoice(1, line(1, 500)))
    made = plan(UPDATE, on=on, known=known_of(first), repeat="again")
    assert statuses(made) == [(2, "unchanged", "applied_by")]


def test_a_correction_number_makes_a_row_new() -> None:
    header = [*ADD, "correction_no"]
    rows = sheet("add_lines", header, ["in_1", 5.0, "Fuel", "2"])
    # A run shares nothing with a workbook none of whose rows it applied.
    known = Known(known_of(FIRST).operations)
    made = plan(rows, on=live(invoice(1, *added(FIRST))), known=known)
    assert (problems(made), sent(made)) == ([], [2])


# Mending the original and running it again.

MENDED = sheet("add_lines", ADD, ["in_1", 5.5, "Fuel"], ["in_1", 6.0, "Toll"])


def test_a_mended_add_of_an_applied_workbook_is_a_question() -> None:
    on = live(invoice(1, *added(FIRST)))
    made = plan(MENDED, on=on, known=known_of(FIRST))
    assert ("question", "A2", "edited_after_applied") in problems(made)
    edited = next(p for p in made.problems if p.code == "edited_after_applied")
    assert edited.details == {
        **edited.details,
        "run": "R-1",
        "other": "add_lines!2",
    }


def test_also_when_the_missing_row_was_applied_by_a_retry() -> None:
    on = live(invoice(1, *added(FIRST)))
    known = known_of(FIRST)
    first, second = FIRST.operations
    states = {**known.operations, first.id: replace(known.operations[first.id], run="R-2")}
    made = plan(MENDED, on=on, known=Known(states, known.sharing, known.changes))
    assert ("question", "A2", "edited_after_applied") in problems(made)
    assert second.id in states


def test_an_add_moved_to_another_invoice_is_a_mended_one_too() -> None:
    rows = sheet("add_lines", ADD, ["in_2", 5.5, "Fuel"], ["in_1", 6.0, "Toll"])
    on = live(invoice(1, *added(FIRST)), invoice(2))
    made = plan(rows, on=on, known=known_of(FIRST), repeat="skip")
    assert problems(made) == [("question", "A2", "edited_after_applied")]


def test_a_missing_row_that_was_never_applied_asks_nothing() -> None:
    known = known_of(FIRST)
    first = FIRST.operations[0]
    states = {
        **known.operations,
        first.id: replace(known.operations[first.id], status=Status.REFUSED),
    }
    on = live(invoice(1, tagged(11, FIRST.operations[1])))
    made = plan(MENDED, on=on, known=Known(states, known.sharing), repeat="skip")
    assert problems(made) == []


# Control money.


@pytest.mark.parametrize(("change", "wrong"), [(11.0, False), (5.0, True), (0.0, True)])
def test_rows_applied_earlier_count_with_the_change_they_made(change: float, wrong: bool) -> None:
    control = sheet("control", ["currency", "net_change"], ["usd", change])
    made = plan(TWO, control, on=live(invoice(1, *added(FIRST))), known=known_of(FIRST))
    assert problems(made) == ([("error", "B2", "control_change")] if wrong else [])


def test_also_where_only_the_tags_remember() -> None:
    control = sheet("control", ["currency", "net_change"], ["usd", 11.0])
    assert problems(plan(TWO, control, on=live(invoice(1, *added(FIRST))))) == []


# Created invoices.

CREATE = sheet(
    "create_invoices",
    ["ref", "customer", "collection_method", "currency"],
    ["a", "cus_7", "charge_automatically", "usd"],
)
ON_IT = sheet("add_lines", ["invoice", "amount"], ["@a", 5.0])


def test_a_created_invoice_is_found_by_its_tag_and_its_lines_too() -> None:
    customers: Mapping[str, Any] = {"cus_7": {}}
    first = plan(CREATE, ON_IT, on=live(customers=customers))
    create, add = first.operations
    made = invoice(7, tagged(10, add), metadata={"batcher": create.id})
    on = live(made, customers=customers, created={create.id: "in_7"})
    for known in (known_of(first), Known()):
        again = plan(CREATE, ON_IT, on=on, known=known)
        assert problems(again) == []
        assert again.requests == ()
        assert again.operations[0].stripe_id == "in_7"
    more = sheet("add_lines", ["invoice", "amount"], ["@a", 5.0], ["@a", 6.0])
    again = plan(CREATE, more, on=on, known=known_of(first), repeat="skip")
    assert [request.path for request in again.requests] == ["/v1/invoices/in_7/add_lines"]


def test_lines_of_an_invoice_whose_creation_is_in_doubt_wait_for_it() -> None:
    customers: Mapping[str, Any] = {"cus_7": {}}
    first = plan(CREATE, ON_IT, on=live(customers=customers))
    known = Known({first.operations[0].id: _known(first.operations[0], Status.IN_DOUBT, "R-1")})
    again = plan(CREATE, ON_IT, on=live(customers=customers), known=known)
    assert again.requests == ()
    assert statuses(again) == [(2, "in_doubt", "in_doubt_before"), (2, "not_sent", "not_reached")]


def test_a_created_invoice_that_is_gone_is_a_question() -> None:
    customers: Mapping[str, Any] = {"cus_7": {}}
    first = plan(CREATE, on=live(customers=customers))
    again = plan(CREATE, on=live(customers=customers), known=known_of(first))
    assert problems(again) == [("question", "A2", "applied_then_changed")]


# The fold of the ledger's events.


def event(number: int, kind: Event, run: str = "R-1", **detail: object) -> EventRecord:
    return EventRecord(number, run, f"2026-11-0{number}T00:00:00", kind, 1, detail)


FOLDS: list[tuple[list[tuple[Event, dict[str, object]]], Status | None, int]] = [
    ([], None, 0),
    ([(Event.SENT, {})], Status.IN_DOUBT, 0),
    ([(Event.SENT, {}), (Event.APPLIED, {})], Status.APPLIED, 1),
    ([(Event.SENT, {}), (Event.REFUSED, {})], Status.REFUSED, 1),
    ([(Event.SENT, {}), (Event.IN_DOUBT, {})], Status.IN_DOUBT, 0),
    ([(Event.SKIPPED, {})], Status.NOT_SENT, 0),
    ([(Event.SENT, {}), (Event.IN_DOUBT, {}), (Event.SENT, {}), (Event.APPLIED, {})],
     Status.APPLIED, 1),
]  # fmt: skip


@pytest.mark.parametrize(("events", "status", "finals"), FOLDS)
def test_status_is_the_fold_of_events(
    events: list[tuple[Event, dict[str, object]]], status: Status | None, finals: int
) -> None:
    record = _record(FIRST.operations[0], "R-1")
    listed = [event(n, kind, **detail) for n, (kind, detail) in enumerate(events, 1)]
    known = fold([record], {"R-1": listed})[record.operation_id]
    assert (known.status, known.finals) == (status, finals)


def test_the_later_run_wins_and_final_answers_add_up() -> None:
    first = _record(FIRST.operations[0], "R-1")
    second = replace(first, run="R-2")
    events = {
        "R-1": [event(1, Event.SENT), event(2, Event.REFUSED)],
        "R-2": [event(3, Event.SENT, "R-2"), event(4, Event.APPLIED, "R-2", made="in_7")],
    }
    for records in ([first, second], [second, first]):
        known = fold(records, events)[first.operation_id]
        assert (known.status, known.run, known.finals) == (Status.APPLIED, "R-2", 2)
        assert known.made == "in_7"


def test_a_row_that_carried_nothing_has_no_status() -> None:
    record = replace(_record(FIRST.operations[0], "R-1"), request=None)
    known = fold([record], {"R-1": [event(1, Event.SENT)]})[record.operation_id]
    assert known.status is None
