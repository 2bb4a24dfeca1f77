"""What a run amounts to, for people and programs: the report, the leftovers, the JSON object.

Everything is worked out here; the writers of workbooks and the command line only show it."""

from batcher.core.reporting.books import leftovers_of, report_of
from batcher.core.reporting.ends import Account, RowEnd, counts, row_ends
from batcher.core.reporting.exits import Exit, blocking, blocks, raised
from batcher.core.reporting.objects import object_of
from batcher.core.reporting.review import moving_of, review_invoices, review_of

__all__ = [
    "Account",
    "Exit",
    "RowEnd",
    "blocking",
    "blocks",
    "counts",
    "leftovers_of",
    "moving_of",
    "object_of",
    "raised",
    "report_of",
    "review_invoices",
    "review_of",
    "row_ends",
]
