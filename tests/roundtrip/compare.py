"""Two standings of one account, member by member; what undo said it could not is excepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from batcher.core.inverse import Unreversed
from tests.roundtrip.look import Shown, Standing

# What else a member lost takes with it.
_PRICING = ("amount", "quantity", "unit_amount", "price", "product", "tax_behavior")
_WITH = {
    "amount": (*_PRICING, "tax_rates", "off"),
    "quantity": _PRICING,
    "tax_rates": ("tax_rates",),
    "discounts": ("discounts", "off", "tax_rates"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something undo named as not to be taken back: the invoice, line or item, and its members.

    `is_gone`: no row of the undo asks for any of it.
    """

    code: str
    is_gone: bool
    invoice: str
    line: str
    item: str
    members: frozenset[str]

    @classmethod
    def of(cls, one: Unreversed) -> Told:
        """From undo's own word."""
        named = one.details.get("columns", one.column)
        members = {name.strip() for name in named.split(",") if name.strip()}
        members |= {more for name in set(members) for more in _WITH.get(name, ())}
        members |= {"period"} if {"period_start", "period_end"} & members else set()
        operation = one.operation
        is_gone = not one.is_written and one.column == "amount"
        return cls(
            one.code,
            is_gone,
            one.invoice,
            operation.line,
            operation.invoice_item,
            frozenset(members),
        )


def differences(wanted: Standing, now: Standing, told: Iterable[Told]) -> Iterator[str]:
    """A sentence for each difference that nobody told of."""
    listed = list(told)
    yield from _invoices(wanted, now, listed)
    yield from _lines(wanted, now, listed)
    for item in sorted({*wanted.pending, *now.pending}):
        old, new = wanted.pending.get(item), now.pending.get(item)
        if old is None or new is None:
            yield f"pending {item}: {'came' if old is None else 'went'}: {old or new}"
            continue
        excepted = _excepted(listed, "", item)
        yield from (f"pending {item}: {one}" for one in _apart(old, new, excepted))


def _excepted(told: list[Told], line: str, item: str) -> set[str]:
    """The members of this line or item that undo told of."""
    about = [one for one in told if (line and one.line == line) or (item and one.item == item)]
    return {member for one in about for member in one.members}


def _invoices(wanted: Standing, now: Standing, told: list[Told]) -> Iterator[str]:
    made = [name for name in now.invoices if name not in wanted.invoices]
    created = sum(one.code == "created" for one in told)
    if len(made) > created:
        yield f"drafts made and not told of: {made}"
    for name in made:
        if any(invoice == name for invoice, _ in now.lines.values()):
            yield f"{name}, which was made, still has lines"
    loose = {"taxes", *_SUMS} if any(one.members for one in told) else set()
    for name, old in wanted.invoices.items():
        own = [one for one in told if one.invoice == name and not one.line]
        except_for = loose | {member for one in own for member in one.members}
        yield from (f"{name}: {one}" for one in _apart(old, now.invoices.get(name, {}), except_for))


_SUMS = frozenset({"subtotal", "total", "amount_due", "subtotal_excluding_tax", "off"}) | {
    "total_excluding_tax"
}


def _lines(wanted: Standing, now: Standing, told: list[Told]) -> Iterator[str]:
    """Lines of the same id, then those with new ids, each against one that is as it was."""
    fresh = {name: one for name, one in now.lines.items() if name not in wanted.lines}
    for name, (invoice, old) in wanted.lines.items():
        excepted = _excepted(told, name, old["item"])
        if name in now.lines:
            place, new = now.lines[name]
            if place != invoice:
                yield f"{name}: was on {invoice}, is on {place}"
            yield from (f"{name}: {one}" for one in _apart(old, new, excepted))
            continue
        same = _again(fresh, invoice, old, excepted)
        if same is None:
            if any(one.line == name and one.is_gone for one in told):
                continue
            near = [one for place, one in fresh.values() if place == invoice]
            yield f"{name} is not there again: {old}\n    of {near}"
        else:
            del fresh[same]
    for name, (invoice, one) in fresh.items():
        yield f"{name} on {invoice} is too many: {one}"


def _again(
    fresh: dict[str, tuple[str, Shown]], invoice: str, old: Shown, excepted: set[str]
) -> str | None:
    """The line with a new id that is the old one: of the same item, where that still is."""
    items = {one["item"] for _, one in fresh.values()}
    own = excepted if old["item"] in items else {*excepted, "item"}
    for name, (place, new) in fresh.items():
        if place == invoice and not list(_apart(old, new, own)):
            return name
    return None


def _apart(old: Shown, new: Shown, excepted: set[str]) -> Iterator[str]:
    for name in sorted({*old, *new} - excepted):
        if old.get(name) != new.get(name):
            yield f"{name} was {old.get(name)!r}, is {new.get(name)!r}"
