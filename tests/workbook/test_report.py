"""The report workbook: whole tables as openpyxl reads them, formulas and their stored values."""

from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from batcher.core.model import Kind, ReportSheet, Status
from batcher.locale.labels import LABELS
from batcher.workbook.paper import ROWS_MAX
from batcher.workbook.report import _write, write_report
from batcher.workbook.report.reconciliation import PLACES, invoice_link
from tests.workbook.report_sample import (
    AFTER_REFUSAL,
    EARLIER,
    REFUSAL,
    frame,
    result,
    results,
    sample_report,
)

OWN = ("invoice*", "amount", "currency", "description", "period_start", "備考")
CAME = ("status", "message", "stripe_id", "request_id", "proof", "changes", "source_row")
NOVEMBER = datetime(2026, 11, 1)  # noqa: DTZ001


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(sample_report(), tmp_path_factory.mktemp("en") / "report.xlsx").path


def table(path: Path, sheet: str, formulas: bool = False) -> list[tuple[Any, ...]]:
    book = load_workbook(path, data_only=not formulas)
    return list(book[sheet].iter_rows(values_only=True))


def row_of(path: Path, sheet: str, first: str, nth: int = 0, formulas: bool = False) -> list[Any]:
    """The cells of the nth row whose first cell says `first`, without trailing blanks."""
    found = [row for row in table(path, sheet, formulas) if row[0] == first][nth]
    cells = list(found)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def test_sheets_stand_in_order(english: Path) -> None:
    assert load_workbook(english).sheetnames == [
        "Summary",
        "add_lines",
        "update_lines",
        "Reconciliation",
        "Problems",
        "Requests",
    ]


def test_the_persons_rows_keep_columns_order_and_types(english: Path) -> None:
    assert table(english, "add_lines") == [
        OWN + CAME,
        (
            *("in_1Office", 75, "usd", "Setup fee, agreed by phone", NOVEMBER, "田中さん確認済"),
            *("applied", None, "il_10001", "req_A1", "tag", None, 3),
        ),
        (
            *("in_1Office", -12.5, "usd", '=HYPERLINK("http://x")', None, None),
            *("applied", None, "il_10002", "req_A1", "tag", None, 4),
        ),
        (
            *("in_2Tokyo", 7500, "jpy", "追加作業費（11月分）", NOVEMBER, "至急"),
            *("unchanged", EARLIER, "il_20001", None, "tag", None, 5),
        ),
        (
            *("in_3Half", 5.12, "kwd", "Courier", None, "1234567890123456789"),
            *("refused", REFUSAL, None, "req_C3", None, None, 7),
        ),
        (
            *("in_3Half", "#REF!", "kwd", "Courier, second", None, True),
            *("not_sent", AFTER_REFUSAL, None, None, None, None, 8),
        ),
    ]


def test_text_of_people_is_never_a_formula(english: Path) -> None:
    sheet = load_workbook(english)["add_lines"]
    assert sheet["D3"].value == '=HYPERLINK("http://x")'
    assert sheet["D3"].data_type in ("s", "inlineStr")
    with zipfile.ZipFile(english) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")


def test_money_cells_have_their_own_currencys_format(english: Path) -> None:
    sheet = load_workbook(english)["add_lines"]
    formats = [sheet[f"B{row}"].number_format for row in range(2, 6)]
    assert formats == [
        "#,##0.00;[Red]-#,##0.00",
        "#,##0.00;[Red]-#,##0.00",
        "#,##0;[Red]-#,##0",
        "#,##0.000;[Red]-#,##0.000",
    ]


def test_true_and_false_are_shown_as_such_by_libreoffice_too(english: Path) -> None:
    rows = load_workbook(english)["add_lines"].iter_rows()
    (cell,) = (one for row in rows for one in row if one.value is True)
    assert (cell.data_type, cell.number_format) == ("b", '"TRUE";"TRUE";"FALSE"')


