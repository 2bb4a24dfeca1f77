"""What may stand in a cell: nothing raises, nothing is shown as what it is not."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core.model import Fault
from batcher.workbook.cells import CUT_MARK, TEXT_UNITS_MAX, safe_cell, safe_text, shown_width

TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (None, None),
        ("", None),
        (math.nan, None),
        (pd.NaT, None),
        (pd.NA, None),
        (Decimal("NaN"), None),
        (True, True),
        (12, 12),
        (np.int64(12), 12),
        (999_999_999_999_999, 999_999_999_999_999),
        (1_234_567_890_123_456, "1234567890123456"),
        (math.inf, "inf"),
        (0.5, 0.5),
        (Decimal("75.00"), 75.0),
        (Decimal("0.29"), 0.29),
        (Decimal("1234567890123.45"), 1234567890123.45),
        (Decimal("12345678901234.567"), "12345678901234.567"),
        ("=1+1", "=1+1"),
        ("+1", "+1"),
        ("https://example.com", "https://example.com"),
        ("a\x07b\x00", "a\\x07b\\x00"),
        ("half \ud800", "half \\ud800"),
        ("\ufffe", "\\ufffe"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        (Fault("error_cell", "#REF!"), "#REF!"),
        (Fault("formula_without_value"), None),
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(2026, 11, 1, 0, 0, 2), datetime(2026, 11, 1, 0, 0, 2)),  # noqa: DTZ001
        (datetime(2026, 11, 1, 9, tzinfo=TOKYO), "2026-11-01T00:00:00Z"),
        (datetime(1, 1, 1, tzinfo=TOKYO), "0001-01-01T00:00:00+09:00"),
        (time(9, 30), time(9, 30)),
        (time(9, 30, tzinfo=UTC), "09:30:00+00:00"),
        (timedelta(hours=30), timedelta(hours=30)),
        (timedelta(days=-1), "-1 day, 0:00:00"),
        (["a"], "['a']"),
    ],
)
def test_value_becomes_what_a_cell_can_hold(value: object, held: object) -> None:
    found = safe_cell(value)
    assert found == held
    assert type(found) is type(held)


def test_text_at_the_limit_stands_and_one_more_is_cut_with_a_mark() -> None:
    assert safe_text("a" * TEXT_UNITS_MAX) == "a" * 32_767
    cut = safe_text("a" * (TEXT_UNITS_MAX + 1))
    assert len(cut) == 32_767
    assert cut.endswith(CUT_MARK)


def test_text_is_measured_in_utf16_units_as_excel_does() -> None:
    cut = safe_text("𠮷" * 20_000)
    assert cut.endswith("𠮷" + CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)


def test_width_counts_japanese_twice_and_takes_the_longest_line() -> None:
    assert shown_width("ab\n請求書") == 6


@pytest.mark.fault(40)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=[])),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.datetimes(timezones=st.one_of(st.none(), st.timezones())),
        st.dates(),
        st.times(),
        st.timedeltas(),
        st.fractions(),
        st.complex_numbers(),
        st.binary(),
    )
)
def test_nothing_raises_and_all_text_can_be_written(value: object) -> None:
    held = safe_cell(value)
    if isinstance(held, str):
        held.encode("utf-8")
        assert held
        assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in held)


@given(st.integers(-(10**14), 10**14), st.integers(0, 3))
def test_money_in_a_cell_is_exact_to_the_minor_unit(minor: int, digits: int) -> None:
    amount = Decimal(minor).scaleb(-digits)
    held = safe_cell(amount)
    assert isinstance(held, float)
    assert Decimal(f"{held:.15g}") == amount
