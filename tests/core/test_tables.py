"""Which sheet is which, where its header is, and which of its rows ask for something."""

from __future__ import annotations

import pytest

from batcher.core.model import Kind, Severity, Sheet
from batcher.core.tables import letters, understand
from tests.core.sheets import book, checked, found, sheet

ADD = ["invoice", "amount", "description"]
ONE = ["in_1", 5.0, "Fuel"]


def kinds(
    *sheets: Sheet, name: str = "book.xlsx", as_sheet: str | None = None
) -> list[Kind | None]:
    return [t.kind for t in understand(book(*sheets, name=name), sheet=as_sheet).tables]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (702, "ZZ"), (703, "AAA")]
)
def test_column_letters(number: int, text: str) -> None:
    assert letters(number) == text


def test_header_in_the_first_row() -> None:
    table = understand(book(sheet("add_lines", ADD, ONE, ONE))).tables[0]
    assert (table.kind, table.header_row, table.rows) == (Kind.ADD, 1, (2, 3))
    assert table.address(3, "amount") == "B3"
    assert table.address(3, "price") is None
    assert table.cell(2, "description") == "Fuel"
    assert table.cell(2, "price") is None


@pytest.mark.parametrize("header_row", [1, 7, 30])
def test_titles_above_the_header_are_skipped(header_row: int) -> None:
    titles: list[list[object]] = [["Corrections", None, None] for _ in range(header_row - 1)]
    table = understand(book(sheet("add_lines", *titles, ADD, ONE))).tables[0]
    assert (table.header_row, table.rows) == (header_row, (header_row + 1,))


def test_a_header_below_row_30_is_not_found() -> None:
    titles: list[list[object]] = [["x", None, None]] * 30
    assert found(checked(sheet("add_lines", *titles, ADD, ONE))) == [(None, "error", "no_header")]


def test_the_row_with_the_most_known_headers_wins() -> None:
    title = ["invoice", "amount", None, None]
    table = understand(book(sheet("add_lines", title, [*ADD, "note"], [*ONE, None]))).tables[0]
    assert table.header_row == 2


def test_one_known_header_is_no_header_row() -> None:
    result = checked(sheet("add_lines", ["invoice", "Betrag"], ["in_1", 5.0]))
    assert found(result) == [(None, "error", "no_header")]
    assert result.problems[0].details["required"] == "invoice"


def test_rows_keep_their_own_numbers() -> None:
    table = understand(book(sheet("add_lines", ADD, ONE, [None] * 3, ONE, first_row=5))).tables[0]
    assert (table.header_row, table.rows, table.left_out) == (5, (6, 8), 0)


def test_a_row_of_a_note_alone_asks_for_nothing_and_is_left_out() -> None:
    result = checked(sheet("add_lines", [*ADD, "note"], [*ONE, None], [None, None, None, "sum: 5"]))
    assert found(result) == []
    assert [r.row for r in result.rows] == [2]
    assert result.left_out == {"add_lines": 1}


def test_a_row_of_spaces_is_blank() -> None:
    result = checked(sheet("add_lines", ADD, ONE, [" ", "\u3000", None]))
    assert (len(result.places), result.left_out) == (1, {"add_lines": 1})


def test_a_missing_required_column_is_named_once() -> None:
    result = checked(sheet("update_lines", ["invoice", "amount"], ["in_1", 5.0], ["in_2", 5.0]))
    assert [(p.code, p.column, p.row, p.cell) for p in result.problems] == [
        ("missing_column", "line", 1, None)
    ]
    assert result.rows == ()  # nothing further can be said of them
    assert len(result.places) == 2


def test_a_sheet_without_rows_misses_nothing() -> None:
    assert found(checked(sheet("update_lines", ["invoice", "amount"]))) == []


IGNORED = ["#vat", "note", "備考", "status", "message", "stripe_id", "request_id", "error"]


@pytest.mark.parametrize("header", IGNORED)
def test_a_kept_column_is_no_question(header: str) -> None:
    assert found(checked(sheet("add_lines", [*ADD, header], [*ONE, "10 %"]))) == []


def test_an_unknown_column_is_a_question_with_the_nearest_name() -> None:
    result = checked(sheet("add_lines", [*ADD, "discription"], [*ONE, "x"]))
    assert found(result) == [("D1", "question", "unknown_column_near")]
    assert result.problems[0].details["nearest"] == "description"


def test_an_operation_column_under_a_name_that_says_the_operation_is_a_question() -> None:
    result = checked(sheet("add_lines", [*ADD, "operation"], [*ONE, "remove_lines"]))
    assert found(result) == [("D1", "question", "operation_not_used")]
    assert result.problems[0].details["kind"] == "add_lines"


def test_an_unknown_column_like_no_other_is_a_question_too() -> None:
    assert found(checked(sheet("add_lines", [*ADD, "VAT"], [*ONE, 19.0]))) == [
        ("D1", "question", "unknown_column")
    ]


