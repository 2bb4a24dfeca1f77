"""The catalogue against the vendor's own types, and how headers and sheet names are recognised."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import pytest
import stripe.params

from batcher.core import columns
from batcher.core.columns import FILLED, LEFT_OUT, LEFT_OUT_CREATE, Value
from batcher.core.model import OPERATIONS, Kind
from tests.core.vendor import dotted

CALLS = {
    Kind.ADD: stripe.params.InvoiceAddLinesParams,
    Kind.UPDATE: stripe.params.InvoiceUpdateLinesParams,
    Kind.REMOVE: stripe.params.InvoiceRemoveLinesParams,
}
TAX_COLUMNS = tuple(columns.tax_column(1, part) for part in columns.TAX_PARTS)


def reached(kind: Kind) -> set[str]:
    """Every parameter a column of this sheet fills."""
    own = (*columns.columns_of(kind), *(TAX_COLUMNS if kind is not Kind.REMOVE else ()))
    return {column.parameter for column in own if column.parameter}


def unaccounted(schema: object, kind: Kind) -> set[str]:
    """Parameters of the vendor's that no column reaches and no list mentions."""
    leaves = {name for name, has_members in dotted(schema).items() if not has_members}
    mentioned = set(LEFT_OUT) | set(FILLED)
    above = {name for name in leaves if any(name.startswith(f"{one}.") for one in mentioned)}
    return leaves - reached(kind) - mentioned - above


@pytest.mark.parametrize("kind", CALLS)
def test_every_parameter_of_the_vendor_is_reached_or_left_out_with_a_reason(kind: Kind) -> None:
    assert unaccounted(CALLS[kind], kind) == set()


def test_the_walk_sees_what_the_contract_names() -> None:
    names = dotted(stripe.params.InvoiceAddLinesParams)
    assert {
        "lines.amount",
        "lines.pricing.price",
        "lines.price_data.product_data.name",
        "lines.tax_amounts.tax_rate_data.percentage",
        "lines.discounts.promotion_code",
        "invoice_metadata",
        "expand",
    } <= set(names)
    assert "idempotency_key" not in names
    assert names["lines"]
    assert not names["lines.amount"]


class NewLine(TypedDict):
    amount: NotRequired[int]
    surcharge: NotRequired[int]


class NewRelease(TypedDict):
    lines: list[NewLine]
    dry_run: NotRequired[bool]


def test_a_parameter_that_a_new_release_brings_is_noticed() -> None:
    assert unaccounted(NewRelease, Kind.ADD) == {"lines.surcharge", "dry_run"}


def test_nothing_is_listed_that_the_vendor_does_not_have() -> None:
    known = set().union(*(dotted(schema) for schema in CALLS.values()))
    assert set(LEFT_OUT) - known == set()
    assert set(FILLED) - known == set()


@pytest.mark.parametrize("kind", CALLS)
def test_no_column_fills_a_parameter_the_call_does_not_have(kind: Kind) -> None:
    # The path and the currency (which goes into an inline price) are no parameters of a line.
    assert reached(kind) - set(dotted(CALLS[kind])) - {"path", "currency"} == set()


def test_every_left_out_parameter_has_a_reason() -> None:
    for listed in (LEFT_OUT, FILLED, LEFT_OUT_CREATE):
        assert all(len(reason) > 10 for reason in listed.values())


def test_what_a_new_invoice_sends_exists_and_the_rest_is_left_out_by_name() -> None:
    top = {name for name in dotted(stripe.params.InvoiceCreateParams) if "." not in name}
    sent = {
        "customer", "currency", "collection_method", "days_until_due", "due_date", "auto_advance",
        "pending_invoice_items_behavior", "description", "metadata",
    }  # fmt: skip
    assert sent | set(LEFT_OUT_CREATE) == top
    assert sent & set(LEFT_OUT_CREATE) == set()


def test_metadata_of_an_invoice_can_be_set_alone() -> None:
    assert "metadata" in dotted(stripe.params.InvoiceUpdateParams)


