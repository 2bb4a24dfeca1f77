"""What one row does to its invoice as it is now: parameters, money, changes, proof, or problems.

Only the cells that differ from the live line are sent; blank means leave alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from batcher.core import money
from batcher.core.checking import AMOUNTS, UNITS, Row, minor_of
from batcher.core.columns import METADATA_KEYS_MAX, column
from batcher.core.live import ITEM, SUBSCRIPTION, Invoice, Json, Line, Missing, fields, plain
from batcher.core.model import CLEAR, Fault, Kind, Problem, Severity
from batcher.core.plan import parameters as build
from batcher.core.plan.identity import minor_amount, minor_exact
from batcher.core.plan.parts import Change
from batcher.core.schemas import EMPTY

ONE_VALUE = ("amount", "quantity", "unit_amount", "price")
SUBSCRIPTION_COLUMNS = ("tax_rates", "discounts")
# What a live line shows, so that `was.` can be compared with it.
SEEN = (*ONE_VALUE, "product", "description", "discountable", "period_start", "period_end")
Parameters = build.Parameters


@dataclass(frozen=True, slots=True)
class Effect:
    """A row worked out. `parameters` is None where nothing is to be sent.

    `change_minor`: what it adds to the sum of line amounts. `old`/`new`: `live.fields` values that
    prove it. `columns`: (parameter, header) pairs for finding the cell an error names.
    """

    parameters: Parameters | None = None
    change_minor: int = 0
    line_amount_minor: int = 0
    changes: tuple[Change, ...] = ()
    old: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    invoice_item: str = ""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a row is judged against: its invoice, prices and pending items as read."""

    invoice: Invoice | None
    currency: str
    prices: Mapping[str, Json | Missing]
    invoice_items: Mapping[str, Json | Missing]
    zone: ZoneInfo
    moved: Mapping[str, str]  # il_… or ii_… unassigned elsewhere in this workbook -> its ii_…
    lists_stand: bool = False  # the ledger says this row's lists are already as asked


def add(row: Row, around: Surroundings, operation_id: str) -> Effect:
    """A new line, or a pending invoice item put on the invoice."""
    priced = _added_price(row, around)
    if isinstance(priced, Problem):
        return Effect(problems=(priced,))
    sent, amount, item = priced
    line = {
        **sent,
        **build.words(row.values),
        **build.lists(row, around.currency),
        **build.tagged(row.values, operation_id),
    }
    shown = money.show(amount, around.currency)
    changes = [Change("amount", "", shown)]
    if row.text("description"):
        changes.append(Change("description", "", row.text("description")))
    warnings = tuple(_rounded(row, around))
    return Effect(line, amount, amount, tuple(changes), {}, {}, warnings, item)


def _added_price(row: Row, around: Surroundings) -> tuple[Parameters, int, str] | Problem:
    """How a new line is priced: its parameters, its amount in minor units, its invoice item."""
    if "invoice_item" in row.values:
        return _attached(row, around)
    quantity = row.values.get("quantity", Decimal(1))
    assert isinstance(quantity, Decimal)
    if "price" in row.values:
        unit = price_unit(row, around)
        if isinstance(unit, Problem):
            return unit
        total, _ = money.line_total_minor(unit, quantity)
        sent = {"pricing": {"price": row.text("price")}, **build.quantity_parameter(quantity)}
        return sent, total, ""
    units = row.filled(UNITS)
    if units:
        unit = minor_exact(units[0], row.values[units[0]], around.currency)
        total, _ = money.line_total_minor(unit, quantity)
        return _own_price(row, around, unit, quantity, total)
    amount = row.filled(AMOUNTS)[0]
    minor = minor_amount(amount, row.values[amount], around.currency)
    return {"amount": minor}, minor, ""


def _own_price(
    row: Row, around: Surroundings, unit: Decimal, quantity: Decimal, total: int
) -> tuple[Parameters, int, str] | Problem:
    differs = _amount_differs(row, around, total)
    if differs:
        return differs
    own = build.price_data(
        unit,
        around.currency,
        product=row.text("product"),
        product_name=row.text("product_name") or row.text("description"),
        tax_behavior=row.text("tax_behavior"),
    )
    return {"price_data": own, **build.quantity_parameter(quantity)}, total, ""