def test_an_empty_unknown_column_is_no_problem() -> None:
    assert found(checked(sheet("add_lines", [*ADD, "VAT"], [*ONE, None]))) == []
    assert found(checked(sheet("add_lines", [*ADD, "VAT"], [*ONE, " "]))) == []


def test_a_known_column_on_a_sheet_without_use_for_it_is_a_question() -> None:
    result = checked(sheet("add_lines", [*ADD, "behavior"], [*ONE, "delete"]))
    assert found(result) == [("D1", "question", "column_not_used")]
    assert result.problems[0].details["sheets"] == "remove_lines"


def test_cells_without_a_header_are_a_question_at_the_first_of_them() -> None:
    result = checked(sheet("add_lines", [*ADD, None], [*ONE, None], [*ONE, "7"]))
    assert found(result) == [("D3", "question", "column_without_header")]


def test_a_header_twice_is_an_error_under_any_name() -> None:
    result = checked(sheet("add_lines", [*ADD, "金額"], [*ONE, None]))
    assert found(result) == [("D1", "error", "duplicate_header")]
    assert result.problems[0].details["other"] == "B1"


def test_metadata_keys_differ_by_letters_and_case() -> None:
    header = [*ADD, "metadata.Key", "metadata.key"]
    assert found(checked(sheet("add_lines", header, [*ONE, "a", "b"]))) == []


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("metadata.a[b]", "metadata_key_brackets"),
        ("metadata." + "k" * 41, "metadata_key_long"),
        ("metadata.batcher", "metadata_key_reserved"),
        ("metadata." + "k" * 40, None),
    ],
)
def test_metadata_keys_that_stripe_or_we_cannot_take(header: str, code: str | None) -> None:
    expected = [("D1", "error", code)] if code else []
    assert found(checked(sheet("add_lines", [*ADD, header], [*ONE, "v"]))) == expected


def test_was_columns_belong_to_update_and_remove() -> None:
    header = ["invoice", "line", "amount", "was.amount"]
    assert found(checked(sheet("update_lines", header, ["in_1", "il_1", 5.0, 6.0]))) == []
    header = ["invoice", "line", "behavior", "was.amount", "was.description"]
    rows = ["in_1", "il_1", "delete", 6.0, "Fuel"]
    assert found(checked(sheet("remove_lines", header, rows))) == []
    header = ["invoice", "amount", "was.amount"]
    assert found(checked(sheet("add_lines", header, ["in_1", 5.0, 6.0]))) == [
        ("C1", "question", "column_not_used")
    ]


# Which kind a sheet is.


def test_a_mistyped_sheet_is_an_error_with_the_nearest_name() -> None:
    result = checked(sheet("ad_lines", ADD, ONE), sheet("update_lines"))
    assert [(p.code, p.severity, p.sheet) for p in result.problems] == [
        ("unknown_sheet_near", Severity.ERROR, "ad_lines")
    ]
    assert result.problems[0].details["nearest"] == "add_lines"


def test_a_sheet_like_no_other_is_an_error_too() -> None:
    result = checked(sheet("add_lines", ADD, ONE), sheet("qqqq", ["x"], ["y"]))
    assert found(result) == [(None, "error", "unknown_sheet")]


def test_a_hidden_mistyped_sheet_does_not_vanish() -> None:
    result = checked(sheet("add_lines", ADD, ONE), sheet("updat_lines", ["x"], hidden=True))
    assert found(result) == [(None, "error", "unknown_sheet_near")]


@pytest.mark.parametrize("name", ["#old", "_lists", "readme", "Notes", "説明"])
def test_ignored_sheets(name: str) -> None:
    result = checked(sheet("add_lines", ADD, ONE), sheet(name, ["anything"], ["=1+1"]))
    assert (found(result), len(result.places)) == ([], 1)


def test_an_empty_sheet_of_any_name_is_no_problem() -> None:
    assert found(checked(sheet("Sheet2"), sheet("add_lines", ADD, ONE))) == []


def test_a_lone_sheet_is_named_by_the_option() -> None:
    assert kinds(sheet("Sheet1", ADD, ONE), as_sheet="add_lines") == [Kind.ADD]
    assert kinds(sheet("Sheet1", ADD, ONE), as_sheet="追加") == [Kind.ADD]


def test_ignored_sheets_do_not_count_beside_the_option() -> None:
    sheets = (sheet("Sheet1", ADD, ONE), sheet("readme", ["How to"]), sheet("_lists", ["usd"]))
    result = checked(*sheets, as_sheet="add_lines")
    assert (found(result), len(result.places)) == ([], 1)


def test_the_option_names_even_a_file_called_notes() -> None:
    assert kinds(sheet("notes", ADD, ONE), name="notes.csv", as_sheet="add_lines") == [Kind.ADD]


def test_the_option_cannot_name_several_sheets() -> None:
    result = checked(sheet("add_lines", ADD, ONE), sheet("b", ADD, ONE), as_sheet="add_lines")
    assert "sheet_option_many" in [p.code for p in result.problems]


