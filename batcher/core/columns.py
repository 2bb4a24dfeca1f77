"""The one catalogue of sheets and columns. Reading, checking, sending, templates and the report all
come from it; nothing here knows a file format or Stripe's client."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from batcher.core.model import OPERATIONS, Kind


class Value(StrEnum):
    """The kinds of value a cell can have; `core/values.py` holds the grammar of each."""

    INVOICE = "invoice"  # in_… or @ref
    ID = "id"  # one id with one of the column's prefixes
    IDS = "ids"  # a list of ids
    TEXT = "text"
    CURRENCY = "currency"
    MONEY = "money"  # major unit, as many places as the currency has
    MINOR = "minor"  # the API's integer
    UNIT_MONEY = "unit_money"  # major unit, up to 12 places in the minor unit
    UNIT_MINOR = "unit_minor"  # minor unit, up to 12 places
    QUANTITY = "quantity"  # zero or more, up to 12 places
    WHOLE = "whole"  # zero or more, no places
    PERCENT = "percent"  # 0 to 100, up to 4 places
    YES_NO = "yes_no"
    START = "start"  # a day from 00:00:00, or an instant
    END = "end"  # a day to 23:59:59, or an instant
    CHOICE = "choice"  # one of the column's choices


@dataclass(frozen=True, slots=True)
class Column:
    """One column of DESIGN 2.2.

    `japanese`: the first is the header of Japanese templates. `parameter`: where its value goes in
    the API's parameters, dotted, starting at the call's own (`lines.amount`); empty when it is
    never sent. `required`: sheets on which no cell may be blank. `subscription`: a subscription
    line may carry it. `prefixes`: allowed id prefixes; none means any id. `length`: characters at
    most. `choices`: canonical value -> the words accepted for it. `note`: what people read about
    it.
    """

    name: str
    value: Value
    sheets: frozenset[Kind]
    parameter: str = ""
    aliases: tuple[str, ...] = ()
    japanese: tuple[str, ...] = ()
    required: frozenset[Kind] = frozenset()
    subscription: bool = False
    clearable: bool = False
    prefixes: tuple[str, ...] = ()
    length: int = 5000
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str = ""
    note_ja: str = ""

    def header(self, kind: Kind, language: str = "en") -> str:
        """The header in templates: starred where required."""
        text = self.japanese[0] if language == "ja" and self.japanese else self.name
        return f"{text}*" if kind in self.required else text


CREATE, ADD, UPDATE, REMOVE, METADATA = (
    frozenset({kind}) for kind in (Kind.CREATE, Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.METADATA)
)
LINES = ADD | UPDATE
ALL = frozenset(OPERATIONS)
CONTROL = frozenset({Kind.CONTROL})

TAX_AMOUNTS_MAX = 20
METADATA_KEYS_MAX = 50
METADATA_KEY_LENGTH = 40
METADATA_VALUE_LENGTH = 500
TAG = "batcher"  # the metadata key that carries an operation id

_COLUMNS: tuple[Column, ...] = (
    Column(
        "invoice",
        Value.INVOICE,
        ALL - CREATE,
        "path",
        ("invoice_id",),
        ("請求書ID", "請求書"),
        required=ALL - CREATE,
        subscription=True,
        prefixes=("in_",),
        note="The draft invoice: in_…, or @ref of a row of create_invoices.",
        note_ja="下書きの請求書のID（in_…）、または請求書作成シートの参照（@参照）。",
    ),
    Column(
        "ref",
        Value.TEXT,
        CREATE,
        "",
        (),
        ("参照",),
        required=CREATE,
        length=100,
        note="A name of your own; other sheets mean this invoice by @ref.",
        note_ja="任意の名前。他のシートでは「@参照」でこの請求書を指します。",
    ),
    Column(
        "customer",
        Value.ID,
        CREATE,
        "customer",
        (),
        ("顧客ID",),
        required=CREATE,
        prefixes=("cus_",),
        note="The customer to bill: cus_….",
        note_ja="請求先の顧客ID（cus_…）。",
    ),
    Column(
        "collection_method",
        Value.CHOICE,
        CREATE,
        "collection_method",
        (),
        ("回収方法",),
        required=CREATE,
        choices=(
            ("charge_automatically", ("charge_automatically", "自動請求", "自動支払い")),
            ("send_invoice", ("send_invoice", "請求書送付", "請求書を送付")),
        ),
        note="charge_automatically or send_invoice.",
        note_ja="charge_automatically（自動請求）または send_invoice（請求書送付）。",
    ),
    Column(
        "days_until_due",
        Value.WHOLE,
        CREATE,
        "days_until_due",
        (),
        ("支払期限日数",),
        note="With send_invoice: days until due, or due_date instead.",
        note_ja="send_invoice の場合の支払期限までの日数。支払期日とどちらか一方。",
    ),
    Column(
        "due_date",
        Value.END,
        CREATE,
        "due_date",
        (),
        ("支払期日",),
        note="With send_invoice: the day it is due, or days_until_due instead.",
        note_ja="send_invoice の場合の支払期日。支払期限日数とどちらか一方。",
    ),
    Column(
        "line",
        Value.ID,
        UPDATE | REMOVE,
        "lines.id",
        ("line_id", "line_item"),
        ("ラインアイテムID", "明細ID"),
        required=UPDATE | REMOVE,
        subscription=True,
        prefixes=("il_",),
        note="The line on that invoice: il_….",
        note_ja="その請求書のラインアイテムID（il_…）。",
    ),
    Column(
        "behavior",
        Value.CHOICE,
        REMOVE,
        "lines.behavior",
        (),
        ("処理",),
        required=REMOVE,
        choices=(
            ("delete", ("delete", "削除")),
            ("unassign", ("unassign", "割り当て解除", "割当解除", "解除")),
        ),
        note="delete (gone for good) or unassign (pending again, can go on another invoice).",
        note_ja="delete（削除）または unassign（割り当て解除。別の請求書に移せます）。",
    ),
    Column(
        "invoice_item",
        Value.ID,
        ADD,
        "lines.invoice_item",
        (),
        ("請求書アイテムID",),
        prefixes=("ii_", "il_"),
        note="A pending invoice item to put on this invoice: ii_… (not a line id il_…).",
        note_ja="この請求書に割り当てる未割り当ての請求書アイテムID（ii_…。il_… ではありません）。",
    ),
    Column(
        "currency",
        Value.CURRENCY,
        LINES | CREATE,
        "currency",
        (),
        ("通貨",),
        required=CREATE,
        note="What the amounts are in; must be the invoice's own. Blank: the invoice's.",
        note_ja="金額の通貨。請求書の通貨と同じであること。空白は請求書の通貨。",
    ),
    Column(
        "amount",
        Value.MONEY,
        LINES,
        "lines.amount",
        (),
        ("金額",),
        note="The line's total: 75.00 USD, 7500 JPY. Negative is a credit.",
        note_ja="明細の合計金額。例：75.00（USD）、7500（JPY）。負の値は値引き。",
    ),
    Column(
        "amount_minor",
        Value.MINOR,
        LINES,
        "lines.amount",
        note="The API's integer instead of amount: 7500 for 75.00 USD.",
        note_ja="金額の代わりに最小単位の整数。75.00 USD は 7500。",
    ),
    Column(
        "price",
        Value.ID,
        LINES,
        "lines.pricing.price",
        ("price_id",),
        ("価格ID",),
        prefixes=("price_",),
        note="A one-time price: price_….",
        note_ja="1回限りの価格のID（price_…）。",
    ),
    Column(
        "unit_amount",
        Value.UNIT_MONEY,
        LINES,
        "lines.price_data.unit_amount",
        ("unit_price",),
        ("単価",),
        note="Price per unit in the currency's major unit; goes with quantity.",
        note_ja="1単位あたりの価格。数量とともに使います。",
    ),
    Column(
        "unit_amount_minor",
        Value.UNIT_MINOR,
        LINES,
        "lines.price_data.unit_amount_decimal",
        note="unit_amount in minor units, with up to 12 places.",
        note_ja="単価を最小単位で（小数12桁まで）。",
    ),
    Column(
        "quantity",
        Value.QUANTITY,
        LINES,
        "lines.quantity",
        ("qty",),
        ("数量",),
        note="Units, whole or decimal. Goes with price or unit_amount; blank is 1 on a new line.",
        note_ja="数量。価格IDまたは単価とともに使います。新しい明細では空白は1。",
    ),
    Column(
        "product",
        Value.ID,
        LINES,
        "lines.price_data.product",
        (),
        ("商品ID",),
        prefixes=(),
        note="With unit_amount: the product, prod_….",
        note_ja="単価とともに：商品ID（prod_…）。",
    ),
    Column(
        "product_name",
        Value.TEXT,
        LINES,
        "lines.price_data.product_data.name",
        (),
        ("商品名",),
        note="With unit_amount, instead of product: its name. Blank: the description.",
        note_ja="商品IDの代わりの商品名。空白の場合は説明を使います。",
    ),
    Column(
        "tax_behavior",
        Value.CHOICE,
        LINES,
        "lines.price_data.tax_behavior",
        (),
        ("税区分",),
        choices=(
            ("exclusive", ("exclusive", "外税", "税抜")),
            ("inclusive", ("inclusive", "内税", "税込")),
            ("unspecified", ("unspecified", "指定なし", "未指定")),
        ),
        note="With unit_amount: exclusive, inclusive or unspecified.",
        note_ja="単価とともに：exclusive（外税）、inclusive（内税）、unspecified（指定なし）。",
    ),
    Column(
        "description",
        Value.TEXT,
        LINES | CREATE,
        "lines.description",
        (),
        ("説明", "摘要"),
        note="What the customer reads.",
        note_ja="お客様に表示される説明。",
    ),
    Column(
        "discountable",
        Value.YES_NO,
        LINES,
        "lines.discountable",
        (),
        ("割引対象",),
        note="yes or no; blank leaves it alone.",
        note_ja="はい／いいえ。空白は変更しません。",
    ),
    Column(
        "period_start",
        Value.START,
        LINES,
        "lines.period.start",
        (),
        ("期間開始",),
        note="First day of the period, from 00:00:00.",
        note_ja="期間の初日（0時0分0秒から）。",
    ),
    Column(
        "period_end",
        Value.END,
        LINES,
        "lines.period.end",
        (),
        ("期間終了",),
        note="Last day of the period, to 23:59:59.",
        note_ja="期間の末日（23時59分59秒まで）。",
    ),
    Column(
        "tax_rates",
        Value.IDS,
        LINES,
        "lines.tax_rates",
        (),
        ("税率ID",),
        subscription=True,
        clearable=True,
        prefixes=("txr_",),
        note="txr_… ids separated by commas; replaces the whole list. (clear) empties it.",
        note_ja="税率ID（txr_…）をカンマ区切りで。全体を置き換えます。（消去）で空に。",
    ),
    Column(
        "discounts",
        Value.IDS,
        LINES,
        "lines.discounts",
        (),
        ("割引",),
        subscription=True,
        clearable=True,
        note="Coupon ids, promo_… or di_…, separated by commas; replaces the whole list.",
        note_ja="クーポンID、promo_…、di_… をカンマ区切りで。全体を置き換えます。",
    ),
)

_TAX_COLUMNS: tuple[tuple[str, Value, str, int], ...] = (
    ("amount", Value.MONEY, "lines.tax_amounts.amount", 0),
    ("taxable_amount", Value.MONEY, "lines.tax_amounts.taxable_amount", 0),
    ("name", Value.TEXT, "lines.tax_amounts.tax_rate_data.display_name", 200),
    ("percentage", Value.PERCENT, "lines.tax_amounts.tax_rate_data.percentage", 0),
    ("inclusive", Value.YES_NO, "lines.tax_amounts.tax_rate_data.inclusive", 0),
)
TAX_PARTS = tuple(part for part, *_ in _TAX_COLUMNS)

CORRECTION_NO = Column(
    "correction_no",
    Value.TEXT,
    ALL,
    "",
    (),
    ("訂正番号",),
    subscription=True,
    length=100,
    note="Makes a row distinct from an identical one applied before.",
    note_ja="以前に適用した同じ内容の行と区別するための番号。",
)

_CONTROL: tuple[Column, ...] = (
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

METADATA_SHEETS = ALL - REMOVE
WAS_SHEETS = UPDATE | REMOVE
KEPT = ("note", "備考")
REPORT_COLUMNS = (
    "status", "message", "stripe_id", "request_id", "error", "proof", "changes", "source_row",
)  # fmt: skip
OPERATION_ID = "operation_id"
OPERATION = "operation"
OPERATION_JAPANESE = ("処理区分", "操作")

SHEET_JAPANESE: dict[Kind, tuple[str, ...]] = {
    Kind.CREATE: ("請求書作成",),
    Kind.ADD: ("追加", "明細追加"),
    Kind.UPDATE: ("更新", "訂正", "明細訂正"),
    Kind.REMOVE: ("削除", "明細削除"),
    Kind.METADATA: ("請求書メタデータ",),
    Kind.CONTROL: ("合計照合", "検算"),
}
# The name Japanese templates give each sheet.
SHEET_TITLE_JA: dict[Kind, str] = {
    Kind.CREATE: "請求書作成",
    Kind.ADD: "明細追加",
    Kind.UPDATE: "明細訂正",
    Kind.REMOVE: "明細削除",
    Kind.METADATA: "請求書メタデータ",
    Kind.CONTROL: "合計照合",
}
# Words an `operation` cell may hold besides sheet names.
OPERATION_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.CREATE: ("create", "作成"),
    Kind.ADD: ("add",),
    Kind.UPDATE: ("update",),
    Kind.REMOVE: ("remove",),
    Kind.METADATA: ("metadata", "メタデータ"),
}
IGNORED_SHEETS = ("readme", "notes", "説明")


def fold(text: str) -> str:
    """How names are compared: case, width (NFKC), spaces, hyphens and underscores do not count."""
    return re.sub(r"[\s_\-‐‑–−]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _sheet_names() -> dict[str, Kind]:
    names = {fold(kind.value): kind for kind in Kind}
    for kind, aliases in SHEET_JAPANESE.items():
        names.update({fold(alias): kind for alias in aliases})
    return names


def sheet_kind(name: str) -> Kind | None:
    """The kind a sheet name means, or None."""
    return _sheet_names().get(fold(name))


def operation_kind(word: str) -> Kind | None:
    """The kind an `operation` cell means: a sheet name or one of OPERATION_WORDS."""
    folded = fold(word)
    for kind, words in OPERATION_WORDS.items():
        if folded in map(fold, words):
            return kind
    kind_or_none = sheet_kind(word)
    return None if kind_or_none is Kind.CONTROL else kind_or_none


def sheet_is_ignored(name: str) -> bool:
    """True for a sheet the person keeps for themselves: `#…`, `_…`, readme, notes, 説明."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return plain.startswith(("#", "_")) or fold(name) in map(fold, IGNORED_SHEETS)