def test_a_unit_price_finer_than_the_currency_is_not_shown_rounded(english: Path) -> None:
    sheet = load_workbook(english)["update_lines"]
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0.0375, "General")
    assert sheet["C3"].number_format == "#,##0.000;[Red]-#,##0.000"


def test_summary_counts_rows_and_proves_them(english: Path) -> None:
    assert row_of(english, "Summary", "add_lines") == ["add_lines", 5, 2, 1, 0, 1, 1, 0, "OK"]
    assert row_of(english, "Summary", "update_lines") == ["update_lines", 2, 1, 0, 0, 0, 0, 1, "OK"]
    assert row_of(english, "Summary", "All sheets") == ["All sheets", 7, 3, 1, 0, 1, 1, 1, "OK"]
    live = row_of(english, "Summary", "add_lines", formulas=True)
    assert live[1] == "=COUNTIF('add_lines'!$G$2:$G$6,\"?*\")"
    assert re.fullmatch(r'=IF\(B(\d+)=SUM\(C\1:H\1\),"OK","CHECK"\)', live[8])


def test_a_row_without_a_count_shows_in_the_check(tmp_path: Path) -> None:
    report = sample_report()
    wrong = {**report.rows, "add_lines": {Status.APPLIED: 4}}
    path = write_report(replace(report, rows=wrong), tmp_path / "r.xlsx").path
    assert row_of(path, "Summary", "add_lines")[8] == "CHECK"
    assert row_of(path, "Summary", "update_lines")[8] == "OK"
    assert row_of(path, "Summary", "All sheets")[8] == "CHECK"


def test_summary_ties_money_by_currency(english: Path) -> None:
    usd = ["USD", 300.3, 62.8, 62.81, 0, 363.11, 0.01]
    assert row_of(english, "Summary", "USD") == [*usd, "CHECK"]
    assert row_of(english, "Summary", "USD", 2) == [*usd, "OK"]
    assert row_of(english, "Summary", "JPY") == ["JPY", 120000, 7500, 7500, 0, 127500, 0, "OK"]
    assert row_of(english, "Summary", "KWD", 2) == ["KWD", 100.12, 1, 1, 0, 101.12, 0, "OK"]
    live = row_of(english, "Summary", "JPY", 2, formulas=True)
    assert live[1].startswith("=ROUND(SUMIFS('Reconciliation'!$L$2:$L$5,'Reconciliation'!$C$2:$C$5")


def test_money_the_invoices_do_not_add_up_to_shows_in_the_check(tmp_path: Path) -> None:
    report = sample_report()
    path = write_report(replace(report, invoices=report.invoices[2:]), tmp_path / "r.xlsx").path
    assert row_of(path, "Summary", "JPY", 2)[7] == "CHECK"
    assert row_of(path, "Summary", "KWD", 2)[7] == "OK"


def test_half_corrected_invoices_come_first(english: Path) -> None:
    rows = [row for row in table(english, "Summary") if any(cell is not None for cell in row)]
    assert rows[3][0] == LABELS["report.half"].en
    assert rows[5][:4] == ("in_3Half", "KWD", 3, "2026-11-30T15:00:00Z")
    assert table(english, "Reconciliation")[1][0] == "in_3Half"


def test_no_half_corrected_invoice_is_said_too(tmp_path: Path) -> None:
    path = write_report(replace(sample_report(), half_corrected=()), tmp_path / "r.xlsx").path
    assert row_of(path, "Summary", "No invoice was left half corrected.")


def test_facts_have_labels_and_unknown_ones_their_code(english: Path) -> None:
    assert row_of(english, "Summary", "Stripe account") == ["Stripe account", "acct_1Example"]
    assert row_of(english, "Summary", "unknown_code") == ["unknown_code", "shown as it is"]