HEADERS = [
    ("amount", "amount"),
    ("Amount*", "amount"),
    ("ＡＭＯＵＮＴ", "amount"),
    ("  amount ", "amount"),
    ("金額", "amount"),
    ("amount_minor", "amount_minor"),
    ("invoice", "invoice"),
    ("Invoice ID", "invoice"),
    ("invoice-id*", "invoice"),
    ("請求書ID", "invoice"),
    ("請求書ＩＤ＊", "invoice"),
    ("請求書", "invoice"),
    ("line", "line"),
    ("line_item", "line"),
    ("ラインアイテムID", "line"),
    ("ﾗｲﾝｱｲﾃﾑID", "line"),
    ("明細ID", "line"),
    ("price_id", "price"),
    ("価格ID", "price"),
    ("unit_price", "unit_amount"),
    ("単価", "unit_amount"),
    ("qty", "quantity"),
    ("数量", "quantity"),
    ("請求書アイテムID", "invoice_item"),
    ("通貨", "currency"),
    ("説明", "description"),
    ("摘要", "description"),
    ("割引対象", "discountable"),
    ("期間開始", "period_start"),
    ("期間終了", "period_end"),
    ("税率ID", "tax_rates"),
    ("割引", "discounts"),
    ("商品ID", "product"),
    ("商品名", "product_name"),
    ("税区分", "tax_behavior"),
    ("訂正番号", "correction_no"),
    ("tax_1_amount", "tax_1_amount"),
    ("Tax 20 Taxable Amount", "tax_20_taxable_amount"),
    ("tax-3-name", "tax_3_name"),
    ("metadata.Key_A", "metadata.Key_A"),
    ("Metadata.key a", "metadata.key a"),
    ("ＭＥＴＡＤＡＴＡ．key", "metadata.key"),
    ("メタデータ.部門", "metadata.部門"),
    ("ﾒﾀﾃﾞｰﾀ.部門", "metadata.部門"),
    ("was.amount", "was.amount"),
    ("変更前.金額", "was.amount"),
    ("ＷＡＳ．金額", "was.amount"),
    ("was.metadata.Key", "was.metadata.Key"),
    ("変更前.メタデータ.部門", "was.metadata.部門"),
]


@pytest.mark.parametrize(("text", "name"), HEADERS)
def test_a_header_is_recognised(text: str, name: str) -> None:
    found = columns.header(text, Kind.UPDATE)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "", "amout", "vat", "tax_0_amount", "tax_21_amount", "tax_1_rate", "metadata", "metadata.",
        "metadata key", "was.", "was.vat", "was.was.amount", "1", "合計金額",
    ],
)  # fmt: skip
def test_any_other_header_is_unknown(text: str) -> None:
    assert columns.header(text, Kind.UPDATE) is None


def test_a_header_of_another_sheet_is_known_all_the_same() -> None:
    found = columns.header("behavior", Kind.ADD)
    assert found is not None
    assert found.column.sheets == {Kind.REMOVE}


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("amout", "amount"), ("discription", "description"), ("quantty", "quantity"), ("zzzz", "")],
)
def test_the_nearest_header_is_named(text: str, nearest: str) -> None:
    assert columns.nearest_header(text, Kind.ADD) == nearest


def test_the_nearest_header_is_one_the_sheet_has() -> None:
    assert columns.nearest_header("behaviour", Kind.REMOVE) == "behavior"
    assert columns.nearest_header("behaviour", Kind.METADATA) == ""


@pytest.mark.parametrize(
    "text",
    ["note", "Note*", "備考", "#", "# mine", "＃自分用", "status", "message", "stripe_id",
     "request_id", "error", "operation_id"],
)  # fmt: skip
def test_columns_kept_for_the_report(text: str) -> None:
    assert columns.is_kept(text)


def test_a_column_that_asks_for_something_is_not_kept() -> None:
    assert not columns.is_kept("amount")
    assert not columns.is_kept("notes")


@pytest.mark.parametrize("text", ["operation", "Operation *", "処理区分", "操作", "operation＊"])
def test_the_column_that_names_the_operation(text: str) -> None:
    assert columns.is_operation_header(text)


