"""All cases of the corpus, and the table of them in README.md.

`python -m tests.corpus.listing` writes the table again.
"""

from __future__ import annotations

from pathlib import Path

from tests.corpus import containers, dates, delimited, dressed, formulas, numbers, shapes, shown
from tests.corpus.making import Case

ROOMS = (numbers, shown, dressed, dates, formulas, shapes, containers, delimited)
CASES: list[Case] = [case for room in ROOMS for case in room.CASES]
README = Path(__file__).parent / "README.md"
_HEAD = """# The corpus: every spreadsheet people really send

One small file per case of what is known to go wrong, made by the tests at run time
(`tests/corpus/*.py`) or once by LibreOffice (`reading/`). Each is read by our reader and checked;
the table says what must come of it: the values as read, or the code and the cell of every problem.
`tests/workbook/test_corpus.py` holds all of them to it, and openpyxl to the same values in every
workbook that is accepted. Files made to do harm (2.1) must be refused within 2 seconds.

The numbers in front are the sections of the list of pitfalls: 1.1 numbers and ids, 1.2 money as
text, 1.3 dates, 1.4 formulas and errors, 1.5 the shape of a sheet, 1.6 containers, 1.7 CSV, 2.1
hostile files. Written by `python -m tests.corpus.listing`.

| | case | file | what comes of it |
|---|---|---|---|
"""


def table() -> str:
    """The README as it must be."""
    return _HEAD + "".join(_line(case) for case in CASES)


def name_of(case: Case) -> str:
    """The case as a test is called after it."""
    return f"{case.section} {_plain(case.what)}"


def _line(case: Case) -> str:
    outcome = ", ".join(
        f"`{code}`" + (f" at {cell}" if cell else "") for code, cell in case.problems
    )
    accepted = ", ".join(f"{cell} = `{_plain(repr(value))}`" for cell, value in case.cells.items())
    said = outcome or accepted or "read as it is"
    missing = f" (not yet: {case.missing})" if case.missing else ""
    return f"| {case.section} | {_plain(case.what)} | `{case.file}` | {said}{missing} |\n"


def _plain(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in text)
    return shown.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(table(), encoding="utf-8")
