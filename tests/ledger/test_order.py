"""The database itself refuses a second request in flight to an invoice, and a move backwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError

from batcher.core.model import Event, OperationRecord
from batcher.ledger import SqlLedger
from tests.ledger.examples import operation, run_record
from tests.ledger.places import Place

SENT, ANSWERED, APPLIED = Event.SENT, Event.ANSWERED, Event.APPLIED
REFUSED, IN_DOUBT, SKIPPED = Event.REFUSED, Event.IN_DOUBT, Event.SKIPPED

# Requests 1 and 2 write to in_1, request 3 to the invoice that @new will become.
ROWS = (
    operation("R-1", 2, invoice="in_1", request=1),
    operation("R-1", 3, invoice="in_1", request=1),
    operation("R-1", 4, invoice="in_1", request=2),
    operation("R-1", 5, invoice="@new", request=3),
    operation("R-1", 6, invoice="in_1", request=None),
)


def opened(ledger: SqlLedger, rows: Iterable[OperationRecord] = ROWS) -> SqlLedger:
    ledger.open_run(run_record(), b"", "{}", rows)
    return ledger


def kinds(ledger: SqlLedger) -> list[str]:
    return [event.kind.value for event in ledger.events("R-1")[1:]]


@pytest.mark.parametrize("unsettled", [(SENT,), (SENT, ANSWERED), (SENT, IN_DOUBT)])
def test_one_request_in_flight_per_invoice(ledger: SqlLedger, unsettled: tuple[Event, ...]) -> None:
    opened(ledger)
    for kind in unsettled:
        ledger.append("R-1", kind, 1)
    with pytest.raises(IntegrityError, match="another request to this invoice is in flight"):
        ledger.append("R-1", SENT, 2)
    ledger.append("R-1", SENT, 3)  # another invoice
    ledger.append("R-1", SENT, 1)  # the same request again: same key, same bytes
    assert kinds(ledger) == [*(kind.value for kind in unsettled), "sent", "sent"]


@pytest.mark.parametrize("settled", [APPLIED, REFUSED, SKIPPED])
def test_the_next_request_follows_the_outcome(ledger: SqlLedger, settled: Event) -> None:
    opened(ledger)
    ledger.append("R-1", SENT, 1)
    ledger.append("R-1", settled, 1)
    ledger.append("R-1", SENT, 2)
    assert kinds(ledger) == ["sent", settled.value, "sent"]


def test_runs_are_apart(ledger: SqlLedger) -> None:
    """What an earlier run left in doubt is a matter of its own `resume`."""
    opened(ledger)
    ledger.append("R-1", SENT, 1)
    ledger.open_run(run_record("R-2"), b"", "{}", [operation("R-2", 2, invoice="in_1", request=1)])
    ledger.append("R-2", SENT, 1)
    assert len(ledger.events("R-2")) == 2


# What may follow what; the first of a request follows "".
ALLOWED = {
    "": {SENT, SKIPPED},
    "sent": {SENT, SKIPPED, APPLIED, REFUSED, IN_DOUBT},
    "in_doubt": {SENT, SKIPPED, APPLIED, REFUSED, IN_DOUBT},
    "skipped": {SENT, SKIPPED},
    "applied": set(),
    "refused": set(),
}
WAYS = {
    "": (),
    "sent": (SENT,),
    "in_doubt": (SENT, IN_DOUBT),
    "skipped": (SKIPPED,),
    "applied": (SENT, APPLIED),
    "refused": (SENT, REFUSED),
}


def test_moves_of_a_request(ledger: SqlLedger) -> None:
    moves = (SENT, SKIPPED, APPLIED, REFUSED, IN_DOUBT)
    for number, (before, kind) in enumerate(product(ALLOWED, moves)):
        run = f"R-{number}"
        ledger.open_run(run_record(run), b"", "{}", [])
        for step in WAYS[before]:
            ledger.append(run, step, 1)
        if kind in ALLOWED[before]:
            ledger.append(run, kind, 1)
            assert ledger.events(run)[-1].kind is kind
        else:
            with pytest.raises(IntegrityError, match="a request does not move so"):
                ledger.append(run, kind, 1)
            assert len(ledger.events(run)) == 1 + len(WAYS[before])
        assert ledger.broken(run) is None


def test_held_against_whoever_goes_round_the_program(ledger: SqlLedger, place: Place) -> None:
    opened(ledger)
    ledger.append("R-1", SENT, 1)
    with pytest.raises(IntegrityError, match="in flight"):
        place.execute(
            "INSERT INTO events (run, at, kind, request, detail, hash) "
            "VALUES ('R-1', '', 'sent', 2, '', '')"
        )


def test_the_guards_cost_little(ledger: SqlLedger) -> None:
    """In a run of 50,000 rows, an append stays far below the 300 ms of a request."""
    rows = [
        operation("R-1", row, invoice=f"in_{row // 250}", request=1 + row // 50)
        for row in range(50_000)
    ]
    opened(ledger, rows)
    began = datetime.now(UTC)
    for request in range(1, 51):
        ledger.append("R-1", SENT, request, body="x" * 5_000)
        ledger.append("R-1", ANSWERED, request, body="x" * 5_000)
        ledger.append("R-1", APPLIED, request)
    took_s = (datetime.now(UTC) - began).total_seconds()
    assert took_s / 150 < 0.1
