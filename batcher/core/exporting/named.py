"""Whether the ids that a person names for an export are such as Stripe gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from batcher.core.columns import Kind, column
from batcher.core.model import Fault
from batcher.core.values import Context, parse

_COLUMNS = {"customer": Kind.CREATE, "invoice": Kind.UPDATE}


def unfit(name: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those that cannot be of a `name` (customer, invoice), each with the prefix it would have."""
    known, context = column(name, _COLUMNS[name]), Context(ZoneInfo("UTC"))
    for one in ids:
        read = parse(one, known, context)
        if isinstance(read, Fault) or read != one or one.startswith("@"):
            yield one, known.prefixes[0]
