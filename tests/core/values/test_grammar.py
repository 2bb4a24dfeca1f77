"""Which grammar reads which cell: blanks, marks, whole columns, and what always holds."""

# ruff: noqa: DTZ001
# Cells hold naive datetimes: Excel knows no zone.

from __future__ import annotations

import math
import string
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batcher.core import columns, money
from batcher.core.columns import Value
from batcher.core.model import CLEAR, Fault
from batcher.core.values import (
    Context,
    is_blank,
    is_empty_mark,
    parse,
    parse_column,
    shown,
)
from tests.core.values.reading import TOKYO, column_of, read, told


@pytest.mark.parametrize(
    "cell", [None, "", " ", "\u3000", "\xa0\t\n", "\u200b", "\ufeff", "\u2060"]
)
@pytest.mark.parametrize("value", list(Value))
def test_blank_is_none_in_every_column(cell: object, value: Value) -> None:
    assert is_blank(cell)
    assert parse(cell, column_of(value), TOKYO) is None


@pytest.mark.parametrize(
    "cell", ["(clear)", "（消去）", "(消去)", "（clear）", " (CLEAR) ", "( Clear )"]
)
def test_clear_only_where_a_list_or_key_can_be_emptied(cell: str) -> None:
    assert parse(cell, columns.metadata_column("team"), TOKYO) is CLEAR
    assert read(cell, Value.IDS) is CLEAR
    assert read(cell, Value.TEXT) == "clear_not_allowed"
    assert read(cell, Value.MONEY) == "clear_not_allowed"


def test_empty_marks() -> None:
    assert all(map(is_empty_mark, ["(empty)", "（空）", "(EMPTY)", "（空白）"]))
    assert not any(map(is_empty_mark, ["empty", "", None, 0, "(clear)"]))


@pytest.mark.parametrize(
    "cell",
    ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!",
     "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#Err509!", "Err:502", " #REF! "],
)  # fmt: skip
@pytest.mark.parametrize("value", [Value.TEXT, Value.MONEY, Value.ID, Value.START])
def test_error_text_is_never_a_value(cell: str, value: Value) -> None:
    assert read(cell, value) == "error_text"


def test_a_hash_alone_is_no_error() -> None:
    assert read("#42", Value.TEXT) == "#42"
    assert read("Error in June", Value.TEXT) == "Error in June"


def test_a_fault_cell_comes_back_as_it_is() -> None:
    fault = Fault("merged", "x")
    assert parse(fault, column_of(Value.MONEY), TOKYO) is fault


@pytest.mark.parametrize("cell", [b"x", [1], Decimal(1), object()])
def test_what_no_reader_gives_is_refused(cell: object) -> None:
    assert read(cell, Value.TEXT) == "cell_unreadable"


def test_a_column_is_read_cell_by_cell_and_keeps_its_index() -> None:
    fault = Fault("merged", "x")
    cells: list[object] = [
        "75.00",
        75.0,
        True,
        1,
        None,
        fault,
        "75.00",
        datetime(1913, 9, 8),
        math.nan,
    ]
    series = pd.Series(cells, index=[2, 3, 5, 8, 9, 10, 11, 12, 13], dtype=object)
    result = parse_column(series, column_of(Value.MONEY), TOKYO)
    assert list(result.index) == [2, 3, 5, 8, 9, 10, 11, 12, 13]
    assert result.dtype == object
    assert result[2] == result[3] == result[11] == Decimal(75)
    assert result[5].code == "number_is_yes_no"
    assert result[8] == Decimal(1)
    assert result[9] is None
    assert result[10] is fault
    assert result[12].code == "number_is_date"
    assert result[13].code == "number_not_finite"


def test_an_empty_column() -> None:
    assert parse_column(pd.Series([], dtype=object), column_of(Value.TEXT), TOKYO).empty


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), ("x ", "x "), (75.0, "75"), (0.1 + 0.2, "0.3"), (7, "7"), (True, "TRUE"),
        (False, "FALSE"), (date(2026, 4, 1), "2026-04-01"), (datetime(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 9, 30), "2026-04-01 09:30:00"), (time(9, 30), "09:30:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"), (timedelta(hours=-1), "-1:00:00"),
        (datetime(2026, 4, 1, tzinfo=UTC), "2026-04-01 00:00:00+00:00"), (pd.NaT, ""),
        (Fault("x", "seen"), "seen"),
    ],
)  # fmt: skip
def test_shown(cell: object, text: str) -> None:
    assert shown(cell) == text


CELLS = st.one_of(
    st.none(), st.text(), st.booleans(), st.integers(), st.floats(), st.datetimes(), st.dates(),
    st.times(), st.timedeltas(), st.from_regex(r"[-(¥△]?[0-9]{1,4}([.,][0-9]{1,4}){0,3}[)円%-]?"),
    st.from_regex(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?([T ][0-9:]{1,8}Z?)?"),
    st.datetimes(timezones=st.timezones()),
)  # fmt: skip


def kinds_in(result: object) -> bool:
    members = result if isinstance(result, tuple) else (result,)
    return not any(isinstance(member, float) for member in members)


@settings(max_examples=400)
@given(CELLS, st.sampled_from(list(Value)), st.booleans())
def test_any_cell_is_a_value_or_a_fault_and_never_a_float(
    cell: object, value: Value, yen: bool
) -> None:
    result = parse(cell, column_of(value), Context(ZoneInfo("Asia/Tokyo"), yen))
    assert kinds_in(result)
    if isinstance(result, Fault):
        told(result)


@given(st.integers(-99_999_900, 99_999_999), st.sampled_from(sorted(money.CURRENCIES)))
def test_shown_amounts_are_read_back(minor: int, currency: str) -> None:
    whole = minor - minor % 100 if currency in ("isk", "ugx") else minor
    amount = read(money.show(whole, currency), Value.MONEY)
    assert isinstance(amount, Decimal)
    assert money.to_minor(amount, currency) == whole


@given(st.integers(-99_999_900, 99_999_999), st.sampled_from(["usd", "jpy", "kwd", "isk"]))
def test_amounts_typed_into_number_cells_are_exact(minor: int, currency: str) -> None:
    whole = minor - minor % 100 if currency == "isk" else minor
    amount = read(float(money.from_minor(whole, currency)), Value.MONEY)
    assert isinstance(amount, Decimal)
    assert money.to_minor(amount, currency) == whole


def test_every_text_of_values_is_in_both_languages() -> None:
    from batcher.locale import values as texts

    for code, text in texts.PROBLEMS.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(part) if name} for part in text
        ]
        assert fields[0] == fields[1], code
