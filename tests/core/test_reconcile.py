"""Status of every row and the money of every invoice, from what was answered and re-read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from batcher.core.live import Invoice, Line
from batcher.core.model import Event, MoneyRow, PlannedRow, Status
from batcher.core.plan import Plan
from batcher.core.reconcile import (
    Reconciled,
    fold,
    from_snapshot,
    reconcile,
    request_rows,
    snapshot,
)
from tests.core import ledger_events as told
from tests.core.drafts import invoice, line, live, plan
from tests.core.ledger_events import Told
from tests.core.sheets import sheet

ADD = ["invoice", "amount", "price"]
BEFORE = invoice(1, line(1, 1000), line(2, 500))
PRICES = {"price_1": {"id": "price_1", "currency": "usd", "unit_amount_decimal": "2500"}}


def adds(*rows: list[object], before: Invoice = BEFORE, lines_max: int = 50) -> Plan:
    made = plan(
        sheet("add_lines", ADD, *rows),
        on=live(before, prices=PRICES),
        lines_per_request=lines_max,
    )
    assert made.requests
    return made


THREE = adds(["in_1", 1.0, None], ["in_1", None, "price_1"], ["in_1", 3.0, None])


def tagged(made: Plan, number: int, **more: object) -> Line:
    operation = made.operations[number]
    fields = {"metadata": {"batcher": operation.id}, **more}
    return line(100 + number, operation.change_minor, **fields)


def ended(made: Plan, *events: Told) -> Reconciled:
    return reconcile(made, told.records(events))


def rows(result: Reconciled) -> list[tuple[int, str, str, str]]:
    return [(r.operation.row, r.status.value, r.reason, r.proof) for r in result.rows]


def with_lines(*lines: Line) -> Invoice:
    return replace(BEFORE, lines=lines)


ALL = with_lines(*BEFORE.lines, *(tagged(THREE, n) for n in range(3)))


def test_a_run_in_which_all_went_well() -> None:
    result = ended(
        THREE,
        told.read(BEFORE),
        told.sent(1),
        told.answered(1),
        told.applied(1),
        told.verified(ALL),
    )
    assert rows(result) == [(n, "applied", "", "tag") for n in (2, 3, 4)]
    assert [r.stripe_id for r in result.rows] == ["il_100", "il_101", "il_102"]
    assert {r.request_id for r in result.rows} == {"req_1"}
    assert result.money == (MoneyRow("usd", 1500, 2900, 2900, 0),)
    assert result.money[0].difference_minor == 0
    (row,) = result.invoices
    assert (row.lines_before, row.lines_added, row.lines_after, row.lines_other) == (2, 3, 5, 0)
    assert (row.before_minor, row.expected_change_minor, row.after_minor) == (1500, 2900, 4400)
    assert (row.half_corrected, row.rows_not_applied) == (False, 0)
    assert result.half_corrected == ()


def test_nothing_was_sent() -> None:
    result = ended(THREE)
    assert rows(result) == [(n, "not_sent", "not_reached", "") for n in (2, 3, 4)]
    assert result.money == (MoneyRow("usd", 1500, 0, 0, 0),)


def test_success_needs_the_answer_and_the_read() -> None:
    gone = with_lines(*BEFORE.lines, tagged(THREE, 0), tagged(THREE, 2))
    result = ended(THREE, told.sent(1), told.applied(1), told.verified(gone))
    assert rows(result) == [
        (2, "applied", "", "tag"),
        (3, "in_doubt", "not_proved", ""),
        (4, "applied", "", "tag"),
    ]
    assert result.half_corrected == result.invoices


def test_without_a_read_the_answer_is_the_proof() -> None:
    result = ended(THREE, told.sent(1), told.applied(1))
    assert rows(result) == [(n, "applied", "", "answer") for n in (2, 3, 4)]


OTHERS: list[tuple[Invoice, int, int]] = [
    (ALL, 2900, 0),
    (with_lines(*ALL.lines, line(50, 777)), 2900, 777),
    (with_lines(line(1, 900), *ALL.lines[1:]), 2900, -100),
    (with_lines(*ALL.lines[1:]), 2900, -1000),
]


@pytest.mark.parametrize(("after", "actual", "other"), OTHERS)
def test_other_peoples_changes_stand_apart(after: Invoice, actual: int, other: int) -> None:
    result = ended(THREE, told.sent(1), told.applied(1), told.verified(after))
    assert result.money == (MoneyRow("usd", 1500, 2900, actual, other),)
    assert result.invoices[0].after_minor == 1500 + actual + other


def test_a_line_of_ours_with_other_money_is_a_difference() -> None:
    lines = [replace(one, amount=101) if one.id == "il_100" else one for one in ALL.lines]
    result = ended(THREE, told.sent(1), told.applied(1), told.verified(with_lines(*lines)))
    assert result.money[0].difference_minor == 1


def test_before_is_the_last_read_before_the_first_write() -> None:
    moved = with_lines(line(1, 2000), line(2, 500))
    after = with_lines(*moved.lines, *(tagged(THREE, n) for n in range(3)))
    result = ended(THREE, told.read(moved), told.sent(1), told.applied(1), told.verified(after))
    assert result.money == (MoneyRow("usd", 2500, 2900, 2900, 0),)


def test_what_others_did_is_told_line_by_line() -> None:
    after = with_lines(line(1, 900), *ALL.lines[2:], line(50, 777))
    (row,) = ended(THREE, told.sent(1), told.applied(1), told.verified(after)).invoices
    assert row.other_lines == (
        "il_1 amount: 10.00 -> 9.00",
        "il_1 unit_amount: 1000 -> 900",
        "il_2 line: 5.00 USD Line 2 -> -",
        "il_50 line: - -> 7.77 USD Line 50",
    )
    assert (row.added_minor, row.updated_minor, row.removed_minor) == (2900, 0, 0)
    assert row.other_change_minor == -100 - 500 + 777


# Refused.


def test_a_refusal_names_the_row_and_the_cell() -> None:
    result = ended(THREE, told.sent(1), told.refused(1, "lines[1][pricing][price]"))
    assert rows(result) == [
        (2, "refused", "refused_with", ""),
        (3, "refused", "refused", ""),
        (4, "refused", "refused_with", ""),
    ]
    culprit = result.rows[1]
    assert culprit.details["column"] == "price"
    assert culprit.details["message"] == "No such price"
    assert result.rows[0].details["other"] == "add_lines!3"
    assert result.money == (MoneyRow("usd", 1500, 0, 0, 0),)


def test_a_refusal_counts_within_what_was_sent() -> None:
    result = ended(
        THREE,
        told.sent(1),
        told.sent(1, attempt=2, kept=[1, 2]),
        told.refused(1, "lines[1][amount]"),
        told.verified(with_lines(*BEFORE.lines, tagged(THREE, 0))),
    )
    assert rows(result) == [
        (2, "applied", "", "tag"),  # read back as there, so the second attempt left it out
        (3, "refused", "refused_with", ""),
        (4, "refused", "refused", ""),
    ]
    assert result.rows[2].details["column"] == "amount"
    assert result.money == (MoneyRow("usd", 1500, 100, 100, 0),)


PARAMS: list[tuple[str, str]] = [
    ("lines[0][amount]", "amount"),
    ("lines[0]", ""),
    ("lines[0][metadata]", ""),
    ("lines[0][unknown]", ""),
]


@pytest.mark.parametrize(("param", "column"), PARAMS)
def test_a_param_in_words(param: str, column: str) -> None:
    one = adds(["in_1", 1.0, None])
    (row,) = ended(one, told.sent(1), told.refused(1, param)).rows
    assert (row.status, row.reason, row.details["column"]) == (Status.REFUSED, "refused", column)


@pytest.mark.parametrize("param", ["", "lines", "lines[9][amount]", "invoice"])
def test_a_refusal_that_names_no_row_is_of_the_whole_request(param: str) -> None:
    result = ended(THREE, told.sent(1), told.refused(1, param))
    assert {(status, reason) for _, status, reason, _ in rows(result)} == {
        ("refused", "refused_request")
    }


@pytest.mark.parametrize(
    ("param", "column"),
    [("customer", "customer"), ("description", "description"), ("metadata[k]", "metadata.k")],
)
def test_a_refused_new_invoice_names_its_column(param: str, column: str) -> None:
    header = ["ref", "customer", "collection_method", "currency", "description", "metadata.k"]
    made = plan(
        sheet("create_invoices", header, ["a", "cus_1", "charge_automatically", "usd", "x", "v"])
    )
    (row,) = ended(made, told.sent(1), told.refused(1, param)).rows
    assert row.details["column"] == column


def test_rows_refused_before_others_leave_an_invoice_half_corrected() -> None:
    made = adds(["in_1", 1.0, None], ["in_1", 2.0, None], lines_max=1)
    result = ended(
        made,
        told.sent(1),
        told.applied(1),
        told.sent(2),
        told.refused(2),
        told.verified(replace(with_lines(*BEFORE.lines, tagged(made, 0)), finalizes_at=1793600000)),
    )
    assert [row[1] for row in rows(result)] == ["applied", "refused"]
    (half,) = result.half_corrected
    assert (half.invoice, half.finalizes_at, half.rows_not_applied) == ("in_1", "1793600000", 1)
    assert result.money == (MoneyRow("usd", 1500, 100, 100, 0),)


def test_later_requests_are_skipped_with_the_reason() -> None:
    made = adds(["in_1", 1.0, None], ["in_1", 2.0, None], lines_max=1)
    result = ended(
        made,
        told.sent(1),
        told.refused(1),
        (Event.SKIPPED, 2, {"reason": "after_refusal"}),
    )
    assert rows(result) == [(2, "refused", "refused", ""), (3, "not_sent", "after_refusal", "")]
    assert result.half_corrected == ()


# In doubt.


@pytest.mark.parametrize("events", [[], [told.answered(1, None)], [(Event.IN_DOUBT, 1, {})]])
def test_sent_without_an_outcome_is_in_doubt(events: list[Told]) -> None:
    result = ended(THREE, told.sent(1), *events)
    assert {(status, reason) for _, status, reason, _ in rows(result)} == {("in_doubt", "in_doubt")}


def test_a_line_found_before_a_later_attempt_in_doubt_is_applied() -> None:
    result = ended(
        THREE,
        told.sent(1),
        told.sent(1, attempt=2, kept=[0]),
        told.verified(with_lines(*BEFORE.lines, tagged(THREE, 1), tagged(THREE, 2))),
    )
    assert [row[1] for row in rows(result)] == ["in_doubt", "applied", "applied"]


def test_the_fold_of_a_request() -> None:
    events = told.records(
        [
            told.sent(1, path="/p", body="b"),
            told.answered(1, 500),
            (Event.IN_DOUBT, 1, {"message": "500", "reason": "in_doubt_unclear"}),
            told.sent(1, attempt=2, kept=[1]),
            told.applied(1, made="in_9"),
            (Event.SKIPPED, 2, {"reason": "paused"}),
            (Event.FINISHED, None, {}),
        ]
    )
    states = fold(events)
    one, two = states[1], states[2]
    assert (one.status, one.settled, one.sends, one.attempt) == (Status.APPLIED, True, 2, 2)
    assert (one.kept, one.made, one.reason) == ((1,), "in_9", "")
    assert (one.path, one.body) == ("/p", "b")
    assert (two.status, two.reason, two.sends) == (Status.NOT_SENT, "paused", 0)


# Update, remove, metadata, create.


def test_removed_unassigned_updated_and_metadata() -> None:
    before = invoice(1, line(1, 1000), line(2, 500), line(3, 700))
    made = plan(
        sheet(
            "remove_lines",
            ["invoice", "line", "behavior"],
            ["in_1", "il_1", "delete"],
            ["in_1", "il_2", "unassign"],
        ),
        sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_3", 8.0]),
        sheet("invoice_metadata", ["invoice", "metadata.k"], ["in_1", "v"]),
        on=live(before),
    )
    after = invoice(1, line(3, 800), metadata={"k": "v"})
    result = ended(
        made, told.sent(1), told.applied(1), told.sent(2), told.applied(2), told.verified(after)
    )
    assert rows(result) == [
        (2, "applied", "", "value"),
        (3, "applied", "", "value"),
        (2, "applied", "", "value"),
        (2, "applied", "", "value"),
    ]
    assert [r.stripe_id for r in result.rows] == ["il_1", "il_2", "il_3", "in_1"]
    (row,) = result.invoices
    assert (row.lines_removed, row.lines_unassigned, row.lines_other) == (1, 1, 0)
    assert result.money == (MoneyRow("usd", 2200, -1400, -1400, 0),)


def test_lists_are_applied_by_the_answer_alone() -> None:
    made = plan(
        sheet("update_lines", ["invoice", "line", "tax_rates"], ["in_1", "il_1", "txr_1"]),
        on=live(BEFORE),
    )
    result = ended(made, told.sent(1), told.applied(1), told.verified(BEFORE))
    assert rows(result) == [(2, "applied", "", "answer")]


def test_a_created_invoice_begins_empty() -> None:
    header = ["ref", "customer", "collection_method", "currency"]
    made = plan(
        sheet("create_invoices", header, ["a", "cus_7", "charge_automatically", "usd"]),
        sheet("add_lines", ["invoice", "amount"], ["@a", 5.0]),
    )
    create, add = made.operations
    after = invoice(7, line(1, 500, metadata={"batcher": add.id}), metadata={"batcher": create.id})
    result = ended(
        made,
        told.sent(1),
        told.applied(1, made="in_7"),
        told.sent(2),
        told.applied(2),
        told.verified(after),
    )
    assert [(r.status.value, r.stripe_id, r.proof) for r in result.rows] == [
        ("applied", "in_7", "tag"),
        ("applied", "il_1", "tag"),
    ]
    (row,) = result.invoices
    assert (row.invoice, row.lines_before, row.lines_after) == ("in_7", 0, 1)
    assert result.money == (MoneyRow("usd", 0, 500, 500, 0),)


def test_a_create_that_was_refused_has_no_invoice() -> None:
    header = ["ref", "customer", "collection_method", "currency"]
    made = plan(sheet("create_invoices", header, ["a", "cus_7", "charge_automatically", "usd"]))
    result = ended(made, told.sent(1), told.refused(1, "customer"))
    (row,) = result.invoices
    assert (row.invoice, row.currency, row.status, row.is_read_again) == ("@a", "usd", "", True)
    assert (row.lines_before, row.lines_after, row.rows_not_applied) == (0, 0, 1)
    assert result.money == ()


def test_the_rows_of_an_invoice_that_was_not_made_are_planned_all_the_same() -> None:
    header = ["ref", "customer", "collection_method", "currency"]
    made = plan(
        sheet("create_invoices", header, ["a", "cus_7", "charge_automatically", "usd"]),
        sheet("add_lines", ["invoice", "amount"], ["@a", 5.0]),
    )
    refused = ended(made, told.sent(1), told.refused(1, "customer"))
    assert refused.planned == (PlannedRow("usd", 500, 0, 500, 0),)
    (row,) = refused.invoices
    assert (row.planned_minor, row.not_applied_minor, row.in_doubt_minor) == (500, 500, 0)
    doubtful = ended(made, told.sent(1))
    assert [row.is_read_again for row in doubtful.invoices] == [False]
    assert doubtful.planned == (PlannedRow("usd", 500, 0, 500, 0),)


def test_unchanged_rows_are_proved_by_the_read() -> None:
    made = plan(
        sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_1", 10.0]),
        on=live(BEFORE),
    )
    result = ended(made)
    assert rows(result) == [(2, "unchanged", "as_asked", "read")]
    assert result.money == (MoneyRow("usd", 1500, 0, 0, 0),)


# Tax and currencies.


def test_lines_whose_tax_moved_without_being_asked_are_marked() -> None:
    before = invoice(1, line(1, 1000, tax_minor=100), line(2, 500, tax_minor=50), tax=150)
    made = plan(
        sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_1", 20.0]),
        on=live(before),
    )
    after = invoice(1, line(1, 2000, tax_minor=200), line(2, 500, tax_minor=40), tax=240)
    result = ended(made, told.sent(1), told.applied(1), told.verified(after))
    (row,) = result.invoices
    assert row.tax_moved_lines == ("il_2",)
    assert (row.tax_before_minor, row.tax_after_minor) == (150, 240)


def test_each_currency_by_itself() -> None:
    yen = invoice(2, line(3, 900, currency="jpy"), currency="jpy")
    made = plan(
        sheet(
            "add_lines",
            ["invoice", "amount", "currency"],
            ["in_1", 1.0, "usd"],
            ["in_2", 100.0, "jpy"],
        ),
        on=live(BEFORE, yen),
    )
    first, second = made.operations
    result = ended(
        made,
        told.sent(1),
        told.applied(1),
        told.sent(2),
        told.applied(2),
        told.verified(with_lines(*BEFORE.lines, tagged(made, 0))),
        told.verified(replace(yen, lines=(*yen.lines, tagged(made, 1)))),
    )
    assert result.money == (MoneyRow("jpy", 900, 100, 100, 0), MoneyRow("usd", 1500, 100, 100, 0))
    assert (first.change_minor, second.change_minor) == (100, 100)


def test_every_attempt_is_listed() -> None:
    events = told.records(
        [
            told.sent(1),
            told.answered(1, None, error="connection reset", request_id=""),
            told.sent(1, attempt=2),
            told.answered(1, 200, replayed=True),
            told.applied(1),
        ]
    )
    first, second = request_rows(THREE, events)
    assert (first.attempt, first.outcome, first.http_status, first.message) == (
        1, "sent", None, "connection reset",
    )  # fmt: skip
    assert (second.attempt, second.outcome, second.http_status, second.replayed) == (
        2, "applied", 200, True,
    )  # fmt: skip
    assert (second.key, second.stripe_request_id, second.lines) == ("key-1-2", "req_1", 3)


def test_a_snapshot_is_the_invoice_again() -> None:
    one = invoice(
        1,
        line(1, 1000, quantity=Decimal("2.5"), metadata={"k": "v"}, tax_minor=7),
        finalizes_at=1793600000,
        total=5,
    )
    assert from_snapshot(snapshot(one)) == one
