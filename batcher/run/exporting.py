"""Reads live invoices for an export: the fewest calls, several at once, what vanishes is told.

Online and read-only. A list of invoices brings up to ten lines of each along; only invoices with
more are asked again, in pages of 100.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import quote

from batcher.core.exporting import Drafts, Paper, Pending, Span, exported, pending, read_span
from batcher.core.live import Invoice, Json, Missing
from batcher.core.live import invoice as live_invoice
from batcher.core.model import Prefilled
from batcher.locale import word
from batcher.run.options import Edges
from batcher.run.preparing import reader_of, zone_of
from batcher.run.reading import PAGE_LINES, GatewayUnusable, Query, Reader, account, halt_of

_LATEST = 10  # ids tried as the place to go on from, where the last ones vanished meanwhile


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices: all with this status, or those of these customers, of these ids, made on
    these days (see `core.exporting.read_span`)."""

    customers: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    created: str = ""
    status: str = "draft"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An invoice that was named, or listed, and is not in the export."""

    invoice: str
    reason: str


@dataclass(frozen=True, eq=False)
class Exported:
    """The workbook and what went into it; `notes` are sentences for the person."""

    book: Prefilled
    account: str
    livemode: bool
    invoices: int
    lines: int
    pending: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """What every part of the reading needs."""

    reader: Reader
    wanted: Wanted
    span: Span
    language: str

    def left_out(self, invoice_id: str, code: str, **details: str) -> LeftOut:
        """An invoice with the reason in words."""
        return LeftOut(invoice_id, word(f"export.{code}", self.language, **details))


def export(wanted: Wanted, time_zone: str, language: str, edges: Edges) -> Exported:
    """Read what is wanted and lay it out as a workbook.

    `time_zone`: '' means the account's own. Raises GatewayUnusable, SpanUnreadable.
    """
    edges.listener.stage("exporting")
    reader = reader_of(edges)
    own, zone_name = account(reader, edges.account, edges.platform)
    zone = zone_of(time_zone or zone_name)
    span = read_span(wanted.created, zone) if wanted.created else Span()
    search = _Search(reader, wanted, span, language)
    invoices: dict[str, Invoice] = {}
    left_out: list[LeftOut] = []
    for one in _named(search) if wanted.invoices else _listed(search):
        if isinstance(one, Invoice):
            invoices[one.id] = one
            edges.listener.step()
        else:
            left_out.append(one)
    items, unread = _pending(search, invoices)
    found = _Found(tuple(invoices.values()), tuple(items), tuple(left_out), unread)
    return _laid_out(found, own, zone, search, edges)


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything that was read; `unread`: why pending items were not."""

    invoices: tuple[Invoice, ...]
    items: tuple[Pending, ...]
    left_out: tuple[LeftOut, ...]
    unread: str


def _laid_out(found: _Found, own: str, zone: tzinfo, search: _Search, edges: Edges) -> Exported:
    language, lines = search.language, sum(len(one.lines) for one in found.invoices)
    mode = word("export.mode_live" if edges.livemode else "export.mode_test", language)
    at = f"{edges.clock.now().astimezone(zone):%Y-%m-%d %H:%M} ({zone})"
    title = word("export.title", language, account=own, mode=mode, at=at)
    counts = {"invoices": str(len(found.invoices)), "lines": str(lines)}
    counted = word("export.counted", language, pending=str(len(found.items)), **counts)
    notes = tuple(_notes(found, search))
    drafts = Drafts(found.invoices, found.items, (counted, *notes, *_how(language)))
    return Exported(
        exported(drafts, title, Paper(zone, language)),
        own,
        edges.livemode,
        len(found.invoices),
        lines,
        len(found.items),
        found.left_out,
        notes,
    )


def _how(language: str) -> Iterator[str]:
    """How the workbook is used."""
    yield word("export.how_change", language)
    yield word("export.how_blank", language)
    yield word("export.how_price", language)
    yield word("export.how_was", language)
    yield word("export.how_other", language)
    yield word("export.how_sort", language)


def _notes(found: _Found, search: _Search) -> Iterator[str]:
    """What a person has to know of this export."""
    language, status = search.language, search.wanted.status
    if not found.invoices:
        yield word("export.nothing", language)
    elif status != "draft":
        yield word("export.not_draft", language, status=status)
    for one in found.left_out:
        yield word("export.skipped", language, invoice=one.invoice, reason=one.reason)
    if found.unread:
        yield word("export.no_pending", language, reason=found.unread)


