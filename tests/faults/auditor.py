"""Judges one command: what stands in Stripe against what was asked, and what was claimed.

Independent of the product: it sees literals, two looks at the account, one JSON object, one exit
code and one report workbook, which openpyxl opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from tests.faults.account import Account, Invoice, Line
from tests.faults.rows import MARK, PLACES, Row

DONE, PROBLEMS, USAGE, UNFINISHED, STOPPED, UNUSABLE = range(6)
WORDS = ("applied", "unchanged", "rejected", "refused", "not_sent", "in_doubt")
THERE = ("applied", "unchanged")
ABSENT = ("refused", "not_sent")


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody did at the Dashboard: `line` '' for the whole invoice; `at`: just before it."""

    did: str
    invoice: str
    line: str
    amount: int
    at: Account


@dataclass(frozen=True, slots=True)
class Claim:
    """What a command said: exit code, JSON object, each row's status in the report by its mark.

    `statuses` is None where there is no report. `posts` is how many writes it sent.
    """

    code: int
    told: Mapping[str, Any]
    statuses: Mapping[str, str] | None
    posts: int


@dataclass(frozen=True, slots=True)
class Case:
    """What the auditor knows beforehand: the account as planted, the rows, the people's doings.

    `forgot`: the ledger was lost or restored, so a removal that is done cannot be known as ours.
    """

    planted: Account
    rows: Sequence[Row]
    hands: Sequence[Hand] = ()
    forgot: bool = False

    @property
    def unknowable(self) -> bool:
        """A removal that was done cannot be known as ours, and stops its invoice."""
        return self.forgot and any(row.does in ("delete", "unassign") for row in self.rows)


@dataclass(slots=True)
class Verdict:
    """What is wrong, by sort: an effect twice, an effect lost, a claim that is not true, others'
    things changed."""

    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        """Every finding with its sort."""
        return [
            f"{sort}: {one}"
            for sort in ("duplicates", "lost", "untrue", "foreign")
            for one in getattr(self, sort)
        ]


def statuses(report: Path) -> dict[str, str]:
    """Mark -> status of every row of a report, in its own words."""
    book = openpyxl.load_workbook(report, data_only=True)
    found: dict[str, str] = {}
    try:
        for sheet in book.worksheets:
            for mark, status in _marked(sheet.iter_rows(values_only=True)):
                assert mark not in found, f"{mark} stands twice in the report"
                found[mark] = status
    finally:
        book.close()
    return found


