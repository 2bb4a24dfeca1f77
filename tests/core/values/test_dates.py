"""Days and instants in the account's time zone."""

# ruff: noqa: DTZ001, DTZ901
# Cells hold naive datetimes: Excel knows no zone.

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.values import (
    Context,
    parse,
    write_bound,
    write_instant,
)
from tests.core.values.reading import NEW_YORK, TOKYO, column_of, read


def tokyo(*moment: int) -> int:
    year, month, day, *clock = moment
    at = time(*clock, tzinfo=timezone(timedelta(hours=9)))
    return int(datetime.combine(date(year, month, day), at).timestamp())


@pytest.mark.parametrize(
    "cell",
    ["2026-04-01", "2026/4/1", "2026/04/01", "2026.4.1", "2026年4月1日", "２０２６／４／１",
     "令和8年4月1日", "R8.4.1", "R8/4/1", "r8-4-1", "㋿8年4月1日", "令和 8年 4月 1日",
     date(2026, 4, 1), datetime(2026, 4, 1), " 2026-04-01 ", "2026-04-01 00:00:00",
     "2026/4/1 0:00", datetime(2026, 3, 31, 23, 59, 59, 999_999), datetime(2026, 4, 1, 0, 0, 0, 1)],
)  # fmt: skip
def test_a_day_runs_from_midnight_to_its_last_second(cell: object) -> None:
    assert read(cell, Value.START) == 1774969200 == tokyo(2026, 4, 1)
    assert read(cell, Value.END) == 1775055599 == tokyo(2026, 4, 1, 23, 59, 59)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("2026-11-01T00:00:02", tokyo(2026, 11, 1, 0, 0, 2)),
        ("2026-11-01T00:00:02+09:00", tokyo(2026, 11, 1, 0, 0, 2)),
        ("2026-11-01T00:00:02+0900", tokyo(2026, 11, 1, 0, 0, 2)),
        ("2026-11-01T00:00:02Z", 1793491202), ("2026-11-01T00:00:02z", 1793491202),
        ("2026-11-01T00:00:02.000Z", 1793491202),
        ("2026-10-31T19:00:02-05:00", 1793491202), ("2026-11-01T00:00:00", tokyo(2026, 11, 1)),
        ("2026-11-01 00:00:00Z", 1793491200), ("2026/11/1 9:30", tokyo(2026, 11, 1, 9, 30)),
        ("2026年11月1日 9:30", tokyo(2026, 11, 1, 9, 30)),
        ("2026年11月1日9:30", tokyo(2026, 11, 1, 9, 30)),
        (datetime(2026, 11, 1, 9, 30), tokyo(2026, 11, 1, 9, 30)),
        (datetime(2026, 11, 1, 9, 29, 59, 999_995), tokyo(2026, 11, 1, 9, 30)),
        (datetime(2026, 11, 1, tzinfo=UTC), 1793491200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [Value.START, Value.END])
def test_a_time_is_that_instant(cell: object, seconds: int, value: Value) -> None:
    assert read(cell, value) == seconds


@pytest.mark.parametrize(
    ("cell", "day"),
    [("H30.4.1", (2018, 4, 1)), ("平成31年4月30日", (2019, 4, 30)), ("S63/1/7", (1988, 1, 7)),
     ("昭和64年1月7日", (1989, 1, 7)), ("令和元年5月1日", (2019, 5, 1)), ("㍻元年1月8日",
     (1989, 1, 8))],
)  # fmt: skip
def test_eras(cell: str, day: tuple[int, int, int]) -> None:
    assert read(cell, Value.START) == tokyo(*day)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("04/05/2026", "date_ambiguous"), ("4/5", "date_ambiguous"), ("26/4/1", "date_ambiguous"),
        ("31.10.2026", "date_year_last"), ("10/31/2026", "date_year_last"),
        ("5/5/2026", "date_year_last"), ("31/31/2026", "date_impossible"),
        ("4-5-26", "date_ambiguous"), (46113, "date_is_number"), (46113.0, "date_is_number"),
        ("46113", "date_is_number"), ("20260401", "date_is_number"), (20260401, "date_is_number"),
        (0, "date_is_number"), (math.nan, "date_is_number"), ("2026-02-30", "date_impossible"),
        ("2026/13/1", "date_impossible"), ("令和8年2月30日", "date_impossible"),
        ("令和0年4月1日", "date_impossible"), ("平成31年5月1日", "date_outside_era"),
        ("令和1年4月30日", "date_outside_era"), ("昭和1年1月1日", "date_outside_era"),
        ("昭和2年1月1日", "date_range"), ("1970-12-31", "date_range"), ("0001-01-01", "date_range"),
        ("2200-01-01", "date_range"), ("1900-01-01T09:00", "date_range"),
        (datetime(1900, 1, 1, 9), "date_range"), (datetime.max, "date_range"),
        (date.min, "date_range"), ("2026-04-01T24:00", "time_impossible"),
        ("2026-04-01T9:3", "time_impossible"), ("2026-04-01T09:30+15:00", "time_impossible"),
        ("2026-04-01T09:30+09:60", "time_impossible"),
        ("2026-04-01T09:30:00.5", "time_impossible"), ("2026/4-1", "date_text"),
        ("April 1, 2026", "date_text"), ("2026年4月", "date_text"), ("来月末", "date_text"),
        ("0000-00-00", "date_impossible"), (True, "date_not_a_day"), (time(9), "date_not_a_day"),
        (timedelta(1), "date_not_a_day"), (pd.NaT, "date_not_a_day"), ("٢٠٢٦-04-01", "date_text"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [Value.START, Value.END])
