"""What a live line shows, as the cells of a row that reading takes for the very same values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from batcher.core import columns, money
from batcher.core.columns import Column, metadata_column
from batcher.core.live import Line
from batcher.core.model import CLEAR, Fault, Kind
from batcher.core.values import Context, is_empty_mark, parse, write_instant

Cells = dict[str, object]
_DIGITS_MAX = 15  # a number of more is written as text, and not every text is read as a number


@dataclass(frozen=True, slots=True)
class Paper:
    """What cells are written for: the account's time zone and the language of words."""

    zone: tzinfo
    language: str = "en"


def shown(line: Line, currency: str, paper: Paper) -> Cells:
    """A line's values by canonical header, "" where it has none; in no order."""
    unit = line.unit_amount
    return {
        "amount": money.from_minor(line.amount, currency),
        "quantity": "" if line.quantity is None else money.trimmed(line.quantity),
        "unit_amount": "" if unit is None else money.unit_from_minor(unit, currency),
        "price": line.price,
        "product": line.product,
        "description": line.description,
        "discountable": "" if line.discountable is None else line.discountable,
        "period_start": _instant(line.period_start, paper),
        "period_end": _instant(line.period_end, paper),
        "tax_rates": line.tax_rates or "",
        "discounts": line.discounts or "",
    }


def _instant(seconds: int | None, paper: Paper) -> str:
    return "" if seconds is None else write_instant(seconds, paper.zone)


def prefilled(
    values: Mapping[str, object], kind: Kind, paper: Paper
) -> Iterator[tuple[str, object]]:
    """Each value in its own cell and in its `was.` twin.

    What a cell cannot say (a text that reads as an error, an id of another kind) is in neither.
    """
    for name, value in values.items():
        if value == "":
            yield f"was.{name}", ""
        elif _can_be_said(value, columns.column(name, kind), paper):
            yield name, value
            yield f"was.{name}", value


def _can_be_said(value: object, column: Column, paper: Paper) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _DIGITS_MAX:
        return True
    text = ", ".join(value) if isinstance(value, tuple) else _text(value)
    read = parse(text, column, Context(paper.zone))
    return not (read is None or read is CLEAR or isinstance(read, Fault) or is_empty_mark(text))


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def currency_cell(currency: str, paper: Paper) -> Cells:
    """The currency of a row, where it is one that reading knows."""
    known = _can_be_said(currency, columns.column("currency", Kind.UPDATE), paper)
    return {"currency": currency} if currency and known else {}


def metadata_keys(maps: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Every key once, sorted, without batcher's own and those that no header can say."""
    keys = {key for one in maps for key in one}
    return tuple(sorted(key for key in keys if key != columns.TAG and _has_header(key)))


def _has_header(key: str) -> bool:
    name = metadata_column(key).name
    found = columns.header(name, Kind.UPDATE)
    return found is not None and found.name == name


def metadata(values: Mapping[str, str], keys: Iterable[str]) -> Cells:
    """The metadata columns of one row; "" for a key that others have."""
    return {metadata_column(key).name: values.get(key, "") for key in keys}
