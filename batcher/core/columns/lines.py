"""The columns that say what a line is: its price, words, period, taxes, discounts and metadata."""

from __future__ import annotations

from batcher.core.columns.shape import (
    ADD,
    ALL,
    CREATE,
    LINES,
    METADATA_VALUE_LENGTH,
    REMOVE,
    Column,
    Value,
)

METADATA_SHEETS = ALL - REMOVE
LINE_COLUMNS: tuple[Column, ...] = (
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
