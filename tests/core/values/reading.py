"""How the tests of values read a cell, and check that every fault can be told."""

from __future__ import annotations

import string
from zoneinfo import ZoneInfo

from batcher import locale
from batcher.core import columns
from batcher.core.columns import Column, Kind, Value
from batcher.core.model import Fault
from batcher.core.values import (
    Context,
    parse,
)

TOKYO = Context(ZoneInfo("Asia/Tokyo"))
JAPANESE_CSV = Context(ZoneInfo("Asia/Tokyo"), csv_backslash_yen=True)
NEW_YORK = Context(ZoneInfo("America/New_York"))


def column_of(value: Value) -> Column:
    names = {
        Value.INVOICE: ("invoice", Kind.ADD), Value.ID: ("line", Kind.UPDATE),
        Value.IDS: ("tax_rates", Kind.ADD), Value.TEXT: ("description", Kind.ADD),
        Value.CURRENCY: ("currency", Kind.ADD), Value.MONEY: ("amount", Kind.ADD),
        Value.MINOR: ("amount_minor", Kind.ADD), Value.UNIT_MONEY: ("unit_amount", Kind.ADD),
        Value.UNIT_MINOR: ("unit_amount_minor", Kind.ADD), Value.QUANTITY: ("quantity", Kind.ADD),
        Value.WHOLE: ("days_until_due", Kind.CREATE), Value.START: ("period_start", Kind.ADD),
        Value.PERCENT: ("tax_1_percentage", Kind.ADD), Value.YES_NO: ("discountable", Kind.ADD),
        Value.END: ("period_end", Kind.ADD), Value.CHOICE: ("behavior", Kind.REMOVE),
    }  # fmt: skip
    return columns.column(*names[value])


def read(cell: object, value: Value, context: Context = TOKYO) -> object:
    """The value, or the code of the fault after checking that its message is whole."""
    result = parse(cell, column_of(value), context)
    return told(result) if isinstance(result, Fault) else result


def told(fault: Fault) -> str:
    for language in locale.LANGUAGES:
        text = getattr(locale.PROBLEMS[fault.code], language)
        words = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert words <= {"value", *fault.details}, fault
    return fault.code
