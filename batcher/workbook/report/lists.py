"""The sheets Problems and Requests: everything found and everything sent, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from batcher.core.messages import message
from batcher.core.model import Group, Problem, Report, RequestRow, Review, Undone, UndoneRow
from batcher.locale import word
from batcher.workbook.paper import Book, Heading
from batcher.workbook.report.rows import cell_look

_PROBLEMS: tuple[tuple[str, float], ...] = (
    ("severity", 10),
    ("sheet", 18),
    ("row", 7),
    ("cell", 8),
    ("column", 18),
    ("value", 24),
    ("code", 24),
    ("message", 60),
)
_REQUESTS: tuple[tuple[str, float], ...] = (
    ("request", 9),
    ("attempt", 9),
    ("invoice", 28),
    ("operation", 16),
    ("lines", 7),
    ("outcome", 12),
    ("http_status", 8),
    ("request_id", 22),
    ("key", 46),
    ("replayed", 10),
    ("sent_at", 23),
    ("answered_at", 23),
    ("message", 50),
)
_UNDONE: tuple[tuple[str, float], ...] = (
    ("group", 24),
    ("row", 24),
    ("undoing", 24),
    ("invoice", 28),
    ("old_line", 28),
    ("new_line", 28),
    ("message", 60),
)
_GROUP_LOOKS = {
    Group.REVERSED: "applied",
    Group.KEPT: "not_sent",
    Group.COULD_NOT: "refused",
}
_OUTCOME_LOOKS = frozenset({"applied", "refused", "in_doubt"})
_SEVERITY_LOOKS = {"error": "rejected", "question": "in_doubt", "warning": "not_sent"}
_Looked = tuple[object, str]


def write_problems(book: Book, title: str, report: Report | Review, rows_max: int) -> None:
    """Write every problem, in the order given."""
    rows = (_problem_row(problem, report.language) for problem in report.problems)
    _write(book, title, _headings(_PROBLEMS, report.language), rows, rows_max)


def write_requests(book: Book, title: str, report: Report, rows_max: int) -> None:
    """Write every attempt at every request."""
    rows = (_request_row(request, report.language) for request in report.requests)
    said = any(request.message for request in report.requests)
    columns = _REQUESTS if said else (*_REQUESTS[:-1], ("message", 12))
    headings = _headings(columns, report.language, report.time_zone)
    _write(book, title, headings, rows, rows_max)


def write_undone(book: Book, title: str, undone: Undone, language: str, rows_max: int) -> None:
    """Write what came of taking a run back, group after group."""
    ordered = (row for group in Group for row in undone.rows if row.group is group)
    rows = (_undone_row(row, language) for row in ordered)
    headings = [Heading(word(f"undo.head.{name}", language), width) for name, width in _UNDONE]
    _write(book, title, headings, rows, rows_max)


def _undone_row(row: UndoneRow, language: str) -> tuple[_Looked, ...]:
    return (
        (word(f"undo.group.{row.group.value}", language), _GROUP_LOOKS[row.group]),
        (row.source, "plain"),
        (row.row, "plain"),
        (row.invoice, "plain"),
        (row.old_line, "plain"),
        (row.new_line, "plain"),
        (row.message, "wrap"),
    )


def _headings(columns: Sequence[tuple[str, float]], language: str, zone: str = "") -> list[Heading]:
    return [
        Heading(word(f"report.column.{name}", language, zone=zone), width)
        for name, width in columns
    ]


def _write(
    book: Book,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[_Looked]],
    rows_max: int,
) -> None:
    remaining = iter(rows)
    first: Sequence[_Looked] | None = next(remaining, None)
    while True:
        leaf = book.add(title, ours=True)
        leaf.header(0, headings)
        held = () if first is None else chain((first,), islice(remaining, rows_max - 2))
        for at, row in enumerate(held, start=1):
            for column, (value, look) in enumerate(row):
                leaf.put(at, column, value, look)
        leaf.finish_table(len(headings))
        first = next(remaining, None)
        if first is None:
            return


def _problem_row(problem: Problem, language: str) -> tuple[_Looked, ...]:
    severity = str(problem.severity)
    return (
        (severity, _SEVERITY_LOOKS.get(severity, "plain")),
        (problem.sheet, "plain"),
        (problem.row, "plain"),
        (problem.cell, "plain"),
        (problem.column, cell_look(problem.column)),
        (problem.value, "wrap"),
        (problem.code, "plain"),
        (message(problem, language), "wrap"),
    )


def _request_row(request: RequestRow, language: str) -> tuple[_Looked, ...]:
    outcome = request.outcome
    return (
        (f"{request.run} {request.request}" if request.run else request.request, "plain"),
        (request.attempt, "plain"),
        (request.invoice, "plain"),
        (request.kind, "plain"),
        (request.lines, "whole"),
        (outcome, outcome if outcome in _OUTCOME_LOOKS else "plain"),
        (request.http_status, "plain"),
        (request.stripe_request_id, "plain"),
        (request.key, "wrap"),
        (word("report.yes", language) if request.replayed else "", "plain"),
        (request.sent_at, "plain"),
        (request.answered_at, "plain"),
        (request.message, "wrap"),
    )
