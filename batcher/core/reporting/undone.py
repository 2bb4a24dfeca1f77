"""What a run that takes another back came to: reversed, kept since edited, or could not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from batcher.core.columns import UNDO_PAGE, UNDOES
from batcher.core.inverse.sheets import OLD_LINE, PAGE_HEADERS, SOURCE
from batcher.core.model import Group, Kind, Status, Undone, UndoneRow
from batcher.core.reporting.ends import Account, RowEnd
from batcher.core.tables import Table
from batcher.core.values import shown
from batcher.locale import LANGUAGES, word

Ends = Mapping[tuple[str, int], RowEnd]
# What somebody else's edit looks like: before anything was sent, and just before a write.
_EDITED = frozenset(
    {"drift", "line_not_on_invoice", "line_on_other_invoice", "applied_then_changed"}
)
_CONFLICT = "conflict"


def undone_of(account: Account, ends: Ends) -> Undone | None:
    """The three groups, None for a workbook that takes nothing back."""
    found = [
        (table, row, told)
        for table in account.checked.tables
        for row in table.rows
        if (told := table.kept(row, UNDOES))
    ]
    page = list(_page(account))
    if not found and not page:
        return None
    run = found[0][2].partition(" ")[0] if found else ""
    edited = {(p.sheet, p.row) for p in account.problems if p.code in _EDITED}
    edited |= {(r.operation.sheet, r.operation.row) for r in account.reconciled.rows
               if r.reason == _CONFLICT}  # fmt: skip
    rows = (_row(table, row, ends[table.name, row], edited) for table, row, _ in found)
    return Undone(run, (*rows, *page))


def _row(table: Table, row: int, end: RowEnd, edited: Set[tuple[str, int | None]]) -> UndoneRow:
    done = end.status in (Status.APPLIED, Status.UNCHANGED)
    kept = Group.KEPT if (table.name, row) in edited else Group.COULD_NOT
    again = table.kind is Kind.ADD  # what was taken off gets a new id
    return UndoneRow(
        Group.REVERSED if done else kept,
        table.kept(row, SOURCE),
        f"{table.name}!{row}",
        shown(table.cell(row, "invoice")),
        table.kept(row, OLD_LINE) if again else shown(table.cell(row, "line")),
        end.stripe_id if again and done else "",
        end.message,
    )


def _page(account: Account) -> Iterator[UndoneRow]:
    """What the undo workbook itself said it could not take back."""
    name = f"_{UNDO_PAGE}"
    sheet = next((one for one in account.checked.workbook.sheets if one.name == name), None)
    if sheet is None:
        return
    rows = [[shown(cell) for cell in row] for row in sheet.cells.itertuples(index=False)]
    heads = [
        [word(f"undo.head.{name}", language) for name in PAGE_HEADERS] for language in LANGUAGES
    ]
    top = next((n for n, row in enumerate(rows, start=1) if row in heads), len(rows))
    for source, invoice, line, column, why in rows[top:]:
        message = f"{column}: {why}" if column else why
        yield UndoneRow(Group.COULD_NOT, source, "", invoice, line, "", message)
