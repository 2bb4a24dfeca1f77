"""Which days a person means by `--created`: one, from one to another, or open at one end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.values import Context
from batcher.core.values.dates import parse_date


class SpanUnreadable(ValueError):
    """The text names no day and no span of days."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last second of some days, unix seconds; None is open."""

    start: int | None = None
    end: int | None = None

    def holds(self, instant: int | None) -> bool:
        """Whether an instant lies within; one that Stripe does not say lies everywhere."""
        if instant is None:
            return True
        return (self.start is None or self.start <= instant) and (
            self.end is None or instant <= self.end
        )


def read_span(text: str, zone: tzinfo) -> Span:
    """`2026-10-01..2026-10-31`, `2026-10-01..`, `..2026-10-31` or one day, both ends inclusive.

    Raises SpanUnreadable.
    """
    first, dots, last = text.partition("..")
    span = Span(_bound(first, Value.START, zone), _bound(last if dots else first, Value.END, zone))
    if span == Span() or (None not in (span.start, span.end) and not span.holds(span.start)):
        raise SpanUnreadable(text)
    return span


def _bound(text: str, value: Value, zone: tzinfo) -> int | None:
    if not text.strip():
        return None
    found = parse_date(text, value, Context(zone))
    if isinstance(found, Fault):
        raise SpanUnreadable(text)
    return found
