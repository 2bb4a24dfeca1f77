"""Text, yes and no, choices, currencies."""

# ruff: noqa: DTZ001
# Cells hold naive datetimes: Excel knows no zone.

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

import pytest

from batcher.core import columns
from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.values import (
    parse,
)
from tests.core.values.reading import TOKYO, column_of, read, told


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        (" Extra seats\u3000", "Extra seats"), ("一行目\r\n二行目", "一行目\n二行目"),
        ("a\rb", "a\nb"),
        ("a_x000D_\nb", "a\nb"), ("_x000D_", None), ("か\u3099", "が"), ("NA", "NA"),
        ("NULL", "NULL"),
        ("None", "None"), ("=1+1", "=1+1"), ("a\tb", "a\tb"), ("👩‍👧", "👩‍👧"), (12.0, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"), (True, "TRUE"), (False, "FALSE"), (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1), "2026-04-01"), (datetime(2026, 4, 1, 9), "2026-04-01 09:00:00"),
        ("a\x07b", "text_control"), ("a\x00", "text_control"), ("\ud800", "text_control"),
        ("a\ufffdb", "text_control"), ("x" * 5000, "x" * 5000), ("x" * 5001, "text_too_long"),
        (1e15, "number_digits"), (math.nan, "number_not_finite"), (1e-9, "text_number"),
        (time(9), "text_is_time"), (timedelta(1), "text_is_time"),
    ],
)  # fmt: skip
def test_text(cell: object, result: object) -> None:
    assert read(cell, Value.TEXT) == result


def test_metadata_values_have_500_characters() -> None:
    fault = parse("あ" * 501, columns.metadata_column("k"), TOKYO)
    assert isinstance(fault, Fault)
    assert (told(fault), fault.details) == ("text_too_long", {"length": "501", "allowed": "500"})
    assert len(fault.shown) == 121


@pytest.mark.parametrize(
    "cell", ["yes", "Y", "はい", "TRUE", "true", "１", "1", 1, 1.0, True, "○", "有"]
)
def test_yes(cell: object) -> None:
    assert read(cell, Value.YES_NO) is True


@pytest.mark.parametrize(
    "cell", ["no", "Ｎ", "いいえ", "FALSE", "0", 0, 0.0, False, "×", "無", "対象外"]
)
def test_no(cell: object) -> None:
    assert read(cell, Value.YES_NO) is False


@pytest.mark.parametrize("cell", ["maybe", 2, 0.5, "-", date(2026, 4, 1), "はいいいえ"])
def test_neither_yes_nor_no(cell: object) -> None:
    assert read(cell, Value.YES_NO) == "yes_no_unknown"


@pytest.mark.parametrize(
    ("cell", "result"),
    [("delete", "delete"), ("DELETE ", "delete"), ("削除", "delete"), ("割り当て解除", "unassign"),
     ("解除", "unassign"), ("keep", "choice_unknown"), (1, "choice_unknown")],
)  # fmt: skip
def test_choices(cell: object, result: str) -> None:
    assert read(cell, Value.CHOICE) == result


def test_a_mistyped_choice_gets_the_nearest() -> None:
    fault = parse("unasign", column_of(Value.CHOICE), TOKYO)
    assert isinstance(fault, Fault)
    assert fault.details["suggestion"] == "unassign"
    assert fault.details["allowed"].startswith("delete = 削除 / unassign = ")


@pytest.mark.parametrize(
    ("cell", "result"),
    [("usd", "usd"), ("USD", "usd"), ("ＪＰＹ ", "jpy"), ("$", "currency_sign"), ("円",
     "currency_sign"),
     ("ussd", "currency_unknown_near"), ("xyz1", "currency_unknown"), (392, "currency_unknown"),
     (True, "currency_unknown")],
)  # fmt: skip
def test_currencies(cell: object, result: str) -> None:
    assert read(cell, Value.CURRENCY) == result


def test_a_mistyped_currency_gets_the_nearest() -> None:
    fault = parse("ussd", column_of(Value.CURRENCY), TOKYO)
    assert isinstance(fault, Fault)
    assert fault.details == {"suggestion": "USD"}
