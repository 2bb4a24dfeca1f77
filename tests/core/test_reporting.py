"""What a run amounts to: one status a row, the JSON object, the exit, the report, the leftovers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from batcher.core.checking import Checked
from batcher.core.live import Live
from batcher.core.model import Event, Problem, Severity, Sheet, Status
from batcher.core.plan import Plan
from batcher.core.reconcile import reconcile
from batcher.core.reporting import (
    Account,
    Exit,
    blocking,
    blocks,
    leftovers_of,
    object_of,
    report_of,
    row_ends,
)
from tests.core import ledger_events as told
from tests.core.drafts import invoice, line, live, plan_of
from tests.core.ledger_events import Told
from tests.core.sheets import checked, sheet

LINES = sheet(
    "add_lines",
    ["invoice", "amount", "note"],
    ["in_1", 1.0, "a"],
    [None, None, "subtotal"],
    ["in_2", 2.0, "b"],
)
BEFORE = live(invoice(1, line(1, 1000)), invoice(2, line(2, 500)))
TOTAL = {"total": 0, "applied": 0, "unchanged": 0, "rejected": 0, "refused": 0, "not_sent": 0,
         "in_doubt": 0}  # fmt: skip


def account(
    book: Checked, made: Plan, *events: Told, blocked: bool = False, **more: Any
) -> Account:
    listed = told.records(events)
    return Account(
        "R-1", "en", book, made, reconcile(made, listed), listed, made.problems, blocked, **more
    )


def ran(
    *events: Told, sheets: tuple[Sheet, ...] = (LINES,), on: Live = BEFORE, **more: Any
) -> Account:
    book = checked(*sheets)
    return account(book, plan_of(book, on), *events, **more)


def after(made: Plan, *numbers: int) -> list[Told]:
    """The invoices as they are with these operations applied."""
    listed = []
    for number in numbers:
        operation = made.operations[number]
        was = made.before[operation.invoice]
        new = line(100 + number, operation.change_minor, metadata={"batcher": operation.id})
        listed.append(told.verified(replace(was, lines=(*was.lines, new))))
    return listed


PLAN = plan_of(checked(LINES), BEFORE)
BOTH = (told.sent(1), told.applied(1), told.sent(2), told.applied(2), *after(PLAN, 0, 1))
HALF = (told.sent(1), told.applied(1), told.sent(2), told.refused(2), *after(PLAN, 0))


def test_all_applied() -> None:
    found, end = object_of(ran(*BOTH), row_ends(ran(*BOTH)), "/b.xlsx")
    assert end is Exit.DONE
    assert found == {
        "run": "R-1",
        "status": "applied",
        "workbook": "/b.xlsx",
        "livemode": False,
        "rows": {**TOTAL, "total": 2, "applied": 2},
        "requests": {"planned": 2, "sent": 2, "retried": 0},
        "money": {
            "usd": {
                "before": "15.00",
                "expected_change": "3.00",
                "actual_change": "3.00",
                "other_change": "0.00",
                "difference": "0.00",
            }
        },
        "problems": [],
        "half_corrected": [],
        "report": None,
        "leftovers": None,
        "error": None,
    }


def test_no_leftovers_of_a_run_in_which_all_was_applied() -> None:
    one = ran(*BOTH)
    assert leftovers_of(one, row_ends(one)) is None


def test_partly_applied() -> None:
    one = ran(*HALF)
    ends = row_ends(one)
    found, end = object_of(one, ends, "/b.xlsx")
    assert (end, found["status"]) == (Exit.UNFINISHED, "partly_applied")
    assert found["rows"] == {**TOTAL, "total": 2, "applied": 1, "refused": 1}
    left = leftovers_of(one, ends)
    assert left is not None
    (rest,) = left.sheets
    assert list(rest.cells.index) == [4]
    assert rest.operation_ids[4] == f"{PLAN.operations[1].id} R-1 add_lines!4"
    assert "No such price" in rest.errors[4]


def test_all_refused_is_no_failure_before_the_first_send() -> None:
    one = ran(told.sent(1), told.refused(1), told.sent(2), told.refused(2))
    found, end = object_of(one, row_ends(one), "")
    assert (end, found["status"]) == (Exit.UNFINISHED, "partly_applied")


def test_money_that_does_not_tie_out_is_never_exit_0() -> None:
    wrong = replace(
        PLAN.before["in_1"],
        lines=(line(1, 1000), line(100, 101, metadata={"batcher": PLAN.operations[0].id})),
    )
    one = ran(*BOTH[:-2], told.verified(wrong), *after(PLAN, 1))
    found, end = object_of(one, row_ends(one), "")
    assert end is Exit.UNFINISHED
    assert found["rows"] == {**TOTAL, "total": 2, "applied": 2}
    assert found["money"]["usd"]["difference"] == "0.01"  # type: ignore[index]


def test_rows_in_doubt_stop_and_are_never_leftovers() -> None:
    one = ran(told.sent(1), told.sent(2), told.applied(2), *after(PLAN, 1))
    ends = row_ends(one)
    found, end = object_of(one, ends, "")
    assert (end, found["status"]) == (Exit.STOPPED, "stopped")
    assert found["rows"] == {**TOTAL, "total": 2, "applied": 1, "in_doubt": 1}
    assert leftovers_of(one, ends) is None


HALTS: list[tuple[str, tuple[Told, ...], Exit, str]] = [
    ("interrupted", BOTH[:2], Exit.STOPPED, "stopped"),
    ("key_refused", (), Exit.UNUSABLE, "failed"),
    (
        "key_refused",
        (told.sent(1), (Event.SKIPPED, 1, {"reason": "paused"})),
        Exit.UNUSABLE,
        "failed",
    ),
    ("stop_run", (told.sent(1), told.refused(1)), Exit.UNFINISHED, "partly_applied"),
]


@pytest.mark.parametrize(("halted", "events", "end", "status"), HALTS)
def test_a_run_that_was_stopped(
    halted: str, events: tuple[Told, ...], end: Exit, status: str
) -> None:
    one = ran(*events, halted=halted)
    found, actual = object_of(one, row_ends(one), "")
    assert (actual, found["status"]) == (end, status)


def test_nothing_to_do_is_unchanged() -> None:
    one = ran(sheets=())
    found, end = object_of(one, row_ends(one), "")
    assert (end, found["status"], found["rows"]) == (Exit.DONE, "unchanged", TOTAL)


# Rejected workbooks.


def test_in_a_rejected_workbook_the_good_rows_are_not_sent() -> None:
    bad = sheet("add_lines", ["invoice", "amount"], ["in_1", 1.0], ["in_1", "x"], ["in_9", 1.0])
    book = checked(bad)
    made = plan_of(book, BEFORE)
    stopped = blocking(made.problems, frozenset())
    rows = frozenset((p.sheet, p.row) for p in stopped if p.row is not None)
    one = account(book, made, blocked=True, blocking=rows)
    ends = row_ends(one)
    assert {row: end.status for (_, row), end in ends.items()} == {
        2: Status.NOT_SENT,
        3: Status.REJECTED,
        4: Status.REJECTED,
    }
    found, end = object_of(one, ends, "")
    assert (end, found["status"]) == (Exit.PROBLEMS, "rejected")
    assert found["rows"] == {**TOTAL, "total": 3, "rejected": 2, "not_sent": 1}
    assert found["requests"] == {"planned": 0, "sent": 0, "retried": 0}
    assert [p["cell"] for p in found["problems"]] == ["B3", "A4"]  # type: ignore[attr-defined]
    left = leftovers_of(one, ends)
    assert left is not None
    assert list(left.sheets[0].cells.index) == [2, 3, 4]


def test_rows_that_never_became_operations_are_counted_too() -> None:
    book = checked(sheet("add_lines", ["invoice", "amount"], ["in_1", 1.0], ["in_1", "x"]))
    one = account(book, plan_of(checked(), BEFORE), blocked=True)
    ends = row_ends(one)
    assert [end.status for end in ends.values()] == [Status.NOT_SENT, Status.REJECTED]


def test_skipped_invoices_are_rejected_and_the_rest_applied() -> None:
    book = checked(sheet("add_lines", ["invoice", "amount"], ["in_1", 1.0], ["in_9", 1.0]))
    made = plan_of(book, BEFORE, on_problem="skip-invoice")
    one = account(book, made, told.sent(1), told.applied(1), *after(made, 0))
    ends = row_ends(one)
    assert [end.status for end in ends.values()] == [Status.APPLIED, Status.REJECTED]
    assert object_of(one, ends, "")[1] is Exit.UNFINISHED


# What blocks.

BLOCKS: list[tuple[str, Severity, set[str], bool]] = [
    ("x", Severity.ERROR, {"all", "x"}, True),
    ("x", Severity.WARNING, set(), False),
    ("x", Severity.QUESTION, set(), True),
    ("x", Severity.QUESTION, {"x"}, False),
    ("x", Severity.QUESTION, {"all"}, False),
    ("x", Severity.QUESTION, {"y"}, True),
    ("hidden_rows", Severity.QUESTION, {"all", "hidden_rows"}, True),
    ("applied_before", Severity.QUESTION, {"all", "applied_before"}, True),
]


@pytest.mark.parametrize(("code", "severity", "accepted", "stops"), BLOCKS)
def test_errors_and_open_questions_forbid_sending(
    code: str, severity: Severity, accepted: set[str], stops: bool
) -> None:
    problem = Problem(code, severity)
    assert blocks(problem, frozenset(accepted)) is stops
    assert blocking([problem], frozenset(accepted)) == ((problem,) if stops else ())


# The report.


def test_the_report_keeps_the_persons_rows_in_their_places() -> None:
    one = ran(*HALF)
    report = report_of(one, row_ends(one), "partly_applied")
    (own,) = report.sheets
    assert own.headers == ((1, "invoice"), (2, "amount"), (3, "note"))
    assert list(own.cells.index) == [2, 3, 4]
    assert list(own.results["status"]) == ["applied", "", "refused"]
    assert list(own.results["stripe_id"]) == ["il_100", "", ""]
    assert own.results["changes"].iloc[0] == "amount: (empty) -> 1.00"
    assert own.money_columns == {2: "amount"}
    assert report.rows["add_lines"][Status.APPLIED] == 1
    assert report.left_out == {"blank": 1}
    assert [row.invoice for row in report.invoices] == ["in_1", "in_2"]
    assert len(report.requests) == 2


def test_left_out_rows_by_why() -> None:
    sheets = (
        sheet("add_lines", ["invoice", "amount", "note"], ["in_1", 1.0, None], ["in_1", 2.0, None],
              [None, None, "x"], hidden_rows=[2]),
        sheet("control", ["sheet", "rows"], ["add_lines", 1.0]),
    )  # fmt: skip
    book = checked(*sheets, hidden_rows="skip")
    one = account(book, plan_of(book, BEFORE))
    report = report_of(one, row_ends(one), "applied")
    assert report.left_out == {"blank": 1, "hidden": 1, "control": 1}


def test_half_corrected_invoices_say_when_they_finalize() -> None:
    lines = sheet("add_lines", ["invoice", "amount"], ["in_1", 1.0], ["in_1", 2.0])
    book = checked(lines)
    on = live(invoice(1, line(1, 1000), finalizes_at=1793700000))
    made = plan_of(book, on, lines_per_request=1)
    one = account(
        book, made, told.sent(1), told.applied(1), told.sent(2), told.refused(2), *after(made, 0)
    )
    found, _ = object_of(one, row_ends(one), "")
    assert found["half_corrected"] == [
        {"invoice": "in_1", "finalizes_at": "2026-11-03T10:00:00+00:00", "rows_not_applied": 1}
    ]


def test_a_good_row_of_a_skipped_invoice_says_why_it_was_left_out() -> None:
    gone = sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_99", 1.0])
    book = checked(sheet("add_lines", ["invoice", "amount"], ["in_1", 1.0]), gone)
    made = plan_of(book, BEFORE, on_problem="skip-invoice")
    one = account(book, made, blocking=frozenset(book.places))
    ends = row_ends(one)
    assert {end.status for end in ends.values()} == {Status.REJECTED}
    assert ends["add_lines", 2].message.startswith("Nothing is wrong with this row")
    assert "Nothing is wrong" not in ends["update_lines", 2].message


def test_what_was_not_read_again_is_named_by_its_currency() -> None:
    one = ran(
        told.sent(1, path="/v1/invoices/in_1/add_lines"), told.applied(1),
        told.sent(2, path="/v1/invoices/in_2/add_lines"), told.applied(2),
        *after(PLAN, 0),
    )  # fmt: skip
    report = report_of(one, row_ends(one), "stopped")
    assert report.unread == {"usd"}
    assert [row.is_read_again for row in report.invoices] == [True, False]


def test_instants_of_the_report_are_on_the_runs_clock() -> None:
    tokyo = replace(PLAN, time_zone="Asia/Tokyo")
    one = account(checked(LINES), tokyo, *BOTH)
    report = report_of(one, row_ends(one), "applied")
    assert (report.time_zone, report.requests[0].sent_at) == (
        "Asia/Tokyo",
        "2026-11-02 09:00:01.000",
    )