def test_reconciliation_is_one_row_per_invoice(english: Path) -> None:
    header, *rows = table(english, "Reconciliation")
    assert header[:20] == (
        "Invoice",
        "Customer",
        "Currency",
        "Invoice status",
        "Lines before",
        "Lines added",
        "Lines removed",
        "Lines unassigned",
        "Lines changed by others",
        "Lines after",
        "Lines check",
        "Amount before",
        "Added",
        "Updated",
        "Removed",
        "Expected change",
        "Changed by others",
        "Expected after",
        "Actual after",
        "Difference",
    )
    assert [row[:20] for row in rows] == [
        (
            *("in_3Half", "cus_Ab12", "KWD", "draft", 3, 1, 0, 0, 0, 4, "OK"),
            *(100.12, 1, 0, 0, 1, 0, 101.12, 101.12, 0),
        ),
        (
            *("in_1Office", "cus_Ab12", "USD", "draft", 3, 2, 0, 0, 0, 5, "OK"),
            *(100.1, 62.5, 0, 0, 62.5, 0, 162.6, 162.6, 0),
        ),
        (
            *("in_2Tokyo", "cus_Ab12", "JPY", "draft", 3, 1, 0, 0, 0, 4, "OK"),
            *(120000, 7500, 0, 0, 7500, 0, 127500, 127500, 0),
        ),
        (
            *("in_4Lyon", "cus_Ab12", "USD", "draft", 3, 1, 0, 0, 0, 4, "OK"),
            *(200.2, 0.3, 0, 0, 0.3, 0, 200.5, 200.51, 0.01),
        ),
    ]


def test_reconciliation_is_live(english: Path) -> None:
    sheet = load_workbook(english)["Reconciliation"]
    assert sheet["P2"].value == "=ROUND(M2+N2+O2,3)"
    assert sheet["R2"].value == "=ROUND(L2+P2+Q2,3)"
    assert sheet["T5"].value == "=ROUND(S5-R5,2)"
    assert sheet["K3"].value == '=IF(E3+F3+I3-G3-H3=J3,"OK","CHECK")'
    assert sheet["T4"].number_format == "#,##0;[Red]-#,##0"


def by_name(path: Path, invoice: str) -> dict[str, Any]:
    """A row of Reconciliation by the names of its columns."""
    (found,) = (row for row in table(path, "Reconciliation") if row[0] == invoice)
    return dict(zip(PLACES, found, strict=True))


def test_what_was_planned_is_accounted_for_to_the_last_row(english: Path) -> None:
    names = ("planned_change", "expected_change", "not_applied_change", "in_doubt_change")
    half = by_name(english, "in_3Half")
    assert [half[name] for name in names] == [4.25, 1, 0.75, 2.5]
    assert half["planned_check"] == 0
    kwd = ["KWD", 4.25, 1, 0.75, 2.5, 0, "OK"]
    assert row_of(english, "Summary", "KWD", 1) == kwd
    assert row_of(english, "Summary", "USD", 1) == ["USD", 62.8, 62.8, 0, 0, 0, "OK"]


def test_a_planned_amount_that_got_lost_shows_in_the_check(tmp_path: Path) -> None:
    report = sample_report()
    jpy, kwd, usd = report.planned
    lost = (replace(jpy, not_applied_minor=1), kwd, usd)
    path = write_report(replace(report, planned=lost), tmp_path / "a.xlsx").path
    assert row_of(path, "Summary", "JPY", 1) == ["JPY", 7500, 7500, 1, 0, -1, "CHECK"]
    elsewhere = write_report(
        replace(report, invoices=report.invoices[2:]), tmp_path / "b.xlsx"
    ).path
    assert row_of(elsewhere, "Summary", "JPY", 1) == ["JPY", 7500, 7500, 0, 0, 0, "CHECK"]
    assert row_of(elsewhere, "Summary", "KWD", 1)[-1] == "OK"


def test_tax_discounts_and_total_have_their_change(tmp_path: Path) -> None:
    report = sample_report()
    first, *others = report.invoices
    own = replace(first, discount_before_minor=500, discount_after_minor=0, tax_after_minor=None)
    told = replace(report, invoices=(own, *others))
    path = write_report(told, tmp_path / "r.xlsx").path
    row = by_name(path, "in_1Office")
    assert (row["discount_before"], row["discount_after"], row["discount_change"]) == (5, 0, -5)
    assert (row["tax_before"], row["tax_after"], row["tax_change"]) == (10.01, None, None)
    assert (row["total_before"], row["total_after"], row["total_change"]) == (110.11, 178.86, 68.75)
    assert by_name(path, "in_2Tokyo")["tax_change"] == 750


