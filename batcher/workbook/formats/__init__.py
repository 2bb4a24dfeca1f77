"""Says what a number format does to a number: whether a person sees what the cell holds.

It knows format codes (ECMA-376 18.8.30 and 18.8.31), not cells and not columns: `pieces` takes a
code apart, `sections` says what each part of it does, `showing` shows a number by it, `judging`
compares that with what is held, `days` does the same for days and times, and `texts` for texts.
`dress` says letter for letter what is shown, where it is to be sent as text.
"""

from batcher.workbook.formats.codes import CODE_UNITS_MAX, number_format, parse_format
from batcher.workbook.formats.days import DayFormat, day_format, parse_day_format
from batcher.workbook.formats.dress import Dress, dress_code, is_bare
from batcher.workbook.formats.judging import Format, doubt, shows_all
from batcher.workbook.formats.texts import TextFormat, parse_text_format, text_format

__all__ = [
    "CODE_UNITS_MAX",
    "DayFormat",
    "Dress",
    "Format",
    "TextFormat",
    "day_format",
    "doubt",
    "dress_code",
    "is_bare",
    "number_format",
    "parse_day_format",
    "parse_format",
    "parse_text_format",
    "shows_all",
    "text_format",
]