def test_dates_refused(cell: object, code: str, value: Value) -> None:
    assert read(cell, value) == code


def test_a_bare_number_is_refused_with_the_day_it_may_mean() -> None:
    for cell in (46113, 46113.5, "46113", "20260401", 20260401.0):
        fault = parse(cell, column_of(Value.START), TOKYO)
        assert isinstance(fault, Fault)
        assert fault.details["suggestion"] == "2026-04-01"


def test_clock_changes_in_new_york() -> None:
    assert read("2026-03-08T02:30", Value.START, NEW_YORK) == "time_skipped"
    assert read("2026-11-01T01:30", Value.START, NEW_YORK) == "time_repeated"
    assert read(datetime(2026, 11, 1, 1, 30), Value.END, NEW_YORK) == "time_repeated"
    assert read("2026-11-01T01:30-05:00", Value.START, NEW_YORK) == 1793514600
    start, end = (read("2026-11-01", v, NEW_YORK) for v in (Value.START, Value.END))
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert end - start == 25 * 3600 - 1


def test_days_whose_midnight_is_skipped_or_repeated_are_whole() -> None:
    # Clocks in Beirut go from 24:00 to 01:00 in March; in Havana 01:00 becomes 00:00 in November.
    beirut = Context(ZoneInfo("Asia/Beirut"))
    day, before = read("2026-03-29", Value.START, beirut), read("2026-03-28", Value.END, beirut)
    assert (day, before) == (1774735200, 1774735199)
    havana = Context(ZoneInfo("America/Havana"))
    day, before = read("2026-11-01", Value.START, havana), read("2026-10-31", Value.END, havana)
    assert (day, before) == (1793505600, 1793505599)
    # In Asuncion and Sao Paulo midnight itself came twice: 24:00 became 23:00.
    sao_paulo = Context(ZoneInfo("America/Sao_Paulo"))
    end, after = (
        read("2018-02-17", Value.END, sao_paulo), read("2018-02-18", Value.START, sao_paulo),
    )  # fmt: skip
    assert (end, after) == (1518922799, 1518922800)


@given(
    st.integers(40_000_000, 7_000_000_000),
    st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC", "Asia/Kathmandu", "Africa/Monrovia"]),
    st.sampled_from([Value.START, Value.END]),
)
def test_written_instants_come_back(seconds: int, zone: str, value: Value) -> None:
    text = write_instant(seconds, ZoneInfo(zone))
    assert read(text, value, NEW_YORK) == seconds


def test_an_instant_is_written_with_its_offset() -> None:
    assert write_instant(1793491202, ZoneInfo("Asia/Tokyo")) == "2026-11-01T09:00:02+09:00"
    assert write_instant(50_000_000, ZoneInfo("Africa/Monrovia")) == "1971-08-02T16:53:20+00:00"


def test_the_bounds_of_a_day_are_written_as_the_day() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    start, end = tokyo(2026, 10, 1), tokyo(2026, 10, 31, 23, 59, 59)
    assert write_bound(start, Value.START, zone) == "2026-10-01"
    assert write_bound(end, Value.END, zone) == "2026-10-31"
    assert write_bound(start, Value.END, zone) == "2026-10-01T00:00:00+09:00"
    assert write_bound(end, Value.START, zone) == "2026-10-31T23:59:59+09:00"


@given(
    st.integers(5_000, 80_000),
    st.sampled_from([0, 1, 3_600, 86_399]),
    st.sampled_from(["Asia/Tokyo", "America/Havana", "UTC", "Asia/Beirut", "America/Sao_Paulo"]),
    st.sampled_from([Value.START, Value.END]),
)
def test_written_bounds_come_back(day: int, second: int, zone: str, value: Value) -> None:
    context = Context(ZoneInfo(zone))
    seconds = day * 86_400 + second
    assert read(write_bound(seconds, value, ZoneInfo(zone)), value, context) == seconds
