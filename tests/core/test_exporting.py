"""Live lines as rows of sheets: what is written is read back as the very same values."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from batcher.core import columns
from batcher.core.checking import check
from batcher.core.exporting import Drafts, Paper, Span, SpanUnreadable, exported, pending, read_span
from batcher.core.live import Invoice
from batcher.core.model import Kind, Prefilled, PrefilledSheet
from batcher.core.plan.effects.changing import SEEN
from batcher.core.plan.effects.shown import LISTS
from batcher.core.values import Context
from tests.core.drafts import invoice, line, live, plan_of, subscription_line
from tests.core.sheets import book, sheet

TOKYO = ZoneInfo("Asia/Tokyo")
UTC = Paper(ZoneInfo("UTC"))


def workbook(*invoices: Invoice, paper: Paper = UTC) -> Prefilled:
    return exported(Drafts(invoices), "Export", paper)


def of(made: Prefilled, kind: Kind) -> PrefilledSheet:
    return next(one for one in made.sheets if one.kind is kind)


def row(*invoices: Invoice, kind: Kind = Kind.UPDATE, paper: Paper = UTC) -> dict[str, object]:
    return dict(of(workbook(*invoices, paper=paper), kind).rows[0])


def test_what_a_live_line_shows_is_what_stands_filled() -> None:
    assert set(columns.PREFILLED) == {*SEEN, *LISTS} - {"tax_amounts"}


def test_the_columns_in_their_order() -> None:
    made = workbook(invoice(1, line(1, 100, metadata={"team": "a", "batcher": "o"})))
    assert of(made, Kind.UPDATE).columns == (
        "invoice", "line", "#customer_name", "#kind", "description", "currency", "quantity",
        "unit_amount", "amount", "price", "product", "discountable", "period_start", "period_end",
        "tax_rates", "discounts", "metadata.team", "correction_no", "note", "#line_total",
        "#invoice_item", "#finalizes_at", "#url", "was.description", "was.quantity",
        "was.unit_amount", "was.amount", "was.price", "was.product", "was.discountable",
        "was.period_start", "was.period_end", "was.tax_rates", "was.discounts",
        "was.metadata.team",
    )  # fmt: skip
    assert [one.kind for one in made.sheets] == [
        Kind.UPDATE, Kind.METADATA, Kind.ADD, Kind.REMOVE, Kind.CREATE, Kind.CONTROL,
    ]  # fmt: skip
    assert [(one.name, len(one.rows)) for one in (*made.beside, *made.after)] == [
        ("_about", 0),
        ("_pending", 0),
    ]


def test_a_line_in_full() -> None:
    one = line(
        1,
        15000,
        quantity=Decimal(3),
        unit_amount=Decimal(5000),
        price="price_1",
        product="prod_1",
        tax_rates=("txr_1", "txr_2"),
        discounts=("di_1",),
        period_end=1793750399,
    )
    draft = invoice(1, one, customer_name="Acme", finalizes_at=1793491260)
    found = row(draft, paper=Paper(TOKYO))
    own = {name: value for name, value in found.items() if not name.startswith("was.")}
    assert own == {
        "invoice": "in_1", "line": "il_1", "currency": "usd", "#customer_name": "Acme",
        "#kind": "item", "#line_total": Decimal("150.00"), "#invoice_item": "ii_1",
        "#finalizes_at": "2026-11-01T09:01:00+09:00",
        "#url": "https://dashboard.stripe.com/test/invoices/in_1",
        "description": "Line 1", "quantity": Decimal(3), "unit_amount": Decimal(50),
        "amount": Decimal("150.00"), "price": "price_1", "product": "prod_1",
        "discountable": True, "tax_rates": ("txr_1", "txr_2"), "discounts": ("di_1",),
        "period_start": "2026-11-01T09:00:00+09:00", "period_end": "2026-11-04T08:59:59+09:00",
    }  # fmt: skip
    for name in columns.PREFILLED:
        assert found[f"was.{name}"] == found[name]


def test_what_a_line_has_not_is_said_beside_a_blank_cell() -> None:
    bare = subscription_line(
        1, 100, description="", unit_amount=None, quantity=None, discountable=None,
        period_start=None, period_end=None,
    )  # fmt: skip
    found = row(invoice(1, bare, livemode=True))
    empty = {name for name in columns.PREFILLED if found[f"was.{name}"] == ""}
    assert empty == set(columns.PREFILLED) - {"amount"}
    assert empty.isdisjoint(found)
    assert found["#kind"] == "subscription"
    assert found["#url"] == "https://dashboard.stripe.com/invoices/in_1"
    assert {"#invoice_item", "#finalizes_at"}.isdisjoint(found)


@pytest.mark.parametrize("text", ["#N/A", "(empty)", "（消去）", "a\x07b", " \u3000"])
def test_what_a_cell_cannot_say_is_in_neither(text: str) -> None:
    found = row(invoice(1, line(1, 100, description=text)))
    assert {"description", "was.description"}.isdisjoint(found)


def test_a_number_that_no_cell_can_hold_is_in_neither() -> None:
    found = row(invoice(1, line(1, 100, quantity=Decimal(10**16 + 1), unit_amount=Decimal("0.1"))))
    assert {"quantity", "was.quantity"}.isdisjoint(found)
    assert found["unit_amount"] == found["was.unit_amount"] == Decimal("0.001")


def test_keys_no_header_can_say_are_left_out() -> None:
    odd = {" k": "v", "batcher": "op", "ok": "1", "e\u0301": "x"}
    made = workbook(invoice(1, line(1, 100, metadata=odd), metadata={"batcher": "op"}))
    keys = [name for name in of(made, Kind.UPDATE).columns if name.startswith("metadata.")]
    assert keys == ["metadata.ok"]
    assert "metadata.batcher" not in of(made, Kind.METADATA).columns


def test_metadata_is_the_union_of_all_keys() -> None:
    made = workbook(invoice(1, metadata={"a": "1"}), invoice(2, metadata={"b": "2"}))
    first = of(made, Kind.METADATA).rows[0]
    assert first["metadata.a"] == first["was.metadata.a"] == "1"
    assert (first.get("metadata.b"), first["was.metadata.b"]) == (None, "")


def test_rows_stand_by_customer() -> None:
    names = ["Zeta", "alpha", "Beta"]
    drafts = [invoice(n, line(n, 100), customer_name=name) for n, name in enumerate(names)]
    rows = of(workbook(*drafts), Kind.UPDATE).rows
    assert [one["#customer_name"] for one in rows] == ["alpha", "Beta", "Zeta"]


def test_a_currency_nobody_knows_is_left_out() -> None:
    assert "currency" not in row(invoice(1, line(1, 100, currency="xxq"), currency="xxq"))


def test_japanese_helpers() -> None:
    made = of(workbook(invoice(1, line(1, 100)), paper=Paper(TOKYO, "ja")), Kind.UPDATE)
    assert {"#顧客名", "#種類", "#明細合計"} <= set(made.columns)
    assert made.rows[0]["#種類"] == "請求書アイテム"


def as_read(made: PrefilledSheet) -> list[list[object]]:
    """The cells of a sheet as the reader would hand them over, words in English."""

    def cell(value: object) -> object:
        if value == "":
            return "(empty)"
        if isinstance(value, tuple):
            return ", ".join(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return float(value) if isinstance(value, Decimal) else value

    rows = [[cell(one.get(name)) for name in made.columns] for one in made.rows]
    return [list(made.columns), *rows]


def test_unchanged_it_asks_for_nothing_and_sends_nothing() -> None:
    drafts = [
        invoice(
            1,
            line(1, 15000, quantity=Decimal("2.5"), unit_amount=Decimal("6000.125")),
            line(2, -300, description=" spaced \r\n out ", tax_rates=("txr_1",)),
            subscription_line(3, 3000, metadata={"k": "v"}),
            metadata={"m": "007"},
        ),
        invoice(2, line(4, 7500, currency="jpy", discounts=("di_9",)), currency="jpy"),
    ]
    made = workbook(*drafts)
    sheets = [sheet(one.kind.value, *as_read(one)) for one in made.sheets if one.rows]
    result = check(book(*sheets), Context(ZoneInfo("UTC")))
    assert result.problems == ()
    assert [sorted(one.values) for one in result.rows] == [
        *[["currency", "invoice", "line"]] * 4,
        *[["invoice"]] * 2,
    ]
    plan = plan_of(result, live(*drafts))
    assert (plan.problems, plan.requests) == ((), ())


# Pending items and spans of days.


def test_a_pending_item_of_either_version() -> None:
    raw = {
        "id": "ii_1", "amount": 1500, "currency": "USD", "customer": "cus_1", "description": "x",
        "quantity": 3, "period": {"start": 1, "end": 2},
    }  # fmt: skip
    new = pending({**raw, "pricing": {"unit_amount_decimal": "500"}})
    old = pending({**raw, "customer": {"id": "cus_1"}, "unit_amount_decimal": "500"})
    assert new == old
    assert (new.id, new.customer, new.currency, new.amount) == ("ii_1", "cus_1", "usd", 1500)
    assert (new.quantity, new.unit_amount, new.period_end) == (Decimal(3), Decimal(500), 2)


NOVEMBER_1 = 1793458800  # 2026-11-01 00:00:00 in Tokyo
DAY = 86_400


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-11-01", Span(NOVEMBER_1, NOVEMBER_1 + DAY - 1)),
        ("2026-11-01..2026-11-02", Span(NOVEMBER_1, NOVEMBER_1 + 2 * DAY - 1)),
        ("2026/11/1 .. 2026年11月2日", Span(NOVEMBER_1, NOVEMBER_1 + 2 * DAY - 1)),
        ("2026-11-01..", Span(NOVEMBER_1, None)),
        ("..2026-11-01", Span(None, NOVEMBER_1 + DAY - 1)),
    ],
)
def test_days_are_those_of_the_account_both_ends_included(text: str, span: Span) -> None:
    assert read_span(text, TOKYO) == span
    for bound in (span.start, span.end):
        assert span.holds(bound)
    assert span.end is None or not span.holds(span.end + 1)
    assert span.start is None or not span.holds(span.start - 1)


@pytest.mark.parametrize("text", ["..", " ", "2026-11-02..2026-11-01", "01/02/2026", "yesterday"])
def test_what_is_no_span_of_days(text: str) -> None:
    with pytest.raises(SpanUnreadable):
        read_span(text, TOKYO)


def test_what_a_subscription_line_cannot_change_is_locked() -> None:
    made = of(workbook(invoice(1, line(1, 100), subscription_line(2, 100))), Kind.UPDATE)
    shut = {"description", "quantity", "unit_amount", "amount", "price", "product"}
    shut |= {"discountable", "period_start", "period_end"}
    assert list(made.shut) == [frozenset(), shut]