def _amount_differs(row: Row, around: Surroundings, total: int) -> Problem | None:
    """`amount` beside a unit amount is a check; it has to come to the same."""
    for name in row.filled(AMOUNTS):
        if minor_amount(name, row.values[name], around.currency) != total:
            return row.problem(name, "amount_differs", product=money.show(total, around.currency))
    return None


def _rounded(row: Row, around: Surroundings) -> Iterator[Problem]:
    """Say where quantity x unit amount is no whole minor unit: Stripe rounds, and so do we."""
    units, quantity = row.filled(UNITS), row.values.get("quantity", Decimal(1))
    assert isinstance(quantity, Decimal)
    name = units[0] if units else "price"
    if name not in row.values:
        return
    unit = (
        minor_exact(name, row.values[name], around.currency) if units else price_unit(row, around)
    )
    assert isinstance(unit, Decimal)
    total, rounded = money.line_total_minor(unit, quantity)
    if rounded:
        yield from _rounding(row, name, total, around.currency)


def _attached(row: Row, around: Surroundings) -> tuple[Parameters, int, str] | Problem:
    """A pending item, or one that this workbook unassigns elsewhere."""
    wanted = row.text("invoice_item")
    item_id = around.moved.get(wanted, wanted)
    item = around.invoice_items.get(item_id)
    if item is None or isinstance(item, Missing) or item.get("deleted") is True:
        reason = item.reason if isinstance(item, Missing) else ""
        return row.problem("invoice_item", "object_missing", kind="invoice item", reason=reason)
    place = item.get("invoice")
    here = around.invoice.id if around.invoice else ""
    if place and wanted not in around.moved and item_id not in around.moved:
        code = "item_already_here" if place == here else "item_attached"
        return row.problem("invoice_item", code, other=str(place))
    if str(item.get("currency") or around.currency).lower() != around.currency:
        return row.problem(
            "invoice_item", "item_currency", found=str(item["currency"]), expected=around.currency
        )
    customer = str(item.get("customer") or "")
    if around.invoice and customer and around.invoice.customer not in ("", customer):
        return row.problem("invoice_item", "item_customer", found=customer)
    return {"invoice_item": item_id}, int(item["amount"]), item_id


