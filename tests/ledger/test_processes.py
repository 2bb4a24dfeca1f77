"""Several processes, or one that dies, at one ledger: what was appended stays, whole, in order."""

from __future__ import annotations

import pytest

from batcher.core.model import Event
from batcher.ledger import SqlLedger
from tests.ledger.examples import run_record, start
from tests.ledger.places import OPEN, Place

APPENDER = f"""{OPEN}
from batcher.core.model import Event
ledger = open_there()
for request in range(1_000_000):
    print(ledger.append("R-1", Event.SENT, request, body="x" * 5_000).number)
"""


@pytest.mark.parametrize("killed_after", [1, 7, 40])
def test_killed_in_the_middle_of_appends(
    ledger: SqlLedger, place: Place, killed_after: int
) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    ledger.close()
    process = start(APPENDER, *place.words)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(killed_after)]
    process.kill()
    told += [int(line) for line in process.communicate()[0].splitlines(keepends=True)[:-1]]
    with place.open() as again:
        events = again.events("R-1")
        assert set(told) <= {event.number for event in events}
        assert len(events) - 1 - len(told) in (0, 1, 2)
        assert again.broken("R-1") is None
        again.append("R-1", Event.RESUMED)


SHARER = f"""{OPEN}
from batcher.core.model import Event
ledger = open_there()
for request in range(50):
    ledger.append("R-1", Event.SENT, request)
"""


def test_processes_that_append_to_one_run(ledger: SqlLedger, place: Place) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    processes = [start(SHARER, *place.words) for _ in range(3)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert [event.number for event in ledger.events("R-1")] == list(range(1, 152))
    assert ledger.broken("R-1") is None
