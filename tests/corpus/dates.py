"""pitfalls.md 1.3: days and times."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from batcher.core.model import Fault
from tests.corpus.making import FIRST, HEADERS, Case, book, kept

_PERIOD = (*HEADERS, "period_start", "period_end")


def _starts(value: object, code: str = "") -> Case:
    end = datetime(2026, 4, 30)
    formats = {"F2": "yyyy-mm-dd", **({"E2": code} if code else {})}
    return Case(
        "1.3",
        f"a period that starts at {value!r} {code}".strip(),
        lambda: book(_PERIOD, (*FIRST, value, end), formats=formats),
        cells={"E2": value},
    )


def _refused(value: object, code: str, format_code: str = "", read: object = None) -> Case:
    case = _starts(value, format_code)
    return replace(case, problems=[(code, "E2")], cells={} if read is None else {"E2": read})


CASES = [
    _starts(datetime(2026, 4, 1), "yyyy-mm-dd"),
    _starts(datetime(2026, 4, 1), 'ggge"年"m"月"d"日"'),
    _starts(datetime(2026, 4, 1, 9, 30), "yyyy-mm-dd h:mm"),
    _starts("2026-04-01"),
    _starts("2026/4/1"),
    _starts("令和8年4月1日"),
    _starts("R8.4.1"),
    _starts("H30.4.1"),
    _starts("2026-04-01T00:00:02"),
    _refused("04/05/2026", "date_ambiguous"),
    _refused("13/05/2026", "date_year_last"),
    _refused("31.10.2026", "date_year_last"),
    _refused("31.02.2026", "date_impossible"),
    _refused("令和1年4月30日", "date_outside_era"),
    _refused("2026-02-30", "date_impossible"),
    _refused("20260401", "date_is_number"),
    _starts("2026.4.1"),
    _starts("2026年4月1日"),
    _starts("令和元年5月1日"),
    _starts("平成31年4月30日"),
    _refused(20260401, "date_is_number"),
    _refused(46113, "date_is_number"),
    _refused(
        datetime(2026, 4, 1, 9, 30), "time_hidden", "yyyy-mm-dd",
        Fault("time_hidden", "2026-04-01", {"held": "09:30:00"}),
    ),
    _refused(-5, "date_out_of_range", "yyyy-mm-dd"),
    _refused(
        datetime(2026, 4, 1), "date_hidden", "mmm-yy",
        Fault("date_hidden", "Apr-26", {"held": "2026-04-01"}),
    ),
    _refused(
        datetime(2026, 4, 1), "date_hidden", 'm"月"d"日"',
        Fault("date_hidden", "4月1日", {"held": "2026-04-01"}),
    ),
    _refused(datetime(2026, 4, 1), "date_hidden", "d-mmm"),
    _refused(datetime(2026, 4, 1), "date_hidden", "yyyy"),
    _refused(datetime(2026, 4, 1), "date_hidden", "dd"),
    _refused(datetime(2026, 4, 1), "date_hidden", "mmmmm-d-yy"),
    _refused(datetime(2026, 4, 1), "date_hidden", '"2027-01-01 "dddd'),
    _refused(datetime(2026, 4, 1, 12, 30), "date_hidden", "hh:mm"),
    _refused(datetime(2026, 4, 1, 12, 30), "time_hidden", "yyyy-mm-dd hh"),
    _refused(datetime(2026, 4, 1, 12, 30, 15), "time_hidden", "yyyy-mm-dd hh:mm"),
    _refused(datetime(2026, 4, 1), "number_format_unclear", '[<40000]"2025-01-01";yyyy-mm-dd'),
    _starts(datetime(2026, 4, 1), "d/m/yy"),
    _starts(datetime(2026, 4, 1), "[$-411]ge.m.d"),
    _starts(datetime(2026, 4, 1), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"),
    _starts(datetime(2026, 4, 1), "[$-107041E]d mmm yyyy"),
    _starts(datetime(2026, 4, 1, 9, 30), "yyyy/m/d h:mm AM/PM"),
    Case(
        "1.3", "days of the 1904 system", kept("dates1904.xlsx"),
        cells={"D2": datetime(2026, 4, 1), "E2": datetime(2026, 4, 30)},
    ),
]  # fmt: skip
