"""Cell -> exact value: the one place where what stands in a cell becomes money, a day, an id.

`parse` and `parse_column` are the face; each file beside this one holds the grammar of one family
of values. They know a cell and its column, never the row, the sheet or the invoice.
"""

from batcher.core.values.cells import Context, is_blank, is_empty_mark, shown
from batcher.core.values.dates import write_bound, write_instant
from batcher.core.values.grammar import parse, parse_column
from batcher.core.values.words import as_read

__all__ = [
    "Context",
    "as_read",
    "is_blank",
    "is_empty_mark",
    "parse",
    "parse_column",
    "shown",
    "write_bound",
    "write_instant",
]