def test_behavior_is_not_the_operation_column() -> None:
    assert not columns.is_operation_header("処理")


SHEETS = [
    ("create_invoices", Kind.CREATE),
    ("請求書作成", Kind.CREATE),
    ("Add Lines", Kind.ADD),
    ("ADD-LINES", Kind.ADD),
    ("ａｄｄ＿ｌｉｎｅｓ", Kind.ADD),
    ("追加", Kind.ADD),
    ("明細追加", Kind.ADD),
    ("update_lines", Kind.UPDATE),
    ("更新", Kind.UPDATE),
    ("訂正", Kind.UPDATE),
    ("明細訂正", Kind.UPDATE),
    ("removelines", Kind.REMOVE),
    ("削除", Kind.REMOVE),
    ("明細削除", Kind.REMOVE),
    ("invoice_metadata", Kind.METADATA),
    ("請求書メタデータ", Kind.METADATA),
    ("control", Kind.CONTROL),
    ("合計照合", Kind.CONTROL),
    ("検算", Kind.CONTROL),
    ("add_line", None),
    ("Sheet1", None),
]


@pytest.mark.parametrize(("name", "kind"), SHEETS)
def test_a_sheet_name_means_a_kind(name: str, kind: Kind | None) -> None:
    assert columns.sheet_kind(name) is kind


@pytest.mark.parametrize("name", ["#old", "_lists", "README", "Read me", "notes", "説明", "＃旧"])
def test_sheets_a_person_keeps_for_themselves(name: str) -> None:
    assert columns.sheet_is_ignored(name)


def test_a_mistyped_sheet_is_near_a_known_one() -> None:
    assert not columns.sheet_is_ignored("ad_lines")
    assert columns.nearest_sheet("ad_lines") == "add_lines"
    assert columns.nearest_sheet("明細の追加") == "明細追加"
    assert columns.nearest_sheet("qqqq") == ""


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("add", Kind.ADD), ("追加", Kind.ADD), ("Add Lines", Kind.ADD), ("update", Kind.UPDATE),
        ("訂正", Kind.UPDATE), ("remove", Kind.REMOVE), ("削除", Kind.REMOVE),
        ("create", Kind.CREATE), ("作成", Kind.CREATE), ("metadata", Kind.METADATA),
        ("メタデータ", Kind.METADATA), ("control", None), ("pay", None), ("", None),
    ],
)  # fmt: skip
def test_an_operation_cell_names_a_kind(word: str, kind: Kind | None) -> None:
    assert columns.operation_kind(word) is kind


def test_starred_headers_of_templates_are_the_required_ones() -> None:
    starred = {
        kind: [c.name for c in columns.columns_of(kind) if c.header(kind).endswith("*")]
        for kind in OPERATIONS
    }
    assert starred == {
        Kind.CREATE: ["ref", "customer", "collection_method", "currency"],
        Kind.ADD: ["invoice"],
        Kind.UPDATE: ["invoice", "line"],
        Kind.REMOVE: ["invoice", "line", "behavior"],
        Kind.METADATA: ["invoice"],
    }


def test_every_header_of_a_template_is_understood_as_its_own_column() -> None:
    for kind in Kind:
        for column in columns.columns_of(kind):
            for language in ("en", "ja"):
                found = columns.header(column.header(kind, language), kind)
                assert found is not None
                assert found.column.name == column.name


def test_no_two_names_of_one_sheet_fold_to_the_same() -> None:
    for control in (True, False):
        kinds = [Kind.CONTROL] if control else list(OPERATIONS)
        names = {
            c.name: (c.name, *c.aliases, *c.japanese) for k in kinds for c in columns.columns_of(k)
        }
        folded = [columns.fold(name) for listed in names.values() for name in listed]
        assert len(folded) == len(set(folded))


def test_columns_by_name() -> None:
    assert columns.column("amount", Kind.ADD).value is Value.MONEY
    assert columns.column("rows", Kind.CONTROL).value is Value.WHOLE
    with pytest.raises(KeyError):
        columns.column("vat", Kind.ADD)
    with pytest.raises(KeyError):
        columns.tax_column(1, "rate")
