"""Rows by the hundred thousand: column by column into the XML of a sheet, fast and in little room.

XlsxWriter makes the package, with formats, print set-up, filters and links, and one row of blank
cells as specimens of the formats; the rows take that row's place while the file is packed. Weighed
beside it in 2026: xlsxturbo and rustpy-xlsxwriter write 100,000 rows as fast, but whole files only,
without print set-up (the first) or a format of its own for each cell (both): a money cell has its
row's currency. They have one maintainer each.
"""

from batcher.workbook.bulk.cells import AUTO, Column, Formula
from batcher.workbook.bulk.package import Filling, pack

__all__ = ["AUTO", "Column", "Filling", "Formula", "pack"]