def test_invoices_lead_to_the_dashboard(english: Path) -> None:
    link = load_workbook(english)["Reconciliation"]["A2"].hyperlink
    assert link is not None
    assert link.target == "https://dashboard.stripe.com/test/invoices/in_3Half"
    live = invoice_link("in_1", livemode=True)
    assert getattr(live, "url", "") == "https://dashboard.stripe.com/invoices/in_1"
    assert invoice_link("@ref", livemode=True) == "@ref"
    assert invoice_link("in_1/../x", livemode=True) == "in_1/../x"


def test_problems_and_requests_are_listed_whole(english: Path) -> None:
    problems = table(english, "Problems")
    assert problems[1] == (
        *("error", "add_lines", 8, "B8", "amount", "#REF!", "no_such_code", "no_such_code"),
    )
    assert problems[3] == ("question", None, None, None, None, "=1+1") + ("no_such_code",) * 2
    assert table(english, "Requests")[2] == (
        *(2, 1, "in_1Office", "add_lines", 2, "refused", 400, "req_2", f"batcher-{2:064x}", None),
        *("2026-11-02T09:00:01.123Z", "2026-11-02T09:00:01.456Z"),
        "The invoice is no longer editable.",
    )


def test_stored_values_are_trusted_on_opening(english: Path) -> None:
    with zipfile.ZipFile(english) as parts:
        assert b"fullCalcOnLoad" not in parts.read("xl/workbook.xml")
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = [cell for name in sheets for cell in re.findall(rb"<f>.*?</c>", parts.read(name))]
    assert len(cells) > 40
    assert all(re.search(rb"<v>[^<]+</v>", cell) for cell in cells)


def test_pages_are_set_up_for_paper(english: Path) -> None:
    sheet = load_workbook(english)["add_lines"]
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'add_lines'!$A$1:$M$6"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:M6"
    assert sheet.oddFooter.left.text == "Corrections October && 11月.xlsx"
    assert sheet.oddHeader.right.text == "R-20261102-090000-abcd"


