"""The nouns of the design, frozen: of workbooks, of runs, of reports.

Nothing here knows a file format, the network or a database."""

from __future__ import annotations

from batcher.core.model.desks import Action, Person, Role, Upload
from batcher.core.model.prefilled import Prefilled, PrefilledSheet, ReadSheet
from batcher.core.model.reports import (
    ControlRow,
    InvoiceRow,
    Leftovers,
    LeftoverSheet,
    MoneyRow,
    PlannedRow,
    Report,
    ReportSheet,
    RequestRow,
)
from batcher.core.model.reviews import Review, ReviewInvoice, ReviewRow
from batcher.core.model.runs import (
    Answer,
    Event,
    EventRecord,
    LinkedEvent,
    OperationRecord,
    Purge,
    RunRecord,
    Sealed,
    Status,
)
from batcher.core.model.undone import Group, Undone, UndoneRow
from batcher.core.model.workbooks import (
    CLEAR,
    OPERATIONS,
    Clear,
    Dress,
    Dressed,
    Fault,
    Kind,
    Problem,
    Severity,
    Sheet,
    Workbook,
)

__all__ = [
    "CLEAR",
    "OPERATIONS",
    "Action",
    "Answer",
    "Clear",
    "ControlRow",
    "Dress",
    "Dressed",
    "Event",
    "EventRecord",
    "Fault",
    "Group",
    "InvoiceRow",
    "Kind",
    "LeftoverSheet",
    "Leftovers",
    "LinkedEvent",
    "MoneyRow",
    "OperationRecord",
    "Person",
    "PlannedRow",
    "Prefilled",
    "PrefilledSheet",
    "Problem",
    "Purge",
    "ReadSheet",
    "Report",
    "ReportSheet",
    "RequestRow",
    "Review",
    "ReviewInvoice",
    "ReviewRow",
    "Role",
    "RunRecord",
    "Sealed",
    "Severity",
    "Sheet",
    "Status",
    "Undone",
    "UndoneRow",
    "Upload",
    "Workbook",
]
