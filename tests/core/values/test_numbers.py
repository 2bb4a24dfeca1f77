"""Numbers and money: one strict grammar, exact results, advice for the rest."""

# ruff: noqa: DTZ001
# Cells hold naive datetimes: Excel knows no zone.

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from batcher.core import money
from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.values import (
    parse,
)
from tests.core.values.reading import JAPANESE_CSV, TOKYO, column_of, read, told


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("75.00", "75.00"), ("7500", "7500"), ("0", "0"), ("-0", "0"), ("-0.00", "0"),
        ("1,234.50", "1234.50"), ("1,234,567", "1234567"), ("１２３４", "1234"),
        ("１，２３４", "1234"), ("￥１，０００", "1000"), ("¥1,000", "1000"), ("$75.00", "75.00"),
        ("€ 75", "75"), ("£75", "75"), ("△1,000", "-1000"), ("▲1,000", "-1000"),
        ("(1,234)", "-1234"),
        ("（1,234）", "-1234"), ("( 5 )", "-5"), ("－100", "-100"), ("−100", "-100"),
        ("‐100", "-100"),
        ("‒100", "-100"), ("–100", "-100"), ("﹣100", "-100"), ("-¥500", "-500"), ("¥-500", "-500"),
        ("△¥500", "-500"), ("(¥500)", "-500"), ("1,000円", "1000"), ("5 円", "5"), ("-5円", "-5"),
        (" 75.00\u3000", "75.00"), ("75.00\n", "75.00"), ("1.234", "1.234"), ("1000.00", "1000.00"),
        ("999999999999999", "999999999999999"), ("- 5", "-5"),
    ],
)  # fmt: skip
def test_money_text(cell: str, amount: str) -> None:
    result = read(cell, Value.MONEY)
    assert isinstance(result, Decimal)
    assert str(result) == str(Decimal(amount))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,23", "number_thousands"), ("1,2345", "number_thousands"),
        ("1234,50", "number_thousands"),
        ("1,234,50", "number_thousands"), (",234", "number_text"), ("1.234,50", "number_european"),
        ("€1.234,50", "number_european"), ("1.234.567", "number_european"),
        ("1'234.50", "number_spaces"), ("1\xa0234", "number_spaces"), ("1 234", "number_spaces"),
        ("1\u202f234", "number_spaces"), ("٣", "number_figures"), ("²", "number_figures"),
        ("½", "number_figures"), ("①", "number_figures"), ("1_000", "number_notation"),
        ("1e3", "number_notation"), ("１Ｅ３", "number_notation"), ("0x10", "number_notation"),
        ("ー100", "number_minus"), ("100-", "number_minus"), ("100△", "number_minus"),
        ("\\1,000", "number_backslash"), ("千円", "number_kanji"), ("一千", "number_kanji"),
        ("3万", "number_kanji"), ("12%", "number_percent"), ("１２％", "number_percent"),
        ("1,000.00 CR", "number_credit"), ("100DR", "number_credit"), ("NaN", "number_not_finite"),
        ("-Infinity", "number_not_finite"), ("007", "number_zeros"), ("00.5", "number_zeros"),
        (".5", "number_text"), ("5.", "number_text"), ("-", "number_text"), ("abc", "number_text"),
        ("+5", "number_text"), ("--5", "number_text"), ("(-5)", "number_text"),
        ("()", "number_text"),
        ("$5円", "number_text"), ("¥$5", "number_text"), ("5 usd", "number_text"),
        ("1000000000000000", "number_digits"), ("0." + "1" * 31, "number_digits"),
        ("0.1234567890123", "number_places"), ("true", "number_text"), ("5\n6", "number_text"),
    ],
)  # fmt: skip
def test_money_text_refused(cell: str, code: str) -> None:
    assert read(cell, Value.MONEY) == code


def test_a_backslash_is_yen_only_in_a_japanese_csv() -> None:
    assert read("\\1,000", Value.MONEY, JAPANESE_CSV) == Decimal(1000)
    assert read("-\\1,000", Value.UNIT_MONEY, JAPANESE_CSV) == Decimal(-1000)
    assert read("(\\1,000)", Value.MONEY, JAPANESE_CSV) == Decimal(-1000)
    assert read("1\\000", Value.MONEY, JAPANESE_CSV) == "number_backslash"
    assert read("\\3", Value.QUANTITY, JAPANESE_CSV) == "number_backslash"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (0.1 + 0.2, "0.3"), (19.99, "19.99"), (0.29, "0.29"), (75.0, "75"), (75, "75"),
        (999.5, "999.5"), (19.995, "19.9950"), (-0.0, "0"), (1e-7, "1E-7"), (-1234.5, "-1234.5"),
        (999999999999999, "999999999999999"), (999999999999999.0, "999999999999999"),
    ],
)  # fmt: skip
def test_number_cells_by_fifteen_digits(cell: float, amount: str) -> None:
    result = read(cell, Value.MONEY)
    assert isinstance(result, Decimal)
    assert str(result) == amount


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1e15, "number_digits"), (10**15, "number_digits"), (-(10**20), "number_digits"),
        (math.nan, "number_not_finite"), (math.inf, "number_not_finite"),
        (-math.inf, "number_not_finite"), (True, "number_is_yes_no"), (False, "number_is_yes_no"),
        (1e-13, "number_places"), (datetime(1913, 9, 8), "number_is_date"),
        (date(1913, 9, 8), "number_is_date"), (time(12), "number_is_date"),
        (timedelta(hours=36), "number_is_date"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [Value.MONEY, Value.QUANTITY, Value.UNIT_MINOR])
