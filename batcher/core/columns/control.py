"""The columns of the control sheet: what the accountant expects."""

from __future__ import annotations

from batcher.core.columns.shape import CONTROL, Column, Value

CONTROL_COLUMNS: tuple[Column, ...] = (
    Column(
        "sheet",
        Value.TEXT,
        CONTROL,
        "",
        (),
        ("シート",),
        note="A sheet's name.",
        note_ja="シート名。",
    ),
    Column(
        "rows",
        Value.WHOLE,
        CONTROL,
        "",
        (),
        ("行数", "件数"),
        note="How many rows it should have.",
        note_ja="そのシートの行数。",
    ),
    Column(
        "currency", Value.CURRENCY, CONTROL, "", (), ("通貨",), note="A currency.", note_ja="通貨。"
    ),
    Column(
        "net_change",
        Value.MONEY,
        CONTROL,
        "",
        (),
        ("増減額", "純増減"),
        note="What all rows together should change, in that currency.",
        note_ja="その通貨での増減額の合計。",
    ),
)
