"""Live drafts as the sheets of a workbook: each line a row, with what it was beside what it is.

Pure: from what Stripe showed to what stands in the cells; reading and writing are done elsewhere.
"""

from batcher.core.exporting.book import Drafts, empty_sheets, exported
from batcher.core.exporting.cells import Paper
from batcher.core.exporting.created import Span, SpanUnreadable, read_span
from batcher.core.exporting.pending import Pending, pending

__all__ = [
    "Drafts",
    "Paper",
    "Pending",
    "Span",
    "SpanUnreadable",
    "empty_sheets",
    "exported",
    "pending",
    "read_span",
]
