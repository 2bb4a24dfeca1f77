"""From a format's number or code to the Format it is; each code is understood once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from batcher.workbook.formats.judging import Format
from batcher.workbook.formats.pieces import parts_of
from batcher.workbook.formats.sections import section_of
from batcher.workbook.formats.texts import is_of_texts, shows_texts

CODE_UNITS_MAX = 1_000  # Excel takes 255; a longer one is nobody's
# What Excel knows by number alone; 0 and 49 show all there is. Those for money show the sign of the
# country Windows is set to, so here they have none.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;-#,##0",
    7: "#,##0.00;-#,##0.00", 8: "#,##0.00;-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-",
    42: "#,##0;-#,##0;-", 43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00;-#,##0.00;-", 48: "##0.0E+0",
}  # fmt: skip
_AS_IT_IS = frozenset({"general", "@"})


def number_format(number: str, codes: Mapping[str, str]) -> Format | None:
    """The format of this `numFmtId`, or None where it shows a number as it is."""
    code = codes.get(number)
    if code is None:
        code = built_in(int(number)) if number.isdecimal() and len(number) < 6 else ""
    return parse_format(code)


def built_in(number: int) -> str:
    """The code of a format for numbers that Excel knows by number alone, '' for no such."""
    return _BUILT_IN.get(number, "")


@lru_cache(maxsize=4096)
def parse_format(code: str) -> Format | None:
    """A format code understood; None where it shows any number as it is."""
    if not code or code.strip().casefold() in _AS_IT_IS:
        return None
    parts = parts_of(code)
    if len(parts) > 1 and shows_texts(parts):
        parts = parts[:-1]
    sections = [section_of(part) for part in parts]
    if len(parts) > 1:  # the mark of texts before the last section: programs show what they please
        marked = map(is_of_texts, parts)
        sections = [
            replace(s, misleads=s.misleads or m) for s, m in zip(sections, marked, strict=True)
        ]
    return Format(tuple(sections))