def price_unit(row: Row, around: Surroundings) -> Decimal | Problem:
    """The unit amount of the price a row names, in minor units of the invoice's currency."""
    price = around.prices.get(row.text("price"))
    if price is None or isinstance(price, Missing):
        reason = price.reason if price else ""
        return row.problem("price", "object_missing", kind="price", reason=reason)
    if price.get("type") == "recurring" or price.get("recurring"):
        return row.problem("price", "price_recurring")
    if price.get("active") is False:
        return row.problem("price", "price_inactive")
    own: Json = price
    if str(price.get("currency") or "").lower() != around.currency:
        options = price.get("currency_options")
        other = options.get(around.currency) if isinstance(options, Mapping) else None
        if not isinstance(other, Mapping):
            found = str(price.get("currency") or "")
            return row.problem("price", "price_currency", found=found, expected=around.currency)
        own = other
    unit = own.get("unit_amount_decimal")
    unit = own.get("unit_amount") if unit is None else unit
    if unit is None:
        return row.problem("price", "price_no_unit")
    return Decimal(str(unit))


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
    priced = _priced(row, line, around)
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
    names = tuple(new) + tuple(n for n in ("tax_rates", "discounts", "tax_amounts") if n in sent)
    drifted = tuple(drift(row, line, around, names))
    problems = (*drifted, *priced.warnings)
    if not sent:
        return Effect(line_amount_minor=line.amount, problems=problems)
    old = {name: live.get(name, "") for name in new}
    changes = tuple(_changes(old, new, sent, around))
    total = int(new.get("amount", str(line.amount)))
    return Effect(
        {"id": line.id, **sent},
        total - line.amount,
        total,
        changes,
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


@dataclass(frozen=True, slots=True)
class _Priced:
    """How an update changes the price: what is sent, and the values that prove it."""

    parameters: Parameters = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def _priced(row: Row, line: Line, around: Surroundings) -> _Priced | Problem:
    """One way of pricing, worked out against the live line; empty where nothing changes."""
    quantity = row.values.get("quantity")
    assert quantity is None or isinstance(quantity, Decimal)
    units, amounts = row.filled(UNITS), row.filled(AMOUNTS)
    if units:
        unit = minor_exact(units[0], row.values[units[0]], around.currency)
        return _with_unit(row, line, around, unit, quantity)
    if "price" in row.values:
        return _with_price(row, line, around, quantity)
    if amounts:
        total = minor_amount(amounts[0], row.values[amounts[0]], around.currency)
        return _with_amount(row, line, around, amounts[0], total)
    if quantity is not None:
        return _with_quantity(row, line, around, quantity)
    return _Priced()


def _with_amount(row: Row, line: Line, around: Surroundings, name: str, total: int) -> _Priced:
    if total == line.amount:
        return _Priced()
    warnings = []
    shape = f"{plain(line.quantity or Decimal(1))} x {_unit_shown(line, around.currency)}"
    if line.quantity not in (None, Decimal(1)):
        warnings.append(
            row.problem(name, "amount_replaces_quantity", Severity.WARNING, shape=shape)
        )
    elif _is_catalogue(line, around):
        warnings.append(
            row.problem(name, "amount_replaces_price", Severity.WARNING, price=line.price)
        )
    return _Priced({"amount": total}, {"amount": str(total)}, tuple(warnings))


def _unit_shown(line: Line, currency: str) -> str:
    if line.unit_amount is None:
        return "?"
    return plain(money.unit_from_minor(line.unit_amount, currency))


def live_price(line: Line, around: Surroundings) -> Json | None:
    """The price object behind a live line, or None when it could not be read."""
    found = line.price_object or around.prices.get(line.price)
    return None if isinstance(found, Missing) else found


def _is_catalogue(line: Line, around: Surroundings) -> bool:
    """True for a price that is in use beyond this line: one-off prices are made inactive."""
    price = live_price(line, around)
    return bool(price) and price is not None and price.get("active") is True


def _with_quantity(
    row: Row, line: Line, around: Surroundings, quantity: Decimal
) -> _Priced | Problem:
    """`quantity` alone keeps the unit price."""
    if quantity == (line.quantity if line.quantity is not None else Decimal(1)):
        return _Priced()
    unit = line.unit_amount
    if unit is None:
        return row.problem("quantity", "unit_unknown")
    total, rounded = money.line_total_minor(unit, quantity)
    return _Priced(
        build.quantity_parameter(quantity),
        {"amount": str(total), "quantity": plain(quantity)},
        _rounding(row, "quantity", total, around.currency) if rounded else (),
    )


def _rounding(row: Row, name: str, total: int, currency: str) -> tuple[Problem, ...]:
    shown = money.show(total, currency)
    return (row.problem(name, "rounded_total", Severity.WARNING, total=shown),)


def _live_quantity(line: Line, quantity: Decimal | None) -> Decimal:
    """The row's quantity, else the live one, else 1."""
    if quantity is not None:
        return quantity
    return Decimal(1) if line.quantity is None else line.quantity


def _with_price(
    row: Row, line: Line, around: Surroundings, quantity: Decimal | None
) -> _Priced | Problem:
    unit = price_unit(row, around)
    if isinstance(unit, Problem):
        return unit
    count = _live_quantity(line, quantity)
    if row.text("price") == line.price and count == _live_quantity(line, None):
        return _Priced()
    total, rounded = money.line_total_minor(unit, count)
    return _Priced(
        {"pricing": {"price": row.text("price")}, **build.quantity_parameter(count)},
        {"amount": str(total), "quantity": plain(count), "price": row.text("price")},
        _rounding(row, "price", total, around.currency) if rounded else (),
    )


def _with_unit(
    row: Row, line: Line, around: Surroundings, unit: Decimal, quantity: Decimal | None
) -> _Priced | Problem:
    """A unit amount of its own; a blank product and tax behavior come from the live price."""
    name, count = row.filled(UNITS)[0], _live_quantity(line, quantity)
    total, rounded = money.line_total_minor(unit, count)
    differs = _amount_differs(row, around, total)
    if differs:
        return differs
    price = live_price(line, around) or {}
    product = row.text("product") or ("" if row.text("product_name") else line.product)
    tax = row.text("tax_behavior") or str(price.get("tax_behavior") or "")
    same_words = (
        not row.text("product_name")
        and row.text("product") in ("", line.product)
        and row.text("tax_behavior") in ("", price.get("tax_behavior"))
    )
    if unit == line.unit_amount and count == _live_quantity(line, None) and same_words:
        return _Priced()
    label = row.text("product_name") or row.text("description") or line.description
    if not product and not label:
        return row.problem("product", "product_missing")
    own = build.price_data(
        unit, around.currency, product=product, product_name=label, tax_behavior=tax
    )
    return _Priced(
        {"price_data": own, **build.quantity_parameter(count)},
        {"amount": str(total), "quantity": plain(count), "unit_amount": plain(unit)},
        _rounding(row, name, total, around.currency) if rounded else (),
    )


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


def drift(
    row: Row, line: Line, around: Surroundings, changed: tuple[str, ...]
) -> Iterator[Problem]:
    """Where the live line is not what the person saw; only for the cells this row changes."""
    names = dict.fromkeys(changed)
    if any(name in ONE_VALUE for name in changed):
        names.update(dict.fromkeys(ONE_VALUE))
    live = fields(line)
    for name in names:
        for header in _was_headers(row, name):
            seen = _was(header, row.was[header], around.currency)
            if isinstance(seen, Fault):
                yield row.fault(f"was.{header}", seen)
                continue
            now = live.get(name, "")
            if seen != now:
                yield row.problem(
                    header if header in row.values else f"was.{header}",
                    "drift",
                    old=_shown(name, seen, around),
                    live=_shown(name, now, around),
                    new=_shown(name, _asked(row, header, around.currency), around),
                    column=header,
                )


def _was_headers(row: Row, name: str) -> tuple[str, ...]:
    twins = {"amount": AMOUNTS, "unit_amount": UNITS}.get(name, (name,))
    shown = name not in ("tax_rates", "discounts", "tax_amounts")
    return tuple(twin for twin in twins if twin in row.was and shown)


def _was(header: str, value: object, currency: str) -> str | Fault:
    """A `was.` cell in the form of `live.fields`; a Fault for money this currency cannot have."""
    if value is EMPTY or value is CLEAR:
        return ""
    if header in (*AMOUNTS, *UNITS):
        minor = minor_of(header, value, currency)
        return minor if isinstance(minor, Fault) else plain(Decimal(minor or 0))
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, Decimal) else str(value)