def nearest_sheet(name: str) -> str:
    """The known sheet name most like this one, or ''."""
    known = {fold(kind.value): kind.value for kind in Kind}
    for aliases in SHEET_JAPANESE.values():
        known.update({fold(alias): alias for alias in aliases})
    found = get_close_matches(fold(name), known, n=1, cutoff=0.5)
    return known[found[0]] if found else ""


def _column_names(column: Column) -> tuple[str, ...]:
    return (column.name, *column.aliases, *column.japanese)


@cache
def _header_names(control: bool) -> dict[str, Column]:
    columns = _CONTROL if control else (*_COLUMNS, CORRECTION_NO)
    return {fold(name): column for column in columns for name in _column_names(column)}


def tax_column(number: int, part: str) -> Column:
    """The column `tax_<number>_<part>`; `number` from 1 to 20."""
    for name, value, parameter, length in _TAX_COLUMNS:
        if name == part:
            return Column(
                f"tax_{number}_{part}",
                value,
                LINES,
                parameter,
                length=length or 5000,
                clearable=part == "amount",
                note=f"Tax amount no. {number}: {part.replace('_', ' ')}; all five or none.",
                note_ja=f"税額{number}：5項目すべてを記入するか、すべて空白にします。",
            )
    raise KeyError(part)


