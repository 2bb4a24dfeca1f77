"""A whole workbook being written: its sheets, its looks, its properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from batcher.workbook.bulk import pack
from batcher.workbook.cells import safe_text
from batcher.workbook.looks import FONTS
from batcher.workbook.naming import numbered, sheet_name
from batcher.workbook.paper.leaf import Leaf
from batcher.workbook.paper.shared import Shared

_Made = TypeVar("_Made", bound=Leaf)


class Book:
    """A workbook being written to `path`; `close()` writes it and may raise OSError.

    `reserved` are sheet names kept for the program: a person's sheet of that name gets another.
    """

    def __init__(
        self,
        path: Path,
        language: str,
        reserved: Sequence[str] = (),
        head: str = "",
        foot: str = "",
    ) -> None:
        font = {"font_name": FONTS.get(language, FONTS["en"]), "font_size": 10}
        self._path = path
        self._package = BytesIO()
        self._file = xlsxwriter.Workbook(
            self._package,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
                "default_format_properties": font,
                "use_zip64": True,
            },
        )
        # Our values are already there; a program that trusts no stored value would find none
        # (XlsxWriter otherwise asks Excel to calculate everything again: fullCalcOnLoad).
        self._file.calc_on_load = False
        self._shared = Shared(self._file, head, foot)
        self._reserved = {name.casefold() for name in reserved}
        self._taken: set[str] = set()
        self._leaves: list[Leaf] = []

    def add(self, name: str, ours: bool = False) -> Leaf:
        """A new sheet under `name`, or the nearest free name Excel allows."""
        return self.add_as(Leaf, name, ours)

    def add_as(self, made: type[_Made], name: str, ours: bool = False) -> _Made:
        """The same, as a sheet of a kind of its own."""
        free = self._free_name(name, ours)
        self._taken.add(free.casefold())
        leaf = made(self._shared, free, self._file.add_worksheet(free))
        self._leaves.append(leaf)
        return leaf

    def describe(
        self, title: str, subject: str, comments: str, made_at: datetime | None = None
    ) -> None:
        """The document's properties; `made_at` where it is not now."""
        made = {} if made_at is None else {"created": made_at}
        self._file.set_properties(
            {
                **made,
                "title": safe_text(title),
                "subject": safe_text(subject),
                "author": "batcher",
                "comments": safe_text(comments),
            }
        )

    def close(self) -> Mapping[str, int]:
        """Write the file; returns sheet name -> rows written."""
        self._file.close()
        fillings = {
            f"xl/worksheets/sheet{number}.xml": leaf.filling
            for number, leaf in enumerate(self._leaves, start=1)
            if leaf.filling is not None
        }
        pack(self._package, fillings, self._path)
        return {leaf.name: leaf.row_count for leaf in self._leaves}

    def _free_name(self, name: str, ours: bool) -> str:
        number, free = 1, sheet_name(name)
        while free.casefold() in self._taken or (not ours and free.casefold() in self._reserved):
            number += 1
            free = numbered(name, number)
        return free
