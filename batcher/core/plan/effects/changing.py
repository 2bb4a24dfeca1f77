"""What an update or a removal does to its live line: the cells that differ, the rest left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from batcher.core import money
from batcher.core.checking import Row
from batcher.core.columns import METADATA_KEYS_MAX
from batcher.core.live import ITEM, SUBSCRIPTION, Line, fields
from batcher.core.model import Problem
from batcher.core.plan import parameters as build
from batcher.core.plan.effects.drift import ONE_VALUE, drift
from batcher.core.plan.effects.effect import Effect, Parameters, Surroundings
from batcher.core.plan.effects.repricing import priced as repriced
from batcher.core.plan.effects.shown import LISTS, lists
from batcher.core.plan.parts import Change

SUBSCRIPTION_COLUMNS = ("tax_rates", "discounts")
# What a live line shows, so that `was.` can be compared with it.
SEEN = (*ONE_VALUE, "product", "description", "discountable", "period_start", "period_end")


def remove(row: Row, line: Line, around: Surroundings) -> Effect:
    """A line deleted, or unassigned: only lines made of an invoice item (contract 3.3)."""
    if line.kind == SUBSCRIPTION:
        return Effect(problems=(row.problem("line", "subscription_line_removed"),))
    if row.values["behavior"] == "unassign" and line.kind == ITEM and not line.invoice_item:
        return Effect(problems=(row.problem("line", "nothing_to_unassign"),))
    drifted = tuple(drift(row, line, around, _seen(row)))
    changes = (Change("amount", money.show(line.amount, around.currency), ""),)
    return Effect(
        build.remove_line(row),
        -line.amount,
        line.amount,
        changes,
        fields(line),
        {},
        drifted,
        line.invoice_item,
    )


def _seen(row: Row) -> tuple[str, ...]:
    """What the `was.` cells of a removal speak of, by the names a live line has for it."""
    names = {"amount_minor": "amount", "unit_amount_minor": "unit_amount"}
    told = (names.get(name, name) for name in row.was)
    return tuple(n for n in dict.fromkeys(told) if n in SEEN or n.startswith("metadata."))


def update(row: Row, line: Line, around: Surroundings) -> Effect:
    """The cells that differ from the live line, sent; the rest left alone."""
    if line.kind == SUBSCRIPTION:
        refused = tuple(_subscription_problems(row))
        if refused:
            return Effect(problems=refused)
    live = fields(line)
    priced = repriced(row, line, around)
    if isinstance(priced, Problem):
        return Effect(problems=(priced,))
    words = _changed_words(row, line)
    limits = tuple(_limit_problems(row, line, words))
    if limits:
        return Effect(problems=limits)
    sent: Parameters = {**priced.parameters, **build.words(words)}
    if not around.lists_stand:
        sent.update(build.lists(row, around.currency))
    keys = _metadata(row, line)
    if keys:
        sent["metadata"] = keys
    new = {**priced.new, **_shown_words(words), **_shown_metadata(row, line)}
    names = tuple(new) + tuple(n for n in LISTS if n in sent)
    drifted = tuple(drift(row, line, around, names))
    problems = (*drifted, *priced.warnings)
    if not sent:
        return Effect(line_amount_minor=line.amount, problems=problems)
    old = {name: live.get(name, "") for name in new}
    total = int(new.get("amount", str(line.amount)))
    return Effect(
        {"id": line.id, **sent},
        total - line.amount,
        total,
        tuple(lists(sent, around.currency)),
        old,
        new,
        problems,
    )


def _subscription_problems(row: Row) -> Iterator[Problem]:
    """A subscription line takes tax rates, discounts and metadata, nothing else (contract 3.2)."""
    for name in row.values:
        if name in ("invoice", "line", "currency", "correction_no", *SUBSCRIPTION_COLUMNS):
            continue
        if not name.startswith("metadata."):
            yield row.problem(name, "subscription_line_field")


def _changed_words(row: Row, line: Line) -> dict[str, object]:
    """Description, discountable and period where they differ; half a period takes the live half."""
    changed: dict[str, object] = {}
    if row.text("description") and row.text("description") != line.description:
        changed["description"] = row.text("description")
    flag = row.values.get("discountable")
    if flag is not None and flag != line.discountable:
        changed["discountable"] = flag
    start = row.values.get("period_start", line.period_start)
    end = row.values.get("period_end", line.period_end)
    if (start, end) != (line.period_start, line.period_end):
        changed["period_start"] = start if start is not None else end
        changed["period_end"] = end if end is not None else start
    return changed


def _limit_problems(row: Row, line: Line, words: Mapping[str, object]) -> Iterator[Problem]:
    """What only the live half shows: a period that ends before it starts, a 51st key."""
    start, end = words.get("period_start"), words.get("period_end")
    if isinstance(start, int) and isinstance(end, int) and end < start:
        name = "period_end" if "period_end" in row.values else "period_start"
        yield row.problem(name, "period_backwards")
    yield from too_many_keys(row, line.metadata)


def too_many_keys(row: Row, live: Mapping[str, str]) -> Iterator[Problem]:
    """Stripe takes 50 keys; taken as counted after merging (contract 2.3)."""
    asked = build.metadata(row.values)
    left = {**live, **asked}
    if asked and sum(value != "" for value in left.values()) > METADATA_KEYS_MAX:
        new = [key for key, value in asked.items() if value and key not in live]
        if new:
            name = f"metadata.{new[-1]}"
            yield row.problem(name, "metadata_keys", allowed=str(METADATA_KEYS_MAX))


def _shown_words(words: Mapping[str, object]) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in words.items()
    }


def _metadata(row: Row, line: Line) -> dict[str, str]:
    """Changed keys; on a subscription line the live keys too, since Stripe replaces them there."""
    asked = build.metadata(row.values)
    changed = {k: v for k, v in asked.items() if line.metadata.get(k, "") != v}
    if changed and line.kind == SUBSCRIPTION:
        return {**line.metadata, **changed}
    return changed


def _shown_metadata(row: Row, line: Line) -> dict[str, str]:
    asked = build.metadata(row.values)
    return {f"metadata.{k}": v for k, v in asked.items() if line.metadata.get(k, "") != v}
