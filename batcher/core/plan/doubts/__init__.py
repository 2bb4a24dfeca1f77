"""What looks like a person's slip against the live invoices: questions, and warnings that go on.

A question stops a scheduled run, so each is exact; what is only unusual is a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from batcher.core.live import Live
from batcher.core.model import Problem
from batcher.core.plan.doubts.rows import Sent, is_undo
from batcher.core.plan.doubts.twice import corrected_before, said_twice
from batcher.core.plan.doubts.units import scaled_updates, unit_problems
from batcher.core.plan.doubts.unusual import far, negated, turned_negative
from batcher.core.plan.known import Known
from batcher.core.plan.parts import RowOf


def doubts(
    sent: Sent,
    row_of: RowOf,
    numbers: Mapping[str, str],
    live: Live,
    known: Known,
    *,
    livemode: bool,
    zone: ZoneInfo,
) -> Iterator[Problem]:
    """All questions and warnings of the rows to be sent. `numbers`: the correction numbers of
    those that have one, by operation id."""
    undoing = frozenset(own for own, number in numbers.items() if is_undo(number))
    typed = [one for one in sent if one.id not in undoing] if undoing else sent
    scaled = list(scaled_updates(typed))
    yield from unit_problems(typed, scaled, row_of, live)
    yield from negated(typed, row_of)
    yield from turned_negative(sent, row_of, undoing, live)
    yield from far(typed, row_of, live, {one.operation.id for one in scaled})
    yield from said_twice(sent, row_of)
    yield from corrected_before(typed, row_of, numbers, live, known, livemode=livemode, zone=zone)


__all__ = ["doubts"]