def metadata_column(key: str) -> Column:
    """The column `metadata.<key>`; the key is the person's own, letter for letter."""
    return Column(
        f"metadata.{key}",
        Value.TEXT,
        METADATA_SHEETS,
        "metadata",
        (),
        (f"メタデータ.{key}",),
        subscription=True,
        clearable=True,
        length=METADATA_VALUE_LENGTH,
        note="A key of your own; (clear) removes it.",
        note_ja="任意のキー。（消去）で削除。",
    )


_TAX_HEADER = re.compile(r"tax(\d{1,2})(amount|taxableamount|name|percentage|inclusive)")
_METADATA_WORDS = ("metadata", "メタデータ")
_WAS_WORDS = ("was", "変更前")


def _after(words: tuple[str, ...], text: str) -> str:
    """What follows `word.` in a header, letter for letter; '' where it begins with none of them."""
    before, *rest = re.split("[.．]", text, maxsplit=1)
    return rest[0].strip() if rest and fold(before) in map(fold, words) else ""


@dataclass(frozen=True, slots=True)
class Header:
    """What a header cell means: a column, or the `was.` twin of one."""

    column: Column
    was: bool = False

    @property
    def name(self) -> str:
        """The canonical header."""
        return f"was.{self.column.name}" if self.was else self.column.name


