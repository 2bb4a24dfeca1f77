"""The empty workbook a person fills in, and the filled example, in English and in Japanese.

Everything comes from the catalogue of columns. `batcher template` writes one; the files under
`templates/` are kept in step by `regenerate`, which a test compares with what stands there:
`python -c "from pathlib import Path; from batcher.workbook.template import regenerate as r;
r(Path('templates'))"`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from batcher.locale import LANGUAGES
from batcher.workbook.saving import save
from batcher.workbook.template.guide import write_guide
from batcher.workbook.template.layout import Layout, layouts
from batcher.workbook.template.packing import packed
from batcher.workbook.template.sheets import add_styles, write_sheet

_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp: same template, same bytes


def write_template(path: Path, language: str = "en", example: bool = False) -> Path:
    """Write the template, or the filled example; returns where it stands, absolute.

    A file that is there is left alone: `name-2.xlsx` is taken. Raises OSError where nothing can be
    written.
    """
    book = _book(language, example)
    content = packed(book)
    rows = {sheet.title: sheet.max_row for sheet in book.worksheets}

    def write(temporary: Path) -> Mapping[str, int]:
        temporary.write_bytes(content)
        return rows

    return save(path, write).path


def write_csv_templates(
    directory: Path, language: str = "en", example: bool = False
) -> tuple[Path, ...]:
    """Write one CSV file per sheet into a folder, which is made; returns their paths, absolute.

    UTF-8 with a byte order mark, so that Excel reads Japanese rightly; CRLF line ends. Raises
    FileExistsError if one of the files is there: a folder is read as a whole, so a second copy
    beside the first would be a second correction. Raises OSError where nothing can be written.
    """
    contents = {
        directory.absolute() / f"{layout.title}.csv": _csv(layout)
        for layout in layouts(language, example)
    }
    for path in contents:
        if path.exists():
            raise FileExistsError(str(path))
    directory.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_bytes(content)
    return tuple(contents)


def regenerate(directory: Path) -> tuple[Path, ...]:
    """Write every committed template over what stands in `directory`; returns the paths."""
    written = []
    for relative, content in _committed().items():
        path = directory / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return tuple(written)


def _committed() -> dict[str, bytes]:
    """Path below `templates/` -> content."""
    contents: dict[str, bytes] = {}
    for language in LANGUAGES:
        for name, example in (("template", False), ("example", True)):
            stem = name if language == "en" else f"{name}-{language}"
            contents[f"{stem}.xlsx"] = packed(_book(language, example))
            for layout in layouts(language, example):
                contents[f"csv/{stem}/{layout.title}.csv"] = _csv(layout)
    return contents


def _book(language: str, example: bool) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "batcher"
    book.properties.created = book.properties.modified = _CREATED
    add_styles(book, language)
    sheets = layouts(language, example)
    # The guide tells every column, also those the example has no use for.
    write_guide(book, layouts(language, example=False), language, example)
    for layout in sheets:
        write_sheet(book, layout, language)
    book.active = 0
    return book


def _csv(layout: Layout) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(layout.headers)
    writer.writerows([_field(value) for value in row] for row in layout.rows)
    return text.getvalue().encode("utf-8-sig")


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