def _asked(row: Row, header: str, currency: str) -> str:
    value = row.values.get(header)
    told = "" if value is None else _was(header, value, currency)
    assert not isinstance(told, Fault), "the row's own money passed its checks"
    return told


def _shown(name: str, value: str, around: Surroundings) -> str:
    """A value of `live.fields` as a person reads it."""
    if value == "":
        return "(empty)"
    if name == "amount":
        return money.show(int(value), around.currency)
    if name == "unit_amount":
        return plain(money.unit_from_minor(Decimal(value), around.currency))
    if name in ("period_start", "period_end"):
        return datetime.fromtimestamp(int(value), around.zone).isoformat()
    return value


def _changes(
    old: Mapping[str, str], new: Mapping[str, str], sent: Mapping[str, object], around: Surroundings
) -> Iterator[Change]:
    for name, value in new.items():
        if old[name] != value:
            yield Change(name, _shown(name, old[name], around), _shown(name, value, around))
    for name in ("tax_rates", "discounts", "tax_amounts"):
        if name in sent:
            yield Change(name, "", _list_shown(sent[name]))


def _list_shown(value: object) -> str:
    if value == "":
        return "(clear)"
    assert isinstance(value, list)
    return ", ".join(
        one if isinstance(one, str) else "/".join(str(v) for v in one.values()) for one in value
    )


def column_of(row: Row, kind: Kind) -> tuple[tuple[str, str], ...]:
    """(API parameter, canonical header) of a row's filled cells, for reading Stripe's `param`."""
    pairs = [(column(name, kind).parameter, name) for name in row.values]
    if kind is Kind.CREATE:
        pairs = [(parameter.removeprefix("lines."), name) for parameter, name in pairs]
    return tuple((parameter, name) for parameter, name in pairs if parameter)
