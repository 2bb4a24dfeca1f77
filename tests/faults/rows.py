"""The drafts of a schedule and the rows that correct them, as literals: what is asked, and no more.

Made from a seed. Nothing here comes from the product; the auditor judges by these values alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

PLACES = {"usd": 2, "jpy": 0, "eur": 2}
CUSTOMERS = ("cus_F1", "cus_F2")
MARK = "#mark"
ROWS_MAX = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of a draft as it is planted; `amount` in minor units."""

    line: str
    item: str
    amount: int
    description: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft invoice as it is planted."""

    invoice: str
    customer: str
    currency: str
    lines: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the workbook and what it asks for.

    `does`: create, add, put (a pending item), update, delete, unassign, metadata. `amount` is the
    minor amount asked for (None: left alone), `description` likewise ('': left alone). `size` is
    how many identical rows there are, this one among them. `change` is what it does to the sum of
    its invoice's lines, in minor units.
    """

    mark: str
    does: str
    invoice: str
    currency: str
    line: str = ""
    item: str = ""
    amount: int | None = None
    description: str = ""
    size: int = 1
    change: int = 0

    @property
    def sheet(self) -> str:
        """The sheet it stands on."""
        return SHEETS[self.does]


SHEETS = {
    "create": "create_invoices",
    "add": "add_lines",
    "put": "add_lines",
    "update": "update_lines",
    "delete": "remove_lines",
    "unassign": "remove_lines",
    "metadata": "invoice_metadata",
}
HEADERS: Mapping[str, tuple[str, ...]] = {
    "create_invoices": ("ref", "customer", "currency", "collection_method", "days_until_due",
                        "description", MARK),
    "add_lines": ("invoice", "currency", "amount", "description", "invoice_item", MARK),
    "update_lines": ("invoice", "line", "amount", "description", MARK),
    "remove_lines": ("invoice", "line", "behavior", MARK),
    "invoice_metadata": ("invoice", "metadata.checked", MARK),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """The drafts and the rows of one schedule."""

    drafts: tuple[Draft, ...]
    rows: tuple[Row, ...]

    def sheets(self) -> dict[str, list[list[object]]]:
        """Sheet -> its rows of cells, the headers first."""
        found: dict[str, list[list[object]]] = {}
        for row in self.rows:
            found.setdefault(row.sheet, [list(HEADERS[row.sheet])]).append(cells(row))
        return found


def cells(row: Row) -> list[object]:
    """A row as its sheet's headers want it."""
    amount = None if row.amount is None else row.amount / 10 ** PLACES[row.currency]
    said = row.description or None
    match row.does:
        case "create":
            terms = (CUSTOMERS[0], row.currency, "send_invoice", 30)
            return [row.invoice.removeprefix("@"), *terms, said, row.mark]
        case "add":
            return [row.invoice, row.currency, amount, said, None, row.mark]
        case "put":
            return [row.invoice, None, None, None, row.item, row.mark]
        case "update":
            return [row.invoice, row.line, amount, said, row.mark]
        case "metadata":
            return [row.invoice, row.description, row.mark]
    return [row.invoice, row.line, row.does, row.mark]


def make(random: Random, *, removes: bool = True) -> Book:
    """A book of 2 to 40 rows on 1 to 6 drafts; without `removes` nothing is taken away."""
    drafts = tuple(_draft(random, number) for number in range(1, random.randint(1, 6) + 1))
    wanted = random.choice([random.randint(2, 8), random.randint(6, 20), random.randint(20, 40)])
    rows: list[Row] = []
    for draft in drafts:
        rows += _on_lines(random, draft, removes)
    if removes:
        rows += _moves(random, drafts, rows)
    random.shuffle(rows)
    rows = _whole(rows[: max(1, wanted * 2 // 3)])
    refs = [f"@C{n}" for n in range(random.choice([0, 0, 1, 2]))]
    rows += [Row("", "create", ref, "usd", description=f"made for {ref[1:]}") for ref in refs]
    while len(rows) < wanted:
        rows += _added(random, drafts, refs, len(rows))
    kept = rows[:ROWS_MAX]  # which may cut through rows that are identical on purpose
    marked = [replace(row, mark=f"r{n}", size=kept.count(row)) for n, row in enumerate(kept, 1)]
    return Book(drafts, tuple(marked))


def _whole(rows: list[Row]) -> list[Row]:
    """Without a pending item put where nothing unassigns it any more."""
    freed = {row.item for row in rows if row.does == "unassign"}
    return [row for row in rows if row.does != "put" or row.item in freed]


def _draft(random: Random, number: int) -> Draft:
    lines = tuple(
        Drawn(f"il_F{number}_{n}", f"ii_F{number}_{n}", random.randint(1, 900) * 10, f"line {n}")
        for n in range(1, random.choice([2, 4, 8, 13]) + 1)
    )
    currency = random.choice(["usd", "usd", "usd", "jpy", "eur"])
    return Draft(f"in_F{number}", random.choice(CUSTOMERS), currency, lines)


def _on_lines(random: Random, draft: Draft, removes: bool) -> Iterator[Row]:
    """Updates and removals of some lines, and metadata on some drafts."""
    for one in draft.lines:
        does = random.choice(["update", "update", "delete", "unassign", "", ""])
        place = (draft.invoice, draft.currency, one.line, one.item)
        if does == "update":
            amount = one.amount + random.randint(1, 99) * 10 if random.random() < 0.8 else None
            is_told = amount is None or random.random() < 0.4
            said = f"mended {one.line}" if is_told else ""
            change = 0 if amount is None else amount - one.amount
            yield Row("", does, *place, amount, said, change=change)
        elif does and removes:
            yield Row("", does, *place, change=-one.amount)
    if random.random() < 0.4:
        yield Row("", "metadata", draft.invoice, draft.currency, description=f"by {draft.invoice}")


def _moves(random: Random, drafts: Sequence[Draft], rows: Sequence[Row]) -> Iterator[Row]:
    """Some of what is unassigned is put on another draft of the same customer and currency."""
    by_id = {draft.invoice: draft for draft in drafts}
    for row in rows:
        if row.does != "unassign" or random.random() < 0.5:
            continue
        own = by_id[row.invoice]
        fit = [d for d in drafts if (d.customer, d.currency) == (own.customer, own.currency)]
        target = random.choice(fit).invoice
        if target != row.invoice:
            yield Row("", "put", target, row.currency, item=row.item, change=-row.change)


def _added(random: Random, drafts: Sequence[Draft], refs: Sequence[str], number: int) -> list[Row]:
    """One new line, or two or three that are identical on purpose."""
    places = [(draft.invoice, draft.currency) for draft in drafts] + [(ref, "usd") for ref in refs]
    invoice, currency = random.choice(places)
    amount, size = random.randint(1, 5000) * 10, random.choice([1, 1, 1, 2, 3])
    said = f"new {number}"
    row = Row("", "add", invoice, currency, "", "", amount, said, size, change=amount)
    return [row] * size