def _named(search: _Search) -> Iterator[Invoice | LeftOut]:
    """The invoices somebody named, each with all its lines."""
    read = search.reader.each(
        search.wanted.invoices, lambda one: search.reader.get(f"/v1/invoices/{quote(one)}")
    )
    for invoice_id, raw in read.items():
        if isinstance(raw, Missing):
            _assert_readable(search.reader, raw, "/v1/invoices")
            yield search.left_out(invoice_id, "not_there", reason=raw.reason)
        elif raw.get("deleted") is True:
            yield search.left_out(invoice_id, "gone")
        else:
            yield _fitting(search, raw) or _whole(search, raw)


def _fitting(search: _Search, raw: Json) -> LeftOut | None:
    """Why an invoice that was named is not wanted; None where it is."""
    wanted, identity = search.wanted, str(raw["id"])
    customer = raw.get("customer")
    owner = customer.get("id") if isinstance(customer, dict) else customer
    if raw.get("status") != wanted.status:
        return search.left_out(identity, "other_status", status=str(raw.get("status")))
    if wanted.customers and owner not in wanted.customers:
        return search.left_out(identity, "other_customer")
    created = raw.get("created")
    if not search.span.holds(created if isinstance(created, int) else None):
        return search.left_out(identity, "other_day")
    return None


def _listed(search: _Search) -> Iterator[Invoice | LeftOut]:
    """All invoices that are wanted, page by page; those with many lines, several at once."""
    query = [("status", search.wanted.status)]
    bounds = (("created[gte]", search.span.start), ("created[lte]", search.span.end))
    query += [(name, str(bound)) for name, bound in bounds if bound is not None]
    with ThreadPoolExecutor(max_workers=search.reader.threads) as pool:
        for customer in dict.fromkeys(search.wanted.customers) or [""]:
            own = [("customer", customer)] if customer else []
            for page in _pages(search.reader, "/v1/invoices", [*query, *own]):
                yield from pool.map(lambda raw: _whole(search, raw), page)


def _whole(search: _Search, raw: Json) -> Invoice | LeftOut:
    """An invoice with all its lines, or that it vanished between two calls."""
    embedded = raw.get("lines")
    if isinstance(embedded, dict) and embedded.get("has_more") is False:
        return live_invoice(raw, embedded.get("data") or [])
    identity = str(raw["id"])
    lines: list[Json] = []
    try:
        for page in _pages(search.reader, f"/v1/invoices/{quote(identity)}/lines"):
            lines += page
    except _Vanished:
        return search.left_out(identity, "gone")
    return live_invoice(raw, lines)


class _Vanished(Exception):
    """What was being listed is not there any more; the message is Stripe's."""


def _pages(reader: Reader, path: str, query: Query = ()) -> Iterator[Sequence[Json]]:
    """The pages of a list, each object once. Raises _Vanished and GatewayUnusable."""
    seen: set[str] = set()
    after: list[str] = []
    while True:
        page = _page_after(reader, path, query, after)
        found: list[Json] = list(page.get("data") or [])
        new = [one for one in found if str(one["id"]) not in seen]
        seen.update(str(one["id"]) for one in new)
        yield new
        if not page.get("has_more") or not found:
            return
        after = [str(one["id"]) for one in found[-_LATEST:]]


def _page_after(reader: Reader, path: str, query: Query, after: list[str]) -> Json:
    """The page after the last of these ids that is still there."""
    limit, reason = [*query, ("limit", str(PAGE_LINES))], ""
    for cursor in reversed(after) if after else [""]:
        page = reader.get(path, [*limit, *([("starting_after", cursor)] if cursor else [])])
        if not isinstance(page, Missing):
            return page
        _assert_readable(reader, page, path)
        reason = page.reason
    raise _Vanished(reason)


def _assert_readable(reader: Reader, missing: Missing, path: str) -> None:
    if missing.unreadable:
        raise reader.unreadable(missing, path)


def _pending(search: _Search, invoices: dict[str, Invoice]) -> tuple[list[Pending], str]:
    """Pending items of the customers in question, and why they could not be read."""
    wanted = search.wanted
    asked = dict.fromkeys(wanted.customers)
    if wanted.invoices:
        asked = dict.fromkeys(one.customer for one in invoices.values() if one.customer)
        if not asked:
            return [], ""
    try:
        if asked:
            read = search.reader.each(asked, lambda one: _items(search.reader, one))
            return [item for items in read.values() for item in items], ""
        return _items(search.reader), ""
    except GatewayUnusable as error:
        if error.code != "stripe_unreadable":
            raise
        return [], halt_of(error)[1]
    except _Vanished as error:  # a customer who was deleted
        return [], str(error)


def _items(reader: Reader, customer: str = "") -> list[Pending]:
    """The pending items of one customer, or of all."""
    query = [("pending", "true"), *([("customer", customer)] if customer else [])]
    pages = _pages(reader, "/v1/invoiceitems", query)
    return [pending(raw) for page in pages for raw in page]