def test_number_cells_refused(cell: object, code: str, value: Value) -> None:
    assert read(cell, value) == code


@pytest.mark.parametrize(
    ("cell", "serial"),
    [
        (datetime(1913, 9, 8), "5000"), (date(1900, 2, 28), "59"), (date(1900, 3, 1), "61"),
        (datetime(1913, 9, 8, 12), "5000.5"), (time(6), "0.25"), (timedelta(hours=36), "1.5"),
    ],
)  # fmt: skip
def test_a_date_in_a_number_column_names_the_number_beneath(cell: object, serial: str) -> None:
    fault = parse(cell, column_of(Value.MONEY), TOKYO)
    assert isinstance(fault, Fault)
    assert fault.details["serial"] == serial


def test_a_number_cell_of_three_places_is_not_ambiguous_as_text_is() -> None:
    typed, text = read(1.234, Value.UNIT_MONEY), read("1.234", Value.UNIT_MONEY)
    assert isinstance(typed, Decimal)
    assert isinstance(text, Decimal)
    assert money.unit_to_minor(typed, "usd") == Decimal("123.4")
    refused = money.unit_to_minor(text, "usd")
    assert isinstance(refused, Fault)
    assert told(refused) == "unit_ambiguous"
    assert money.to_minor(text, "kwd") == 1234


@pytest.mark.parametrize(
    ("cell", "value", "result"),
    [
        ("2.5", Value.QUANTITY, Decimal("2.5")), (2.0, Value.QUANTITY, Decimal(2)),
        ("1.1250", Value.QUANTITY, Decimal("1.125")), (1.125, Value.QUANTITY, Decimal("1.125")),
        ("0.125", Value.QUANTITY, Decimal("0.125")), ("1.125", Value.QUANTITY, "number_ambiguous"),
        (100, Value.QUANTITY, Decimal(100)), ("-1", Value.QUANTITY, "number_negative"),
        ("1.1234567890123", Value.QUANTITY, "number_places"), ("¥5", Value.QUANTITY, "number_text"),
        ("5円", Value.QUANTITY, "number_text"), ("1.5000", Value.UNIT_MINOR, Decimal("1.5")),
        ("1.234", Value.UNIT_MINOR, "number_ambiguous"), ("-7,500", Value.MINOR, -7500),
        (7500.0, Value.MINOR, 7500), (75.5, Value.MINOR, "number_not_whole"),
        ("75.00", Value.MINOR, "minor_has_point"), ("30", Value.WHOLE, 30),
        ("30.0", Value.WHOLE, 30), (30.5, Value.WHOLE, "number_not_whole"),
        (-1, Value.WHOLE, "number_negative"), ("10%", Value.PERCENT, Decimal(10)),
        ("１０ ％", Value.PERCENT, Decimal(10)), (0.1, Value.PERCENT, Decimal("0.1")),
        ("8.875", Value.PERCENT, Decimal("8.875")), (100, Value.PERCENT, Decimal(100)),
        ("100.01", Value.PERCENT, "percent_range"), ("1.12345", Value.PERCENT, "number_places"),
        (Fault("number_percent_format", "10%", {"held": "0.1"}), Value.PERCENT, Decimal(10)),
        (Fault("number_percent_format", "7.25%", {"held": "0.0725"}), Value.PERCENT,
         Decimal("7.25")),
        (Fault("number_percent_format", "7%", {"held": "0.0725"}), Value.PERCENT,
         "number_rounded"),
        (Fault("number_percent_format", "1000%", {"held": "10"}), Value.PERCENT, "percent_range"),
        (Fault("number_percent_format", "-5%", {"held": "-0.05"}), Value.PERCENT,
         "number_negative"),
        (Fault("number_percent_format", "10%", {"held": "0.1"}), Value.QUANTITY,
         "number_percent_format"),
        ("0.01", Value.UNIT_MONEY, Decimal("0.01")),
        ("$0.0125", Value.UNIT_MONEY, Decimal("0.0125")),
        ("0." + "0" * 15 + "1", Value.UNIT_MONEY, "number_places"),
    ],
)  # fmt: skip
def test_other_numbers(cell: object, value: Value, result: object) -> None:
    found = read(cell, value)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(("cell", "allowed"), [("1.125", {"whole": "1125", "exact": "1.1250"})])
def test_ambiguous_quantity_offers_both(cell: str, allowed: dict[str, str]) -> None:
    fault = parse(cell, column_of(Value.QUANTITY), TOKYO)
    assert isinstance(fault, Fault)
    assert fault.details == allowed