def header(text: str, kind: Kind | None) -> Header | None:
    """What a header means on a sheet of this kind (None: any operation), or None if unknown.

    A known column that the sheet has no use for is returned too: compare `column.sheets`.
    """
    was = _after(_WAS_WORDS, text)
    if was:
        inner = header(was, kind)
        return Header(inner.column, was=True) if inner and not inner.was else None
    key = _after(_METADATA_WORDS, text)
    if key and kind is not Kind.CONTROL:
        return Header(metadata_column(unicodedata.normalize("NFC", key)))
    folded = fold(unicodedata.normalize("NFKC", text).strip().rstrip("*"))
    known = _header_names(kind is Kind.CONTROL).get(folded)
    if known:
        return Header(known)
    tax = _TAX_HEADER.fullmatch(folded)
    if tax and 1 <= int(tax.group(1)) <= TAX_AMOUNTS_MAX and kind is not Kind.CONTROL:
        part = "taxable_amount" if tax.group(2) == "taxableamount" else tax.group(2)
        return Header(tax_column(int(tax.group(1)), part))
    return None


def uses(kind: Kind, found: Header) -> bool:
    """True where a sheet of this kind has a use for the header; a removal may say what was."""
    if not found.was:
        return kind in found.column.sheets
    return kind in WAS_SHEETS and not found.column.sheets.isdisjoint(UPDATE | {kind})


