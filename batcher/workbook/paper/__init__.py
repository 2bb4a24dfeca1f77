"""The only room that knows how XlsxWriter writes our workbooks: cells, looks, print set-up.

XlsxWriter is the writer because it has formulas with cached values, print set-up and more than one
maintainer. Tables of any length go through `bulk`, which is as fast as the fastest. What the rest
needs of it is `Book`, its sheets and the values below, so that it can be changed here.
"""

from __future__ import annotations

from batcher.workbook.bulk import Formula
from batcher.workbook.paper.book import Book
from batcher.workbook.paper.form import Form
from batcher.workbook.paper.leaf import Leaf
from batcher.workbook.paper.values import (
    ROWS_MAX,
    WIDTH_MAX,
    Heading,
    Link,
    address,
    reference,
)

__all__ = [
    "ROWS_MAX",
    "WIDTH_MAX",
    "Book",
    "Form",
    "Formula",
    "Heading",
    "Leaf",
    "Link",
    "address",
    "reference",
]