def test_a_sheet_too_wide_for_one_page_repeats_its_first_column(tmp_path: Path) -> None:
    headers = tuple((number, f"column number {number}") for number in range(1, 13))
    cells = frame({2: ["x" * 30] * 12}, [number for number, _ in headers])
    came = results({2: result("applied", "usd", "op_1")})
    wide = ReportSheet("add_lines", Kind.ADD, headers, cells, came)
    path = write_report(replace(sample_report(), sheets=(wide,)), tmp_path / "r.xlsx").path
    sheet = load_workbook(path)["add_lines"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.print_title_cols == "$A:$A"


def test_every_page_of_reconciliation_names_invoice_customer_and_currency(english: Path) -> None:
    sheet = load_workbook(english)["Reconciliation"]
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.freeze_panes == "D2"


def test_an_empty_column_is_narrow_and_keeps_its_name(tmp_path: Path) -> None:
    headers = ((1, "invoice*"), (2, "tax_1_taxable_amount"), (3, "amount"))
    cells = frame({2: ["in_1Office", None, 75.0]}, [1, 2, 3])
    came = results({2: result("applied", "usd", "op_1")})
    own = ReportSheet("add_lines", Kind.ADD, headers, cells, came)
    path = write_report(replace(sample_report(), sheets=(own,)), tmp_path / "r.xlsx").path
    sheet = load_workbook(path)["add_lines"]
    assert sheet["B1"].value == "tax_1_taxable_amount"
    assert sheet["B1"].alignment.textRotation == 90
    assert sheet.column_dimensions["B"].width < 6
    assert sheet["A1"].alignment.textRotation == 0


@pytest.mark.parametrize("value", [3850, 3850.0, Decimal(3850)])
def test_a_narrow_column_has_room_for_its_amount(tmp_path: Path, value: object) -> None:
    """`3,850.00` in a column whose long name is upright: too narrow, and paper shows `###`."""
    headers = ((1, "invoice*"), (2, "tax_1_taxable_amount"))
    cells = frame({2: ["in_1Office", value]}, [1, 2])
    came = results({2: result("applied", "usd", "op_1")})
    own = ReportSheet("add_lines", Kind.ADD, headers, cells, came, {2: "tax_1_taxable_amount"})
    path = write_report(replace(sample_report(), sheets=(own,)), tmp_path / "r.xlsx").path
    sheet = load_workbook(path)["add_lines"]
    assert sheet["B2"].number_format == "#,##0.00;[Red]-#,##0.00"
    assert sheet.column_dimensions["B"].width >= 10


def test_what_was_not_read_again_shows_no_number(tmp_path: Path) -> None:
    report = sample_report()
    unread = tuple(replace(row, is_read_again=row.currency != "jpy") for row in report.invoices)
    told = replace(report, invoices=unread, unread=frozenset({"jpy"}))
    path = write_report(told, tmp_path / "r.xlsx").path
    said = "not read again"
    assert row_of(path, "Summary", "JPY") == ["JPY", 120000, 7500, *[said] * 5]
    assert row_of(path, "Summary", "JPY", 2) == ["JPY", 120000, 7500, *[said] * 5]
    assert row_of(path, "Summary", "USD")[1:4] == [300.3, 62.8, 62.81]
    (row,) = (row for row in table(path, "Reconciliation") if row[0] == "in_2Tokyo")
    assert row[8:20] == (*(None, None, said, 120000, 7500, 0, 0, 7500, None, 127500, said, said),)


def test_sign_off_stands_above_the_facts(english: Path) -> None:
    first = [row[0] for row in table(english, "Summary")]
    assert first.index("Prepared by") < first.index("Run")


def test_japanese_report_keeps_the_six_words(tmp_path: Path) -> None:
    path = write_report(sample_report("ja"), tmp_path / "r.xlsx").path
    assert load_workbook(path).sheetnames == [
        *("概要", "add_lines", "update_lines"),
        *("照合表", "問題一覧", "リクエスト一覧"),
    ]
    assert table(path, "add_lines")[0] == OWN + CAME
    assert table(path, "照合表")[0][0] == "請求書"
    assert row_of(path, "概要", "USD")[7] == "要確認"
    assert row_of(path, "概要", "in_doubt")[0] == "in_doubt"


def test_a_row_is_as_high_as_its_wrapped_text(english: Path) -> None:
    sheet = load_workbook(english)["Reconciliation"]
    assert sheet.cell(2, PLACES["tax_moved"] + 1).value == "il_Moved1\nil_Moved2"
    assert sheet.row_dimensions[2].height == 30
    assert sheet.row_dimensions[3].height is None


def own_sheet(name: str, texts: dict[int, object]) -> ReportSheet:
    """A sheet of one column, a row per text."""
    rows = {row: result("applied", "usd", f"op_{row}") for row in texts}
    cells = frame({row: [text] for row, text in texts.items()}, [1])
    return ReportSheet(name, Kind.ADD, ((1, "description"),), cells, results(rows))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Summary", "Summary (2)"),
        ("problems", "problems (2)"),
        ("a/b:c", "a_b_c"),
        ("'quoted'", "quoted"),
        ("History", "History_"),
        ("x" * 40, "x" * 31),
        ("", "Sheet"),
    ],
)
def test_a_sheet_name_excel_cannot_take_gets_the_nearest(
    tmp_path: Path, name: str, written: str
) -> None:
    report = replace(sample_report(), sheets=(own_sheet(name, {2: "x"}),), rows={})
    path = write_report(report, tmp_path / "r.xlsx").path
    assert load_workbook(path).sheetnames[:2] == ["Summary", written]


