"""What a column is: its kind of value, its sheets, its parameter. It knows no column by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from batcher.core.model import OPERATIONS, Kind


class Value(StrEnum):
    """The kinds of value a cell can have; `core/values.py` holds the grammar of each."""

    INVOICE = "invoice"  # in_… or @ref
    ID = "id"  # one id with one of the column's prefixes
    IDS = "ids"  # a list of ids
    TEXT = "text"
    CURRENCY = "currency"
    MONEY = "money"  # major unit, as many places as the currency has
    MINOR = "minor"  # the API's integer
    UNIT_MONEY = "unit_money"  # major unit, up to 12 places in the minor unit
    UNIT_MINOR = "unit_minor"  # minor unit, up to 12 places
    QUANTITY = "quantity"  # zero or more, up to 12 places
    WHOLE = "whole"  # zero or more, no places
    PERCENT = "percent"  # 0 to 100, up to 4 places
    YES_NO = "yes_no"
    START = "start"  # a day from 00:00:00, or an instant
    END = "end"  # a day to 23:59:59, or an instant
    CHOICE = "choice"  # one of the column's choices


@dataclass(frozen=True, slots=True)
class Column:
    """One column of DESIGN 2.2.

    `japanese`: the first is the header of Japanese templates. `parameter`: where its value goes in
    the API's parameters, dotted, starting at the call's own (`lines.amount`); empty when it is
    never sent. `required`: sheets on which no cell may be blank. `subscription`: a subscription
    line may carry it. `prefixes`: allowed id prefixes; none means any id. `length`: characters at
    most. `choices`: canonical value -> the words accepted for it. `note`: what people read about
    it.
    """

    name: str
    value: Value
    sheets: frozenset[Kind]
    parameter: str = ""
    aliases: tuple[str, ...] = ()
    japanese: tuple[str, ...] = ()
    required: frozenset[Kind] = frozenset()
    subscription: bool = False
    clearable: bool = False
    prefixes: tuple[str, ...] = ()
    length: int = 5000
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str = ""
    note_ja: str = ""

    def header(self, kind: Kind, language: str = "en") -> str:
        """The header in templates: starred where required."""
        text = self.japanese[0] if language == "ja" and self.japanese else self.name
        return f"{text}*" if kind in self.required else text


CREATE, ADD, UPDATE, REMOVE, METADATA = (
    frozenset({kind}) for kind in (Kind.CREATE, Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.METADATA)
)
LINES = ADD | UPDATE
ALL = frozenset(OPERATIONS)
CONTROL = frozenset({Kind.CONTROL})

TAX_AMOUNTS_MAX = 20
METADATA_KEYS_MAX = 50
METADATA_KEY_LENGTH = 40
METADATA_VALUE_LENGTH = 500
WAS_SHEETS = UPDATE | REMOVE | METADATA
TAG = "batcher"  # the metadata key that carries an operation id
