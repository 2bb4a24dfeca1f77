"""The sheets Problems and Requests: everything found and everything sent, one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from batcher.core.messages import message
from batcher.core.model import Group, Problem, Report, RequestRow, Review, Undone, UndoneRow
from batcher.locale import word
from batcher.workbook.bulk import Column
from batcher.workbook.paper import Book, Heading

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
_Row = TypeVar("_Row")


def write_problems(book: Book, title: str, report: Report | Review, rows_max: int) -> None:
    """Write every problem, in the order given."""
    headings = _headings(_PROBLEMS, report.language)

    def columns(problems: Sequence[Problem]) -> list[Column]:
        return _problem_columns(problems, report.language)

    _write(book, title, headings, report.problems, columns, rows_max)


def write_requests(book: Book, title: str, report: Report, rows_max: int) -> None:
    """Write every attempt at every request."""
    said = any(request.message for request in report.requests)
    named = _REQUESTS if said else (*_REQUESTS[:-1], ("message", 12))
    headings = _headings(named, report.language, report.time_zone)

    def columns(requests: Sequence[RequestRow]) -> list[Column]:
        return _request_columns(requests, report.language)

    _write(book, title, headings, report.requests, columns, rows_max)


def write_undone(book: Book, title: str, undone: Undone, language: str, rows_max: int) -> None:
    """Write what came of taking a run back, group after group."""
    ordered = tuple(row for group in Group for row in undone.rows if row.group is group)
    headings = [Heading(word(f"undo.head.{name}", language), width) for name, width in _UNDONE]

    def columns(rows: Sequence[UndoneRow]) -> list[Column]:
        return _undone_columns(rows, language)

    _write(book, title, headings, ordered, columns, rows_max)


def _headings(columns: Sequence[tuple[str, float]], language: str, zone: str = "") -> list[Heading]:
    return [
        Heading(word(f"report.column.{name}", language, zone=zone), width)
        for name, width in columns
    ]


def _write(
    book: Book,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[_Row],
    columns: Callable[[Sequence[_Row]], Sequence[Column]],
    rows_max: int,
) -> None:
    """A table, on as many sheets as it needs."""
    for start in range(0, max(len(rows), 1), rows_max - 1):
        part = rows[start : start + rows_max - 1]
        leaf = book.add(title, ours=True)
        leaf.header(0, headings)
        leaf.fill(columns(part), len(part))
        leaf.finish_table(len(headings))


def _problem_columns(problems: Sequence[Problem], language: str) -> list[Column]:
    severities = [str(one.severity) for one in problems]
    return [
        Column(severities, [_SEVERITY_LOOKS.get(one, "plain") for one in severities]),
        Column([one.sheet for one in problems], "plain"),
        Column([one.row for one in problems], "plain"),
        Column([one.cell for one in problems], "plain"),
        Column([one.column for one in problems]),
        Column([one.value for one in problems], "wrap"),
        Column([one.code for one in problems], "plain"),
        Column([message(one, language) for one in problems], "wrap"),
    ]


def _request_columns(requests: Sequence[RequestRow], language: str) -> list[Column]:
    outcomes = [one.outcome for one in requests]
    replayed = word("report.yes", language)
    return [
        Column(
            [f"{one.run} {one.request}" if one.run else one.request for one in requests], "plain"
        ),
        Column([one.attempt for one in requests], "plain"),
        Column([one.invoice for one in requests], "plain"),
        Column([one.kind for one in requests], "plain"),
        Column([one.lines for one in requests], "whole"),
        Column(outcomes, [one if one in _OUTCOME_LOOKS else "plain" for one in outcomes]),
        Column([one.http_status for one in requests], "plain"),
        Column([one.stripe_request_id for one in requests], "plain"),
        Column([one.key for one in requests], "wrap"),
        Column([replayed if one.replayed else "" for one in requests], "plain"),
        Column([one.sent_at for one in requests], "plain"),
        Column([one.answered_at for one in requests], "plain"),
        Column([one.message for one in requests], "wrap"),
    ]


def _undone_columns(rows: Sequence[UndoneRow], language: str) -> list[Column]:
    groups = {group: word(f"undo.group.{group.value}", language) for group in Group}
    return [
        Column([groups[one.group] for one in rows], [_GROUP_LOOKS[one.group] for one in rows]),
        Column([one.source for one in rows], "plain"),
        Column([one.row for one in rows], "plain"),
        Column([one.invoice for one in rows], "plain"),
        Column([one.old_line for one in rows], "plain"),
        Column([one.new_line for one in rows], "plain"),
        Column([one.message for one in rows], "wrap"),
    ]
