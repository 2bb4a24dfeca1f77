"""Workbooks that arrive, made from a seed: good ones and bad ones, under the names people give."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.acceptance.books import write
from tests.faults import rows as books
from tests.faults.rows import Book, Draft, Row

GOOD = ("good", "good", "good", "good", "big")
BAD = ("broken", "garbage", "refused", "finalized", "mistyped")
NAMES = (
    "十月 {n}.xlsx", "{n} it's \"final\".xlsx", "-{n} dash.xlsx", "ガス {n} が.XLSX",
    "{n} & co (1).xlsx", "{n}%20#x.xlsx", "plain-{n}.xlsx",
    "訂正依頼（至急）{n}.xlsx", "a.b.c {n}.xlsm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One workbook: `rows` are those that have to be in Stripe at the end (none of a bad one).

    `ends`: the folder it has to end in. `refused`: the invoices that Stripe will refuse to change.
    `finalized`: those that somebody finalizes before it arrives.
    """

    number: int
    kind: str
    name: str
    book: Book
    rows: tuple[Row, ...]
    ends: str
    refused: tuple[str, ...] = ()
    finalized: tuple[str, ...] = ()

    def put(self, folder: Path) -> str:
        """Lay it in the folder as a person does; the sha256 of its bytes."""
        path = folder / self.name
        if self.kind == "garbage":
            path.write_bytes(b"PK\x03\x04" + self.name.encode() * 20)
        else:
            write(path, _sheets(self))
        return hashlib.sha256(path.read_bytes()).hexdigest()


def _sheets(letter: Letter) -> dict[str, list[list[object]]]:
    sheets = letter.book.sheets()
    if letter.kind == "broken":
        name = next(iter(sheets))
        sheets[name][1][0] = "no such id"
    if letter.kind == "mistyped":
        sheets = {f"{name}x": cells for name, cells in sheets.items()}
    return sheets


def letters(random: Random, count: int) -> list[Letter]:
    """So many workbooks on invoices of their own; every sort is among them."""
    sorts = [GOOD[n % len(GOOD)] if n % 3 else BAD[n // 3 % len(BAD)] for n in range(count)]
    return [_letter(random, number, kind) for number, kind in enumerate(sorts)]


def _letter(random: Random, number: int, kind: str) -> Letter:
    book = books.make(random, removes=kind != "refused")
    if kind == "big":
        drafts = {draft.invoice: draft.currency for draft in book.drafts}
        more = [
            Row(f"m{n}", "add", invoice, currency, "", "", 10 + n, f"big {n}", change=10 + n)
            for n in range(60)
            for invoice, currency in drafts.items()
        ]
        book = Book(book.drafts, (*book.rows, *more))
    book = renamed(book, f"W{number}")
    name = NAMES[number % len(NAMES)].format(n=number)
    if number % 2:
        name = unicodedata.normalize("NFD", name)
    drafts_named = tuple(draft.invoice for draft in book.drafts)
    touched = {row.invoice for row in book.rows}
    if kind in ("good", "big"):
        return Letter(number, kind, name, book, book.rows, "done")
    if kind == "refused":
        kept = tuple(row for row in book.rows if row.invoice not in drafts_named)
        letter = Letter(number, kind, name, book, kept, "failed", drafts_named)
        return letter if touched & set(drafts_named) else replace(letter, ends="done")
    if kind == "finalized":
        first = next((i for i in drafts_named if i in touched), "")
        bad = Letter(number, kind, name, book, (), "failed", finalized=(first,))
        return bad if first else Letter(number, "good", name, book, book.rows, "done")
    return Letter(number, kind, name, book, (), "failed")


def renamed(book: Book, mark: str) -> Book:
    """The same on invoices, lines and marks of its own."""

    def own(text: str) -> str:
        for sort in ("in_F", "il_F", "ii_F"):
            text = text.replace(sort, f"{sort[:3]}{mark}F")
        return text.replace("@C", f"@{mark}C").replace("made for ", f"made for {mark}")

    drafts = tuple(_own_draft(draft, own) for draft in book.drafts)
    rows = tuple(
        replace(row, mark=f"{mark}{row.mark}", invoice=own(row.invoice), line=own(row.line),
                item=own(row.item), description=own(row.description))
        for row in book.rows
    )  # fmt: skip
    return Book(drafts, rows)


def _own_draft(draft: Draft, own: object) -> Draft:
    assert callable(own)
    lines = tuple(replace(one, line=own(one.line), item=own(one.item)) for one in draft.lines)
    return replace(draft, invoice=own(draft.invoice), lines=lines)


def drafts_of(sent: Sequence[Letter]) -> list[Draft]:
    """All drafts they are about."""
    return [draft for letter in sent for draft in letter.book.drafts]
