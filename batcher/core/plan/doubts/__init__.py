"""What looks like a person's slip against the live invoices: questions, and warnings that go on.

A question stops a scheduled run, so each is exact; what is only unusual is a warning."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from batcher.core.live import Live
from batcher.core.model import Problem
from batcher.core.plan.doubts.rows import Sent, is_undo
from batcher.core.plan.doubts.twice import corrected_before, said_twice
from batcher.core.plan.doubts.units import scaled_updates, unit_problems
from batcher.core.plan.doubts.unusual import far, negated, turned_negative
from batcher.core.plan.known import Known


def doubts(
    sent: Sent, live: Live, known: Known, *, livemode: bool, zone: ZoneInfo
) -> Iterator[Problem]:
    """All questions and warnings of the rows to be sent."""
    typed = [pair for pair in sent if not is_undo(pair[0])]
    scaled = list(scaled_updates(typed))
    yield from unit_problems(typed, scaled, live)
    yield from negated(typed)
    yield from turned_negative(sent, live)
    yield from far(typed, live, {id(one.row) for one in scaled})
    yield from said_twice(sent)
    yield from corrected_before(typed, live, known, livemode=livemode, zone=zone)


__all__ = ["doubts"]