def is_kept(text: str) -> bool:
    """True for a column that is kept for the report and otherwise ignored."""
    plain = unicodedata.normalize("NFKC", text).strip()
    own = (*KEPT, *REPORT_COLUMNS, OPERATION_ID)
    return plain.startswith("#") or fold(plain.rstrip("*")) in map(fold, own)


def is_operation_header(text: str) -> bool:
    """True for the header of the column that names each row's operation."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("*")
    return fold(plain) in map(fold, (OPERATION, *OPERATION_JAPANESE))


def nearest_header(text: str, kind: Kind | None) -> str:
    """The known header of this sheet most like this one, or ''."""
    columns = _CONTROL if kind is Kind.CONTROL else (*_COLUMNS, CORRECTION_NO)
    known = {
        fold(name): name
        for column in columns
        if kind is None or kind in column.sheets
        for name in _column_names(column)
    }
    known.setdefault(fold("tax_1_amount"), "tax_1_amount")
    found = get_close_matches(fold(text.rstrip("*")), known, n=1, cutoff=0.6)
    return known[found[0]] if found else ""


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns of a sheet in template order, without tax, metadata and `was.` columns."""
    source: Iterable[Column] = _CONTROL if kind is Kind.CONTROL else (*_COLUMNS, CORRECTION_NO)
    return tuple(column for column in source if kind in column.sheets)