def test_a_lone_sheet_is_named_by_its_file() -> None:
    assert kinds(sheet("Sheet1", ADD, ONE), name="add_lines.xlsx") == [Kind.ADD]
    assert kinds(sheet("明細追加", ADD, ONE), name="book.xlsx") == [Kind.ADD]


def test_two_sheets_of_one_kind_are_an_error() -> None:
    result = checked(sheet("add_lines", ADD, ONE), sheet("追加", ADD, ONE))
    assert found(result) == [(None, "error", "sheet_twice")]


# Operation column.

MIXED = ["operation", "invoice", "line", "amount", "behavior"]


def test_an_operation_column_names_each_row() -> None:
    rows = (
        ["remove", "in_1", "il_1", None, "delete"],
        ["追加", "in_1", None, 5.0, None],
        ["update_lines", "in_1", "il_2", 6.0, None],
    )
    result = checked(sheet("Sheet1", MIXED, *rows))
    assert found(result) == []
    assert [(r.row, r.kind) for r in result.rows] == [
        (2, Kind.REMOVE),
        (3, Kind.ADD),
        (4, Kind.UPDATE),
    ]


def test_a_row_without_a_known_operation_is_an_error() -> None:
    rows = (["pay", "in_1", None, 5.0, None], [None, "in_1", None, 5.0, None])
    assert found(checked(sheet("Sheet1", MIXED, *rows))) == [
        ("A2", "error", "unknown_operation"),
        ("A3", "error", "missing_value"),
    ]


def test_a_cell_that_the_rows_own_operation_has_no_use_for_is_a_question() -> None:
    rows = (["add", "in_1", None, 5.0, "delete"], ["add", "in_1", None, 5.0, None])
    assert found(checked(sheet("Sheet1", MIXED, *rows))) == [("E2", "question", "column_not_used")]


def test_on_a_mixed_sheet_the_later_of_two_rows_about_one_line_is_named() -> None:
    rows = (
        ["remove", "in_1", "il_1", None, "delete"],
        ["update", "in_1", "il_1", 5.0, None],
    )
    result = checked(sheet("Sheet1", MIXED, *rows))
    assert found(result) == [("C3", "error", "line_updated_and_removed")]


# Hidden rows.


def test_hidden_rows_are_a_question() -> None:
    result = checked(sheet("add_lines", ADD, ONE, ONE, ONE, ONE, hidden_rows=[2, 4, 5]))
    assert found(result) == [(None, "question", "hidden_rows")]
    assert result.problems[0].value == "2, 4-5"
    assert result.problems[0].details["count"] == "3"


def test_hidden_rows_may_be_included() -> None:
    result = checked(sheet("add_lines", ADD, ONE, ONE, hidden_rows=[2]), hidden_rows="include")
    assert (found(result), [r.row for r in result.rows]) == ([], [2, 3])


def test_hidden_rows_may_be_skipped_and_are_left_out() -> None:
    result = checked(sheet("add_lines", ADD, ONE, ONE, hidden_rows=[2]), hidden_rows="skip")
    assert (found(result), [r.row for r in result.rows]) == ([], [3])
    assert result.left_out == {"add_lines": 1}


def test_what_is_wrong_with_a_skipped_row_is_no_problem() -> None:
    rows = (["pay", "in_1", None, 5.0, None], ["add", "in_1", None, 5.0, None])
    result = checked(sheet("Sheet1", MIXED, *rows, hidden_rows=[2]), hidden_rows="skip")
    assert (found(result), [r.row for r in result.rows]) == ([], [3])


def test_a_hidden_blank_row_is_no_question() -> None:
    assert found(checked(sheet("add_lines", ADD, [None] * 3, ONE, hidden_rows=[2]))) == []


def test_all_rows_of_a_hidden_sheet_are_hidden() -> None:
    result = checked(sheet("add_lines", ADD, ONE, ONE, hidden=True))
    assert [(p.code, p.value) for p in result.problems] == [("hidden_rows", "2-3")]


def test_an_empty_workbook_asks_for_nothing() -> None:
    for sheets in ((), (sheet("add_lines"),), (sheet("add_lines", ADD),)):
        result = checked(*sheets)
        assert (result.problems, result.places, result.rows) == ((), {}, ())


def test_two_tables_on_one_sheet_are_a_problem() -> None:
    """The rows of the first must not vanish as titles above the second."""
    stacked = sheet(
        "add_lines",
        ["invoice", "amount"],
        ["in_1", 5.0],
        ["invoice", "amount", "description", "currency"],
        ["in_2", 6.0, "Fuel", "usd"],
    )
    found = [(p.code, p.row) for p in checked(stacked).problems]
    assert ("second_header", 1) in found


def test_a_row_sorted_above_the_header_does_not_vanish() -> None:
    mixed = sheet("add_lines", ["in_1", 5.0], ["invoice", "amount"], ["in_2", 6.0])
    assert ("A1", "error", "row_above_header") in found(checked(mixed))
