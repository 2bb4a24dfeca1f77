"""A plan as it is reviewed: by invoice, by row, and the rows that are left alone."""

from __future__ import annotations

from batcher.core.model import Kind, Review
from batcher.core.plan.parts import Change
from batcher.core.reconcile import reconcile
from batcher.core.reporting import Account, review_of, row_ends
from batcher.core.reporting.wording import worded
from tests.core.drafts import invoice, line, live, plan_of
from tests.core.sheets import checked, sheet

FACTS = (("run", ""), ("workbook", "october.xlsx"), ("plan_digest", "abc"))


def review(*rows: tuple[object, ...], blocked: bool = False) -> Review:
    book = checked(
        sheet("update_lines", ["invoice", "line", "amount", "description"], *map(list, rows)),
        sheet("add_lines", ["invoice", "amount", "description"], ["in_2", 9.0, "Fee"]),
    )
    on = live(invoice(1, line(1, 5000), line(2, 700), customer_name="A Ltd"), invoice(2))
    made = plan_of(book, on)
    account = Account("", "en", book, made, reconcile(made, ()), (), made.problems, blocked,
                      facts=FACTS)  # fmt: skip
    return review_of(account, row_ends(account))


def test_invoices_and_counts() -> None:
    found = review(("in_1", "il_1", 24.25, None), ("in_1", "il_2", 7, None))
    shown = [(i.invoice, i.customer, i.rows, i.lines_before, i.lines_after, i.before_minor,
              i.change_minor) for i in found.invoices]  # fmt: skip
    assert shown == [("in_1", "A Ltd", 1, 2, 2, 5700, -2575), ("in_2", "cus_2", 1, 0, 1, 0, 900)]
    assert found.counts == {
        "rows_to_send": 2, "requests_planned": 2, "invoices": 2, "rows_left_alone": 1,
        "errors": 0, "questions": 0, "warnings": 0,
    }  # fmt: skip
    assert found.facts[:2] == (("workbook", "october.xlsx"), ("plan_digest", "abc"))


def test_rows_old_and_new() -> None:
    found = review(("in_1", "il_1", 24.25, "Seats"), ("in_1", "il_2", 7, None))
    told = [(r.sheet, r.row, r.line, r.description, r.column, r.old, r.new, r.change_minor)
            for r in found.rows]  # fmt: skip
    assert told == [
        ("update_lines", 2, "il_1", "Line 1", "amount", "50.00", "24.25", -2575),
        ("update_lines", 2, "il_1", "Line 1", "description", "Line 1", "Seats", None),
        ("update_lines", 3, "il_2", "Line 2", "", "", "", None),
        ("add_lines", 2, "", "Fee", "amount", "", "9.00", 900),
    ]
    assert found.rows[2].message
    assert [r.message for r in found.rows if r.column] == ["", "", ""]


def test_the_rows_add_up_to_the_invoices() -> None:
    found = review(("in_1", "il_1", 24.25, "Seats"), ("in_1", "il_2", 8, None))
    assert sum(r.change_minor or 0 for r in found.rows) == sum(
        i.change_minor for i in found.invoices
    )


def test_what_changes_in_japanese() -> None:
    """The person's own headers and the words of their cells; English stays as it is."""
    asked = {
        Change("amount", "50.00", "75.00"): ("金額", "50.00", "75.00"),
        Change("description", "(empty)", "家賃"): ("説明", "（空）", "家賃"),
        Change("discountable", "yes", "no"): ("割引対象", "はい", "いいえ"),
        Change("description", "yes", "no"): ("説明", "yes", "no"),
        Change("tax_rates", "", "(clear)"): ("税率ID", "", "（消去）"),
        Change("tax_amounts", "", "VAT"): ("税額", "", "VAT"),
        Change("metadata.部門", "(empty)", "南"): ("メタデータ.部門", "（空）", "南"),
        Change("amount_minor", "1", "2"): ("amount_minor", "1", "2"),
    }
    for change, (column, old, new) in asked.items():
        assert worded(change, Kind.UPDATE, "ja") == Change(column, old, new)
        assert worded(change, Kind.UPDATE, "en") == change
