"""Identity from content: what makes two rows the same operation and two requests the same key.

The canonical form is versioned and pinned by a golden test: changing it would bill people twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from batcher.core.by_column import column_of
from batcher.core.checking import AMOUNTS, UNITS, Row, minor_of
from batcher.core.columns import TAG
from batcher.core.live import Invoice, Line, plain
from batcher.core.model import CLEAR

VERSION = "batcher-operation-1"
PLAIN = (
    "line", "behavior", "invoice_item", "price", "product", "product_name", "tax_behavior",
    "description", "discountable", "tax_rates", "discounts", "correction_no", "ref", "customer",
    "collection_method", "days_until_due",
)  # fmt: skip
DATES_KEPT = 4096
PERIODS = ("period_start", "period_end", "due_date")


def content(row: Row, *, livemode: bool, invoice: str, currency: str, zone: ZoneInfo) -> str:
    """The hash of what a row asks for, 32 hex digits; the same for the same correction always.

    Language, notes, time zone, sheet order and request size do not matter; the resolved invoice,
    currency, minor amounts, dates as written and `correction_no` do. The account is not in it: ids
    of invoices and customers are Stripe's own and stand in no two accounts, and a key that may not
    read its account must meet the same tags as one that may. The ledger keeps accounts apart.
    """
    canonical = {
        "version": VERSION,
        "livemode": livemode,
        "kind": row.kind.value,
        "invoice": invoice,
        "currency": currency,
        "values": _canonical(row, currency, zone),
    }
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _canonical(row: Row, currency: str, zone: ZoneInfo) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in row.values.items():
        if name in PLAIN or name.startswith(("metadata.", "tax_")):
            values[name] = _plain(name, value, currency)
        elif name in PERIODS and isinstance(value, int):
            values[name] = written(value, zone, is_start=name == "period_start")
        elif name == "quantity":
            assert isinstance(value, Decimal)
            values[name] = plain(value)
    unit = row.filled(UNITS)
    for name in unit or row.filled(AMOUNTS):
        exact = minor_exact(name, row.values[name], currency)
        values["unit_minor" if unit else "amount_minor"] = plain(exact)
    return values


def minor_exact(name: str, value: object, currency: str) -> Decimal:
    """A money cell that passed its checks, in minor units (a unit amount may have places)."""
    minor = minor_of(name, value, currency)
    assert isinstance(minor, (int, Decimal)), f"{name} was let through as {minor!r}"
    return Decimal(minor)


def minor_amount(name: str, value: object, currency: str) -> int:
    """A money total that passed its checks, in whole minor units."""
    return int(minor_exact(name, value, currency))


def _plain(name: str, value: object, currency: str) -> object:
    if value is CLEAR:
        return {"clear": True}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        minor = minor_of(name, value, currency)
        return plain(Decimal(minor) if isinstance(minor, int) else value)
    assert isinstance(value, (str, int)), f"{name} holds {value!r}"
    return value


@lru_cache(maxsize=DATES_KEPT)  # the rows of a workbook share their periods
def written(instant: int, zone: ZoneInfo, *, is_start: bool) -> str:
    """A date as written: the local day for its first (a start) or last second, else the instant
    in UTC."""
    local = datetime.fromtimestamp(instant, zone)
    if local.time() == (time(0, 0, 0) if is_start else time(23, 59, 59)):
        return local.date().isoformat()
    return datetime.fromtimestamp(instant, UTC).isoformat()


def operation_id(content_hash: str, ordinal: int) -> str:
    """The id of the n-th identical row (from 1)."""
    return "op_" + hashlib.sha256(f"{content_hash}:{ordinal}".encode()).hexdigest()[:24]


def ordinal_of(content_hash: str, wanted: str, ordinals_max: int) -> int | None:
    """Which ordinal gives this operation id; None when the content is not the same any more."""
    for ordinal in range(1, ordinals_max + 1):
        if operation_id(content_hash, ordinal) == wanted:
            return ordinal
    return None


def request_key(operations: Iterable[str], path: str, body: str, attempt: int) -> str:
    """The idempotency key of one attempt: its operations, endpoint, exact body and number."""
    parts = json.dumps([VERSION, list(operations), path, body, attempt], separators=(",", ":"))
    return "b1-" + hashlib.sha256(parts.encode()).hexdigest()[:40]


def digest(
    *,
    account: str,
    livemode: bool,
    requests: Iterable[str],
    rows: Iterable[object],
    live: Iterable[tuple[str, object]],
) -> str:
    """The digest of a plan, 64 hex digits: that of one JSON text, which never stands in memory.

    `live`: (invoice, its lines) in the order of the invoices' ids.
    """
    found = hashlib.sha256()

    def add(text: str) -> None:
        found.update(text.encode())

    add(f'{{"account": {_json(account)}, "live": {{')
    for part in _joined(f"{_json(name)}: {_json(lines)}" for name, lines in live):
        add(part)
    add(f'}}, "livemode": {_json(livemode)}, "requests": [')
    for part in _joined(map(_json, requests)):
        add(part)
    add('], "rows": [')
    for part in _joined(map(_json, rows)):
        add(part)
    add("]}")
    return found.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """The parts with a comma between them."""
    for number, part in enumerate(parts):
        yield f", {part}" if number else part


def tag_of(metadata: Mapping[str, str]) -> str:
    """The operation id a line or invoice carries, or ''."""
    return metadata.get(TAG, "")


def tagged(invoice: Invoice, tags: Container[str]) -> Line | None:
    """The first line that carries one of these operation ids; never found by position."""
    for place, metadata in enumerate(column_of(invoice.lines, "metadata")):
        if TAG in metadata and metadata[TAG] in tags:
            return invoice.lines[place]
    return None
