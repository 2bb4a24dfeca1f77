"""What a workbook that undoes a run carries besides: which operation each row takes back."""

from __future__ import annotations

UNDOES = "#undoes"  # `R-… op_…`: the run and the operation of it that this row undoes
UNDO_PAGE = "undo"  # the sheet `_undo`: what the workbook is, and what it cannot take back
