"""What an export adds to a sheet: columns a person finds a line by, and what stands prefilled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from batcher.core.columns.headers import KEPT
from batcher.core.columns.names import fold

CUSTOMER_NAME, KIND, LINE_TOTAL = "#customer_name", "#kind", "#line_total"
INVOICE_ITEM, FINALIZES_AT, URL = "#invoice_item", "#finalizes_at", "#url"
# Header -> the Japanese one. Their names begin with `#`, so that reading leaves them alone.
HELPERS: Mapping[str, str] = {
    CUSTOMER_NAME: "#顧客名",
    KIND: "#種類",
    LINE_TOTAL: "#明細合計",
    INVOICE_ITEM: "#請求書アイテムID",
    FINALIZES_AT: "#自動確定日時",
    URL: "#URL",
}
# What a live line shows: the columns of update_lines that stand filled, each with its `was.` twin.
PREFILLED = (
    "description",
    "quantity",
    "unit_amount",
    "amount",
    "price",
    "product",
    "discountable",
    "period_start",
    "period_end",
    "tax_rates",
    "discounts",
)
# And those that do not, with the reason.
NOT_PREFILLED: Mapping[str, str] = {
    "amount_minor": "says the same as amount",
    "unit_amount_minor": "says the same as unit_amount",
    "product_name": "a line shows its product's id",
    "tax_behavior": "belongs to the price, which would have to be read for every line",
    "correction_no": "the person's own",
}
_MARKS_MIN = 3  # of the helpers; nobody writes so many of them by hand


def is_exported(headers: Iterable[str]) -> bool:
    """True for the headers of a sheet that an export prefilled."""
    known = {fold(name) for pair in HELPERS.items() for name in pair}
    texts = (unicodedata.normalize("NFKC", text).strip() for text in headers)
    return sum(text.startswith("#") and fold(text) in known for text in texts) >= _MARKS_MIN


def helper_header(name: str, language: str) -> str:
    """A helper column's header, or that of the person's own notes."""
    if name in KEPT:
        return KEPT[1] if language == "ja" else KEPT[0]
    return HELPERS[name] if language == "ja" else name