def column(name: str, kind: Kind) -> Column:
    """A column by its canonical name; raises KeyError."""
    found = header(name, kind)
    if found is None:
        raise KeyError(name)
    return found.column


# Parameters of the calls that no column reaches, and why. A test walks the vendor's own types and
# fails when one is in neither place.
LEFT_OUT: dict[str, str] = {
    "expand": "answers are read again page by page; nothing is expanded on a write",
    "lines.price_data.currency": "filled from the invoice: lines cannot differ from it",
    "lines.price_data.product_data.description": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.images": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.metadata": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.tax_code": "set the tax code on the product itself",
    "lines.price_data.product_data.tax_details": "set tax details on the product itself",
    "lines.price_data.product_data.unit_label": "belongs to the product catalogue, not to a line",
    "lines.tax_amounts.tax_rate_data.country": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.description": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.jurisdiction": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.jurisdiction_level": "optional wording of a tax amount",
    "lines.tax_amounts.tax_rate_data.state": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.tax_type": "an open set that grows with every release",
    "lines.tax_amounts.taxability_reason": "Stripe works it out; an open set of reasons",
}
# Parameters filled by the program itself, from a column of another name or from the live line.
FILLED: dict[str, str] = {
    "lines.quantity_decimal": "`quantity` when it has places",
    "lines.discounts.coupon": "`discounts`: any other id",
    "lines.discounts.discount": "`discounts`: di_…",
    "lines.discounts.promotion_code": "`discounts`: promo_…",
    "lines.metadata": "`metadata.KEY`, and the tag `batcher` on added lines",
    "invoice_metadata": "the sheet invoice_metadata",
}
# Parameters of a new invoice that create_invoices does not set, and why.
LEFT_OUT_CREATE: dict[str, str] = {
    "account_tax_ids": "the account's own default is right for a correction",
    "application_fee_amount": "for platforms; no correction of lines",
    "automatic_tax": "the account's or the customer's own setting stands",
    "automatically_finalizes_at": "a new draft is never advanced by itself (auto_advance=false)",
    "custom_fields": "wording of the document, not of its lines",
    "customer_account": "the customer is named by `customer`",
    "default_payment_method": "the customer's own setting stands",
    "default_source": "the customer's own setting stands",
    "default_tax_rates": "tax is corrected per line by `tax_rates`",
    "discounts": "discounts are corrected per line by `discounts`",
    "effective_at": "belongs to finalizing, which is never done here",
    "expand": "answers are read again page by page; nothing is expanded on a write",
    "footer": "wording of the document, not of its lines",
    "from_invoice": "revises a finalized invoice; only drafts are corrected here",
    "issuer": "for platforms; the account itself issues the invoice",
    "number": "Stripe numbers invoices when they are finalized",
    "on_behalf_of": "for platforms; no correction of lines",
    "payment_settings": "the customer's own setting stands",
    "rendering": "looks of the document, not its lines",
    "shipping_cost": "shipping is no line of an invoice",
    "shipping_details": "shipping is no line of an invoice",
    "statement_descriptor": "the account's own default is right for a correction",
    "subscription": "invoices of subscriptions are made by the subscription",
    "transfer_data": "for platforms; no correction of lines",
}