def _marked(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    places: tuple[int, int] | None = None
    for row in rows:
        names = [str(cell).strip() if cell is not None else "" for cell in row]
        if places is not None and names[places[0]]:
            yield names[places[0]], names[places[1]]
        elif MARK in names and "status" in names:
            places = names.index(MARK), names.index("status")


def resolved(row: Row, case: Case, now: Account) -> str:
    """The id of a row's invoice; of one to be made, the id of the one that was ('' if none)."""
    if not row.invoice.startswith("@"):
        return row.invoice
    made = [r for r in case.rows if r.does == "create" and r.invoice == row.invoice]
    return next(
        (one.invoice for one in now.invoices.values()
         if made and one.description == made[0].description and one.invoice not in
         case.planted.invoices),
        "",
    )  # fmt: skip


def count(row: Row, case: Case, now: Account) -> int:
    """How often a row's effect stands in an account."""
    if row.does == "create":
        made = [i for i in now.invoices.values() if i.invoice not in case.planted.invoices]
        return sum(one.description == row.description for one in made)
    invoice = now.invoices.get(resolved(row, case, now))
    if invoice is None:
        return 0
    if row.does == "metadata":
        return int(invoice.metadata.get("checked") == row.description)
    if row.does in ("delete", "unassign"):
        return int(row.line not in invoice.lines)
    if row.does == "put":
        return sum(line.item == row.item for line in invoice.lines.values())
    if row.does == "update":
        line = invoice.lines.get(row.line)
        return int(line is not None and _shows(line, row))
    return sum(_is_added(line, row) for line in invoice.lines.values())


def _shows(line: Line, row: Row) -> bool:
    return (row.amount is None or (line.amount, line.quantity) == (row.amount, "1")) and (
        not row.description or line.description == row.description
    )


def _is_added(line: Line, row: Row) -> bool:
    return (line.amount, line.description) == (row.amount, row.description)


def judge(case: Case, now: Account, claim: Claim | None, *, final: bool = False) -> Verdict:
    """Everything that is wrong at a stop; `claim` is None where the program was killed.

    `final`: nothing goes wrong any more and nobody else worked, so everything must be there.
    """
    verdict = Verdict()
    _judge_effects(case, now, verdict)
    _judge_others(case, now, verdict)
    if claim is not None:
        _judge_exit(claim, verdict)
        if claim.told.get("rows") and claim.code not in (USAGE, UNUSABLE):
            _judge_claims(case, now, claim, verdict)
            _judge_money(case, now, claim, verdict)
    if final:
        for row in case.rows:
            if count(row, case, now) != row.size:
                verdict.lost.append(f"{row.mark} {row.does}: {count(row, case, now)} x")
        if claim is None or claim.code != DONE:
            verdict.lost.append(f"it ends with exit {claim.code if claim else None}")
    return verdict


def _judge_effects(case: Case, now: Account, verdict: Verdict) -> None:
    """No effect more often than it was asked for, those included that were changed by hand."""
    for row in case.rows:
        edits = [hand for hand in case.hands if hand.did == "edit" and row.does == "add"]
        added = [hand for hand in edits if _touches(hand, row, case, now)]
        edited = _taken(added, row, case, now) & _lines(row, case, now).keys()
        found = count(row, case, now) + len(edited)
        if found > row.size:
            verdict.duplicates.append(f"{row.mark} {row.does}: {found} x, asked {row.size} x")


def _judge_others(case: Case, now: Account, verdict: Verdict) -> None:
    """Nothing changed that neither a row nor a person at the Dashboard changed."""
    for name, planted in case.planted.invoices.items():
        found = now.invoices.get(name)
        if found is None:
            if not any(h.invoice == name and h.did == "delete_invoice" for h in case.hands):
                verdict.foreign.append(f"{name} is gone")
            continue
        _judge_invoice(case, planted, found, verdict)
    made = [one for name, one in now.invoices.items() if name not in case.planted.invoices]
    for one in made:
        rows = [r for r in case.rows if r.does == "create" and r.description == one.description]
        if not rows:
            verdict.foreign.append(f"{one.invoice} was made for nobody")
            continue
        _judge_new_lines(case, rows[0].invoice, one.lines.values(), verdict)
    freed = {r.item for r in case.rows if r.does == "unassign"}
    for item in set(now.pending) - set(case.planted.pending) - freed:
        verdict.foreign.append(f"{item} was left pending")


def _judge_invoice(case: Case, planted: Invoice, found: Invoice, verdict: Verdict) -> None:
    hands = [hand for hand in case.hands if hand.invoice == found.invoice]
    if found.status != planted.status and not any(h.did == "finalize" for h in hands):
        verdict.foreign.append(f"{found.invoice} became {found.status}")
    asked = {r.line: r for r in case.rows if r.invoice == found.invoice and r.line}
    for name, line in planted.lines.items():
        row, touched = asked.get(name), [hand for hand in hands if hand.line == name]
        now = found.lines.get(name)
        if now == line or touched:
            continue
        is_removed = row is not None and row.does in ("delete", "unassign")
        if now is None:
            if not is_removed:
                verdict.foreign.append(f"{name} is gone")
        elif row is None or row.does != "update" or now != _updated(line, row):
            verdict.foreign.append(f"{name} became {now}")
    marks = {
        r.description for r in case.rows if r.does == "metadata" and r.invoice == found.invoice
    }
    for key in set(planted.metadata) | set(found.metadata):
        value = found.metadata.get(key)
        if value != planted.metadata.get(key) and not (key == "checked" and value in marks):
            verdict.foreign.append(f"{found.invoice} has {key}={value}")
    new = [line for name, line in found.lines.items() if name not in planted.lines]
    _judge_new_lines(case, found.invoice, new, verdict)


def _updated(line: Line, row: Row) -> Line:
    """The line with what the row asks for, and everything else as it was."""
    amount = line.amount if row.amount is None else row.amount
    return Line(line.line, line.item, amount, line.quantity, row.description or line.description)


def _judge_new_lines(
    case: Case, invoice: str, lines: Iterator[Line] | Sequence[Line] | Any, verdict: Verdict
) -> None:
    rows = [r for r in case.rows if r.invoice == invoice and r.does in ("add", "put")]
    touched = {hand.line for hand in case.hands}
    for line in lines:
        if line.line not in touched and not any(_bears(line, r) for r in rows):
            verdict.foreign.append(f"{invoice} has {line}, which nobody asked for")


def _judge_exit(claim: Claim, verdict: Verdict) -> None:
    told, rows = claim.told, claim.told.get("rows") or {}
    if claim.code not in range(6):
        verdict.untrue.append(f"it crashed with exit {claim.code}")
        return
    if rows and rows["total"] != sum(rows[word] for word in WORDS):
        verdict.untrue.append(f"the rows do not add up: {rows}")
    done = sum(rows.get(word, 0) for word in THERE)
    is_even = all(Decimal(one["difference"]) == 0 for one in (told.get("money") or {}).values())
    is_done = not rows or done == rows["total"]
    wrong = {
        f"exit 0 with {rows}, {told.get('money')}": claim.code == DONE
        and not (is_done and is_even),
        "exit 1 without a problem": claim.code == PROBLEMS and not told["problems"],
        f"exit {claim.code} with {rows}": claim.code in (PROBLEMS, USAGE, UNUSABLE)
        and bool(rows.get("applied")),
        "exit 3 although everything is there": claim.code == UNFINISHED and is_done and is_even,
        f"exit {claim.code} after {claim.posts} writes": claim.code in (USAGE, UNUSABLE)
        and claim.posts > 0,
    }
    verdict.untrue += [said for said, is_so in wrong.items() if is_so]
    # A workbook rejected now may still have rows an earlier run left in doubt.
    if rows.get("in_doubt") and claim.code not in (STOPPED, PROBLEMS):
        verdict.untrue.append(f"rows in doubt with exit {claim.code}")


def _judge_claims(case: Case, now: Account, claim: Claim, verdict: Verdict) -> None:
    """Every row has exactly one status, and it is true of what stands."""
    found = claim.statuses
    if found is None:
        verdict.untrue.append("there is no report")
        return
    if set(found) != {row.mark for row in case.rows}:
        verdict.untrue.append(f"rows of the report: {sorted(found)}")
        return
    told = {word: claim.told["rows"][word] for word in WORDS if claim.told["rows"][word]}
    if Counter(found.values()) != Counter(told):
        verdict.untrue.append(f"report {Counter(found.values())}, JSON {told}")
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in case.rows:
        same = (row.does, row.invoice, row.line, row.item, row.amount, row.description)
        groups.setdefault(same, []).append(row)
    for rows in groups.values():
        _judge_group(case, now, rows, [found[row.mark] for row in rows], claim, verdict)


def _judge_group(
    case: Case,
    now: Account,
    rows: Sequence[Row],
    said: Sequence[str],
    claim: Claim,
    verdict: Verdict,
) -> None:
    """Identical rows together: as many there as are said to be, none there that is said not to."""
    row, stands = rows[0], count(rows[0], case, now)
    there = sum(word in THERE for word in said)
    absent = sum(word in ABSENT for word in said)
    hands = [hand for hand in case.hands if _touches(hand, row, case, now)]
    if there > stands + len(_taken(hands, row, case, now)):
        verdict.untrue.append(f"{row.mark} {row.does} is said {said}, stands {stands} x")
    if claim.code == PROBLEMS or case.unknowable or hands:
        return  # nothing of this run was sent, whatever an earlier one did; or nobody can know
    if stands > row.size - absent:
        verdict.untrue.append(f"{row.mark} {row.does} is said {said}, stands {stands} x")


def _taken(hands: Sequence[Hand], row: Row, case: Case, now: Account) -> set[str]:
    """Lines that bore the row's effect until these hands worked on them, and bear it no more."""
    if row.does not in ("add", "put"):
        return {hand.line for hand in hands if not count(row, case, now)}
    own = _lines(row, case, now)
    return {hand.line for hand in hands if not (hand.line in own and _bears(own[hand.line], row))}


def _lines(row: Row, case: Case, now: Account) -> Mapping[str, Line]:
    invoice = now.invoices.get(resolved(row, case, now))
    return invoice.lines if invoice else {}


def _touches(hand: Hand, row: Row, case: Case, now: Account) -> bool:
    """Whether somebody worked on what the row asks for, after which it may stand otherwise."""
    if hand.invoice != resolved(row, case, now):
        return False
    if not hand.line or row.line:
        return bool(hand.line) and hand.line == row.line
    return _bears(hand.at.invoices[hand.invoice].lines[hand.line], row)


def _bears(line: Line, row: Row) -> bool:
    return _is_added(line, row) or (bool(row.item) and row.item == line.item)


def _judge_money(case: Case, now: Account, claim: Claim, verdict: Verdict) -> None:
    """Expected is what the rows said to be applied come to; after is before + all changes."""
    if claim.statuses is None:
        return
    expected: Counter[str] = Counter()
    for row in case.rows:
        if claim.statuses.get(row.mark) == "applied":
            expected[row.currency] += row.change
    for currency, told in claim.told["money"].items():
        if currency not in PLACES:
            verdict.untrue.append(f"money of no currency: {currency!r} {told}")
            continue
        scale = Decimal(10) ** PLACES[currency]
        minor = {name: int(Decimal(value) * scale) for name, value in told.items()}
        if minor["expected_change"] != expected.pop(currency, 0) and not case.hands:
            verdict.untrue.append(f"expected change {told}, rows applied say otherwise")
        if minor["difference"] != minor["actual_change"] - minor["expected_change"]:
            verdict.untrue.append(f"difference {told}")
        if claim.code in (DONE, UNFINISHED) and not (case.hands or case.unknowable):
            _judge_sum(case, now, currency, minor, verdict)
    for currency, change in expected.items():
        if change:
            verdict.untrue.append(f"{currency} moved by {change} and is not among the money")


def _judge_sum(
    case: Case, now: Account, currency: str, minor: Mapping[str, int], verdict: Verdict
) -> None:
    """Before + expected + others + difference = what stands on the invoices of the rows."""
    named = {resolved(row, case, now) for row in case.rows if row.currency == currency}
    after = sum(now.invoices[name].amount for name in named if name in now.invoices)
    ties = minor["before"] + minor["actual_change"] + minor["other_change"]
    if ties != after:
        verdict.untrue.append(f"{currency}: {dict(minor)} come to {ties}, {after} stand there")
    if not case.forgot and minor["other_change"]:
        verdict.untrue.append(f"{currency}: {minor['other_change']} by others, who did nothing")
