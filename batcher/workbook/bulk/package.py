"""Puts the rows of columns into the sheets of a package, while it is packed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xlsxwriter.utility import xl_col_to_name

from batcher.workbook.bulk.cells import Column, Form, Styles
from batcher.workbook.bulk.heights import Wrapped

BLOCK_ROWS = 4_000
SPECIMEN_ROW = 2  # as Excel counts; the header is above
_LEVEL = 1  # of packing: five times as fast as the default, for a quarter more bytes
_FRESH = (2026, 1, 1, 0, 0, 0)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_SPECIMENS = re.compile(rb'<row r="2"[^>]*>(.*?)</row>.*(?=</sheetData>)', re.DOTALL)
_STYLE = re.compile(rb' s="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands below the header of one sheet: columns of equal length, `count` rows.

    `widths`: of the columns, in characters. `forms`: in the order of the specimens.
    """

    columns: tuple[Column, ...]
    count: int
    widths: tuple[int, ...]
    forms: tuple[Form, ...]


def pack(package: IO[bytes], fillings: Mapping[str, Filling], path: Path) -> None:
    """Write the package at `path`; sheets named in `fillings` (by their part) get their rows."""
    with (
        zipfile.ZipFile(package) as made,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed,
        ThreadPoolExecutor(max_workers=1) as packer,
    ):
        for entry in made.infolist():
            content = made.read(entry)
            filling = fillings.get(entry.filename)
            target = zipfile.ZipInfo(entry.filename, entry.date_time)
            target.compress_type = zipfile.ZIP_DEFLATED
            pieces = iter((content,)) if filling is None else _filled(content, filling)
            with packed.open(target, "w", force_zip64=filling is not None) as stream:
                _write(stream, pieces, packer)


def _write(stream: IO[bytes], pieces: Iterator[bytes], packer: ThreadPoolExecutor) -> None:
    """Pack one piece while the next is made."""
    under_way: Future[int] | None = None
    for piece in pieces:
        if under_way is not None:
            under_way.result()
        under_way = packer.submit(stream.write, piece)
    if under_way is not None:
        under_way.result()


def _filled(content: bytes, filling: Filling) -> Iterator[bytes]:
    """The sheet's XML with the rows in the place of the specimens."""
    found = _SPECIMENS.search(content)
    assert found is not None, "a sheet to be filled has its specimens"
    numbers = [number.decode() for number in _STYLE.findall(found[1])[-len(filling.forms) :]]
    styles = dict(zip(filling.forms, numbers, strict=True))
    last = f"{xl_col_to_name(len(filling.columns) - 1)}{filling.count + 1}"
    yield _DIMENSION.sub(f'<dimension ref="A1:{last}"/>'.encode(), content[: found.start()])
    yield from _rows(filling, styles)
    yield content[found.end() :]


def _rows(filling: Filling, styles: Styles) -> Iterator[bytes]:
    names = [xl_col_to_name(place) for place in range(len(filling.columns))]
    wrapped = Wrapped(filling.columns, filling.widths)
    for start in range(0, filling.count, BLOCK_ROWS):
        stop = min(start + BLOCK_ROWS, filling.count)
        row = SPECIMEN_ROW + start
        cells = [
            column.cells(name, start, stop, row, styles)
            for name, column in zip(names, filling.columns, strict=True)
        ]
        yield _joined(row, cells, wrapped.heights(start, stop))


def _joined(row: int, cells: Sequence[Sequence[str]], heights: Mapping[int, float]) -> bytes:
    """A block of rows; `heights`: of those that are higher than one line, by place in the block."""
    opened = [f'<row r="{at}">' for at in range(row, row + len(cells[0]))]
    for place, points in heights.items():
        opened[place] = f'<row r="{row + place}" ht="{points:g}" customHeight="1">'
    closed = ["</row>"] * len(opened)
    return "".join(map("".join, zip(opened, *cells, closed, strict=True))).encode()
