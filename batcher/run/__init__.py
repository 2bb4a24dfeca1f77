"""The pipeline: from a workbook to applied corrections and a report that ties out.

It is handed its edges and imports none of them; counting and exit codes are `core.reporting`'s.
`pipeline` knows the order, `continuing` goes on from the ledger, `closing` accounts for a run.
"""

from batcher.run.approving import ApproverBegan, NotWaiting, approve, wait
from batcher.run.chaining import report_chain
from batcher.run.closing import Result, planned, reviewed
from batcher.run.continuing import (
    RunUnknown,
    apply,
    apply_reviewed,
    own_account,
    report,
    resume,
    retry,
    verify,
)
from batcher.run.evidence import evidence
from batcher.run.exporting import Exported, Wanted, export
from batcher.run.options import Edges, Options, Source
from batcher.run.pipeline import Declined, run
from batcher.run.preparing import prepare
from batcher.run.undoing import RunInDoubt, Undoing, undo
from batcher.run.waiting import with_limits

__all__ = [
    "ApproverBegan",
    "Declined",
    "Edges",
    "Exported",
    "NotWaiting",
    "Options",
    "Result",
    "RunInDoubt",
    "RunUnknown",
    "Source",
    "Undoing",
    "Wanted",
    "apply",
    "apply_reviewed",
    "approve",
    "evidence",
    "export",
    "own_account",
    "planned",
    "prepare",
    "report",
    "report_chain",
    "resume",
    "retry",
    "reviewed",
    "run",
    "undo",
    "verify",
    "wait",
    "with_limits",
]