def test_rows_past_the_end_of_a_sheet_go_on_in_another(tmp_path: Path) -> None:
    sheet = own_sheet("add_lines", {row: f"line {row}" for row in range(2, 7)})
    report = replace(sample_report(), sheets=(sheet,), rows={"add_lines": {Status.APPLIED: 5}})
    path = tmp_path / "r.xlsx"
    _write(report, path, rows_max=3)
    names = load_workbook(path).sheetnames
    assert names[:4] == ["Summary", "add_lines", "add_lines (2)", "add_lines (3)"]
    assert names[-4:] == ["Problems", "Problems (2)", "Requests", "Requests (2)"]
    assert [row[0] for row in table(path, "add_lines (3)")] == ["description", "line 6"]
    assert row_of(path, "Summary", "add_lines")[:3] == ["add_lines", 5, 5]
    assert ROWS_MAX == 1_048_576


def test_a_report_of_nothing_is_a_report(tmp_path: Path) -> None:
    report = sample_report()
    empty = replace(
        report, rows={}, money=(), sheets=(), invoices=(), problems=(), requests=(), facts=()
    )
    path = write_report(empty, tmp_path / "r.xlsx").path
    assert len(table(path, "Problems")) == 1
    assert row_of(path, "Summary", "in_3Half") == ["in_3Half"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=[])), min_size=1, max_size=8))
def test_any_text_is_written_and_read_back_as_text(texts: list[str]) -> None:
    texts = [*texts, "<r><t>x</t></r>", "{=1+1}", "=cmd|'/c calc'!A1", "mailto:a@b.c", "_x0041_"]
    sheet = own_sheet("add_lines", dict(enumerate(texts, start=2)))
    with tempfile.TemporaryDirectory() as folder:
        report = replace(sample_report(), sheets=(sheet,))
        path = write_report(report, Path(folder) / "r.xlsx").path
        rows = table(path, "add_lines")[1:]
        with zipfile.ZipFile(path) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")
    assert len(rows) == len(texts)
    assert [row[0] for row in rows[-5:]] == [
        *("<r><t>x</t></r>", "{=1+1}", "=cmd|'/c calc'!A1", "mailto:a@b.c", "_x005F_x0041_"),
    ]


def test_every_label_the_report_asks_for_stands_in_both_languages() -> None:
    assert {f"report.column.{name}" for name in PLACES} <= set(LABELS)
    own = [text for key, text in LABELS.items() if key.startswith("report.")]
    assert all(text.en and text.ja for text in own)


def test_missing_cells_of_pandas_are_blank(tmp_path: Path) -> None:
    sheet = own_sheet("add_lines", {2: pd.NA, 3: float("nan"), 4: None, 5: pd.NaT})
    report = replace(sample_report(), sheets=(sheet,))
    path = write_report(report, tmp_path / "r.xlsx").path
    assert [row[0] for row in table(path, "add_lines")[1:]] == [None] * 4


def test_no_block_of_the_summary_begins_at_the_foot_of_a_page(tmp_path: Path) -> None:
    """Every break is at a block's title; what a person signs is on the first page, if it fits."""
    report = sample_report()
    path = write_report(report, tmp_path / "r.xlsx").path
    sheet = load_workbook(path)["Summary"]
    (one,) = sheet.row_breaks.brk
    assert str(sheet.cell(one.id + 1, 1).value).startswith("Money by currency, added up")
    many = replace(report, facts=tuple((f"fact {n}", "x") for n in range(60)))
    long = load_workbook(write_report(many, tmp_path / "long.xlsx").path)["Summary"]
    begun = [long.cell(one.id + 1, 1).value for one in long.row_breaks.brk]
    assert begun[1:] == ["About this run", "What the words mean"]


def test_an_empty_message_keeps_its_name_readable(tmp_path: Path) -> None:
    path = write_report(sample_report(), tmp_path / "r.xlsx").path
    for sheet in load_workbook(path):
        for cell in sheet[1]:
            if cell.value == "message":
                assert not cell.alignment.textRotation
                assert sheet.column_dimensions[cell.column_letter].width >= 9
