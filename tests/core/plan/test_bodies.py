"""What is sent, literally: the guide's own examples and every column's parameter."""

from __future__ import annotations

from decimal import Decimal

import pytest
import stripe.params

from batcher.core.live import Missing
from batcher.core.model import Kind, Severity
from tests.core.drafts import (
    invoice,
    line,
    live,
    pairs,
    paths,
    plan,
    problems,
    statuses,
    subscription_line,
    untagged,
)
from tests.core.sheets import sheet
from tests.core.vendor import dotted

PRICES = {
    "price_1": {"id": "price_1", "type": "one_time", "active": True, "currency": "usd",
                "unit_amount": 2500, "unit_amount_decimal": "2500"},
    "price_cent": {"id": "price_cent", "type": "one_time", "currency": "usd",
                   "unit_amount": None, "unit_amount_decimal": "0.5"},
    "price_multi": {"id": "price_multi", "currency": "eur", "unit_amount_decimal": "9",
                    "currency_options": {"usd": {"unit_amount_decimal": "1100"}}},
}  # fmt: skip
ITEMS = {"ii_9": {"id": "ii_9", "amount": 4200, "currency": "usd", "customer": "cus_1"}}


def test_the_guides_example_of_adding() -> None:
    made = plan(
        sheet(
            "add_lines",
            ["invoice", "amount", "price", "description", "invoice_item", "currency"],
            ["in_1", 75.0, None, None, None, "usd"],
            ["in_1", None, "price_1", "New line item", None, None],
            ["in_1", None, None, None, "ii_9", None],
        ),
        on=live(invoice(1), prices=PRICES, invoice_items=ITEMS),
    )
    assert problems(made) == []
    assert paths(made) == ["/v1/invoices/in_1/add_lines"]
    own = [operation.id for operation in made.operations]
    assert pairs(made.requests[0].body) == [
        "lines[0][amount]=7500",
        f"lines[0][metadata][batcher]={own[0]}",
        "lines[1][pricing][price]=price_1",
        "lines[1][quantity]=1",
        "lines[1][description]=New line item",
        f"lines[1][metadata][batcher]={own[1]}",
        "lines[2][invoice_item]=ii_9",
        f"lines[2][metadata][batcher]={own[2]}",
    ]
    assert [o.change_minor for o in made.operations] == [7500, 2500, 4200]


def test_the_guides_example_of_updating() -> None:
    made = plan(
        sheet(
            "update_lines",
            ["invoice", "line", "description", "metadata.key", "price", "discountable"],
            ["in_1", "il_1", "New description", "new value", None, None],
            ["in_1", "il_2", None, None, "price_1", None],
            ["in_1", "il_3", None, None, None, "yes"],
        ),
        sheet("invoice_metadata", ["invoice", "metadata.is_processed"], ["in_1", "true"]),
        on=live(
            invoice(1, line(1, 100), line(2, 200), line(3, 300, discountable=False)), prices=PRICES
        ),
    )
    assert problems(made) == []
    assert paths(made) == ["/v1/invoices/in_1/update_lines"]
    assert pairs(made.requests[0].body) == [
        "lines[0][id]=il_1",
        "lines[0][description]=New description",
        "lines[0][metadata][key]=new value",
        "lines[1][id]=il_2",
        "lines[1][pricing][price]=price_1",
        "lines[1][quantity]=1",
        "lines[2][id]=il_3",
        "lines[2][discountable]=true",
        "invoice_metadata[is_processed]=true",
    ]
    assert [o.change_minor for o in made.operations] == [0, 2300, 0, 0]


def test_the_guides_example_of_removing() -> None:
    made = plan(
        sheet(
            "remove_lines",
            ["invoice", "line", "behavior"],
            ["in_1", "il_1", "delete"],
            ["in_1", "il_2", "割り当て解除"],
        ),
        on=live(invoice(1, line(1, 100), line(2, 200))),
    )
    assert paths(made) == ["/v1/invoices/in_1/remove_lines"]
    assert pairs(made.requests[0].body) == [
        "lines[0][id]=il_1",
        "lines[0][behavior]=delete",
        "lines[1][id]=il_2",
        "lines[1][behavior]=unassign",
    ]
    assert [o.change_minor for o in made.operations] == [-100, -200]


def added(header: list[str], row: list[object], currency: str = "usd") -> list[str]:
    made = plan(
        sheet("add_lines", ["invoice", *header], ["in_1", *row]),
        on=live(invoice(1, currency=currency), prices=PRICES),
    )
    # A credit alone on an empty draft is asked about; what would be sent is the same.
    assert {p for p in problems(made) if p[0] != "warning"} <= {
        ("question", "B2", "invoice_negative")
    }
    return untagged(made.requests[0].body)


ADDED: list[tuple[list[str], list[object], list[str]]] = [
    (["amount"], [-12.5], ["lines[0][amount]=-1250"]),
    (["amount_minor"], [1250.0], ["lines[0][amount]=1250"]),
    (
        ["unit_amount", "quantity", "product", "tax_behavior"],
        [2.5, 3.0, "prod_1", "内税"],
        [
            "lines[0][price_data][currency]=usd",
            "lines[0][price_data][product]=prod_1",
            "lines[0][price_data][tax_behavior]=inclusive",
            "lines[0][price_data][unit_amount]=250",
            "lines[0][quantity]=3",
        ],
    ),
    (
        ["unit_amount", "quantity", "product_name"],
        ["0.12345", 2.5, "Call minutes"],
        [
            "lines[0][price_data][currency]=usd",
            "lines[0][price_data][product_data][name]=Call minutes",
            "lines[0][price_data][unit_amount_decimal]=12.345",
            "lines[0][quantity_decimal]=2.5",
        ],
    ),
    (
        ["unit_amount_minor", "description", "amount"],
        ["12.5", "Minutes", 0.13],
        [
            "lines[0][price_data][currency]=usd",
            "lines[0][price_data][product_data][name]=Minutes",
            "lines[0][price_data][unit_amount_decimal]=12.5",
            "lines[0][quantity]=1",
            "lines[0][description]=Minutes",
        ],
    ),
    (
        ["price", "quantity"],
        ["price_multi", 2.0],
        ["lines[0][pricing][price]=price_multi", "lines[0][quantity]=2"],
    ),
    (
        ["amount", "discountable", "period_start", "period_end"],
        [1.0, "いいえ", "2026-11-01", "2026-11-30"],
        [
            "lines[0][amount]=100",
            "lines[0][discountable]=false",
            "lines[0][period][start]=1793491200",
            "lines[0][period][end]=1796083199",
        ],
    ),
    (
        ["amount", "tax_rates", "discounts"],
        [1.0, "txr_1, txr_2", "SPRING;promo_1\ndi_1"],
        [
            "lines[0][amount]=100",
            "lines[0][tax_rates][0]=txr_1",
            "lines[0][tax_rates][1]=txr_2",
            "lines[0][discounts][0][coupon]=SPRING",
            "lines[0][discounts][1][promotion_code]=promo_1",
            "lines[0][discounts][2][discount]=di_1",
        ],
    ),
    (
        [
            "amount", "tax_2_amount", "tax_2_taxable_amount", "tax_2_name", "tax_2_percentage",
            "tax_2_inclusive",
        ],
        [10.0, 1.0, 10.0, "VAT", 10.0, "no"],
        [
            "lines[0][amount]=1000",
            "lines[0][tax_amounts][0][amount]=100",
            "lines[0][tax_amounts][0][taxable_amount]=1000",
            "lines[0][tax_amounts][0][tax_rate_data][display_name]=VAT",
            "lines[0][tax_amounts][0][tax_rate_data][inclusive]=false",
            "lines[0][tax_amounts][0][tax_rate_data][percentage]=10",
        ],
    ),
    (
        ["amount", "metadata.部門", "metadata.z"],
        [1.0, "営業", "(clear)"],
        ["lines[0][amount]=100", "lines[0][metadata][部門]=営業", "lines[0][metadata][z]="],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("header", "row", "expected"), ADDED)
def test_a_new_line(header: list[str], row: list[object], expected: list[str]) -> None:
    assert added(header, row) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [(7500.0, "jpy", 7500), (5.0, "isk", 500), (5.0, "ugx", 500), (5.12, "kwd", 5120),
     (12.34, "huf", 1234), (500.0, "mga", 500)],
)  # fmt: skip
def test_amounts_by_stripes_own_exponents(amount: float, currency: str, minor: int) -> None:
    assert added(["amount"], [amount], currency) == [f"lines[0][amount]={minor}"]


LIVE = line(
    1, 15000, quantity=Decimal(3), unit_amount=Decimal(5000), price="price_9", product="prod_9",
    metadata={"team": "a", "old": "x"},
)  # fmt: skip
LIVE_PRICES = {
    **PRICES,
    "price_9": {"id": "price_9", "active": True, "currency": "usd", "tax_behavior": "exclusive",
                "unit_amount_decimal": "5000"},
}  # fmt: skip


def updated(header: list[str], row: list[object], on: object = LIVE) -> list[str]:
    made = plan(
        sheet("update_lines", ["invoice", "line", *header], ["in_1", "il_1", *row]),
        on=live(invoice(1, on), prices=LIVE_PRICES),  # type: ignore[arg-type]
    )
    assert [p for p in problems(made) if p[0] != "warning"] == []
    if not made.requests:
        assert statuses(made) == [(2, "unchanged", "as_asked")]
        return []
    body = pairs(made.requests[0].body)
    assert body[0] == "lines[0][id]=il_1"
    return body[1:]


UPDATED: list[tuple[list[str], list[object], list[str]]] = [
    (["amount"], [75.0], ["lines[0][amount]=7500"]),
    (["amount"], [150.0], []),  # what it comes to already, whatever the quantity
    (["quantity"], [4.0], ["lines[0][quantity]=4"]),
    (["quantity"], [3.0], []),
    (["quantity"], [2.5], ["lines[0][quantity_decimal]=2.5"]),
    (["price"], ["price_1"], ["lines[0][pricing][price]=price_1", "lines[0][quantity]=3"]),
    (
        ["price", "quantity"],
        ["price_1", 5.0],
        ["lines[0][pricing][price]=price_1", "lines[0][quantity]=5"],
    ),
    (["price"], ["price_9"], []),
    (
        ["unit_amount"],
        [60.0],
        [
            "lines[0][price_data][currency]=usd",
            "lines[0][price_data][product]=prod_9",
            "lines[0][price_data][tax_behavior]=exclusive",
            "lines[0][price_data][unit_amount]=6000",
            "lines[0][quantity]=3",
        ],
    ),
    (["unit_amount"], [50.0], []),
    (["unit_amount", "amount"], [50.0, 150.0], []),
    (
        ["unit_amount", "product_name"],
        [50.0, "Other"],
        [
            "lines[0][price_data][currency]=usd",
            "lines[0][price_data][product_data][name]=Other",
            "lines[0][price_data][tax_behavior]=exclusive",
            "lines[0][price_data][unit_amount]=5000",
            "lines[0][quantity]=3",
        ],
    ),
    (["description"], ["Line 1"], []),
    (["description"], ["New"], ["lines[0][description]=New"]),
    (["discountable"], ["TRUE"], []),
    (["discountable"], ["×"], ["lines[0][discountable]=false"]),
    (
        ["period_end"],
        ["2026-11-30"],
        ["lines[0][period][start]=1793491200", "lines[0][period][end]=1796083199"],
    ),
    (["period_start"], ["2026-11-01"], []),
    (["metadata.team", "metadata.new"], ["a", "n"], ["lines[0][metadata][new]=n"]),
    (["metadata.old"], ["(clear)"], ["lines[0][metadata][old]="]),
    (["metadata.none"], ["(clear)"], []),
    (["tax_rates"], ["(clear)"], ["lines[0][tax_rates]="]),
    (["discounts"], ["（消去）"], ["lines[0][discounts]="]),
    (["tax_1_amount"], ["(clear)"], ["lines[0][tax_amounts]="]),
    (["currency"], ["USD"], []),
    ([], [], []),
]


@pytest.mark.parametrize(("header", "row", "expected"), UPDATED)
def test_an_update_sends_only_what_differs(
    header: list[str], row: list[object], expected: list[str]
) -> None:
    assert updated(header, row) == expected


def test_a_line_without_product_needs_a_name() -> None:
    bare = line(1, 5000)
    assert updated(["unit_amount"], [60.0], bare) == [
        "lines[0][price_data][currency]=usd",
        "lines[0][price_data][product_data][name]=Line 1",
        "lines[0][price_data][unit_amount]=6000",
        "lines[0][quantity]=1",
    ]


@pytest.mark.fault(44)
def test_metadata_of_a_subscription_line_is_sent_whole() -> None:
    seat = subscription_line(1, 3000, metadata={"team": "a", "old": "x"})
    assert updated(["metadata.new", "metadata.old"], ["n", "(clear)"], seat) == [
        "lines[0][metadata][team]=a",
        "lines[0][metadata][old]=",
        "lines[0][metadata][new]=n",
    ]
    assert updated(["metadata.team"], ["a"], seat) == []


def test_a_subscription_line_takes_lists_and_metadata_only() -> None:
    seat = subscription_line(1, 3000)
    assert updated(["tax_rates", "discounts"], ["txr_1", "SPRING"], seat) == [
        "lines[0][tax_rates][0]=txr_1",
        "lines[0][discounts][0][coupon]=SPRING",
    ]
    header = ["invoice", "line", "amount", "description", "quantity"]
    made = plan(
        sheet("update_lines", header, ["in_1", "il_1", 5.0, "x", None]),
        on=live(invoice(1, seat)),
    )
    assert problems(made) == [
        ("error", "C2", "subscription_line_field"),
        ("error", "D2", "subscription_line_field"),
    ]


def test_invoice_metadata_alone_is_one_call_of_its_own() -> None:
    made = plan(
        sheet(
            "invoice_metadata",
            ["invoice", "metadata.a", "metadata.b", "metadata.c"],
            ["in_1", "1", "(clear)", "same"],
        ),
        on=live(invoice(1, metadata={"b": "2", "c": "same"})),
    )
    assert paths(made) == ["/v1/invoices/in_1"]
    assert pairs(made.requests[0].body) == ["metadata[a]=1", "metadata[b]="]
    assert made.requests[0].kind is Kind.METADATA


def test_a_new_invoice_stays_a_draft_and_sweeps_nothing_in() -> None:
    header = [
        "ref", "customer", "collection_method", "currency", "days_until_due", "description",
        "metadata.k",
    ]  # fmt: skip
    made = plan(
        sheet("create_invoices", header, ["a", "cus_1", "send_invoice", "USD", 30.0, "Memo", "v"]),
        sheet("add_lines", ["invoice", "amount"], ["@a", 5.0]),
        sheet("invoice_metadata", ["invoice", "metadata.m"], ["@a", "w"]),
        on=live(customers={"cus_1": {"id": "cus_1"}}),
    )
    assert problems(made) == []
    assert paths(made) == ["/v1/invoices", "/v1/invoices/@a/add_lines"]
    own = made.operations[0].id
    assert pairs(made.requests[0].body) == [
        "customer=cus_1",
        "currency=usd",
        "collection_method=send_invoice",
        "days_until_due=30",
        "auto_advance=false",
        "pending_invoice_items_behavior=exclude",
        "description=Memo",
        "metadata[k]=v",
        f"metadata[batcher]={own}",
    ]
    assert made.requests[1].after == (1,)
    assert untagged(made.requests[1].body) == [
        "lines[0][amount]=500",
        "invoice_metadata[m]=w",
    ]
    names = {pair.split("=")[0].split("[")[0] for pair in pairs(made.requests[0].body)}
    assert names <= set(dotted(stripe.params.InvoiceCreateParams))


def test_the_warnings_of_an_amount() -> None:
    row = ["in_1", "il_1", 75.0]
    header = ["invoice", "line", "amount"]
    made = plan(sheet("update_lines", header, row), on=live(invoice(1, LIVE), prices=LIVE_PRICES))
    assert problems(made) == [("warning", "C2", "amount_replaces_quantity")]
    assert made.problems[0].details["shape"] == "3 x 50.00"
    one = line(1, 5000, price="price_9")
    made = plan(sheet("update_lines", header, row), on=live(invoice(1, one), prices=LIVE_PRICES))
    assert problems(made) == [("warning", "C2", "amount_replaces_price")]
    unread = {"price_9": Missing("no right", unreadable=True)}
    made = plan(sheet("update_lines", header, row), on=live(invoice(1, one), prices=unread))
    assert problems(made) == []


ROUNDED: list[tuple[str, list[str], list[object], str, int]] = [
    ("add_lines", ["invoice", "unit_amount", "quantity", "description"],
     ["in_1", "0.333", 1.0, "x"], "B2", 33),
    ("add_lines", ["invoice", "price", "quantity"], ["in_1", "price_cent", 3.0], "B2", 2),
    ("update_lines", ["invoice", "line", "quantity"], ["in_1", "il_1", 1.0], "C2", 1),
    ("update_lines", ["invoice", "line", "price"], ["in_1", "il_1", "price_cent"], "C2", 2),
    ("update_lines", ["invoice", "line", "unit_amount"], ["in_1", "il_1", "0.125"], "C2", 38),
]  # fmt: skip


@pytest.mark.parametrize(("name", "header", "row", "cell", "total"), ROUNDED)
def test_nothing_is_rounded_without_saying_so(
    name: str, header: list[str], row: list[object], cell: str, total: int
) -> None:
    half = line(1, 200, quantity=Decimal(3), unit_amount=Decimal("0.5"))
    made = plan(sheet(name, header, row), on=live(invoice(1, half), prices=PRICES))
    assert problems(made) == [("warning", cell, "rounded_total")]
    assert made.operations[0].line_amount_minor == total


def test_the_changes_of_a_row_as_people_read_them() -> None:
    header = ["invoice", "line", "quantity", "description", "period_end", "tax_rates", "metadata.k"]
    row = ["in_1", "il_1", 4.0, "New", "2026-11-30", "txr_1", "v"]
    made = plan(sheet("update_lines", header, row), on=live(invoice(1, LIVE), prices=LIVE_PRICES))
    assert [(c.column, c.old, c.new) for c in made.operations[0].changes] == [
        ("amount", "150.00", "200.00"),
        ("quantity", "3", "4"),
        ("description", "Line 1", "New"),
        ("period_end", "2026-11-01T00:00:00+00:00", "2026-11-30"),
        ("metadata.k", "(empty)", "v"),
        ("tax_rates", "", "txr_1"),
    ]


def test_changes_are_written_as_a_cell_would_say_them() -> None:
    header = ["invoice", "line", "unit_amount", "discountable", "period_start", "period_end"]
    header += ["tax_1_amount", "tax_1_taxable_amount", "tax_1_name", "tax_1_percentage"]
    header += ["tax_1_inclusive", "discounts"]
    row = ["in_1", "il_1", 60.0, False, "2026-11-01T00:00:02+00:00", "2026-11-30"]
    row += [15.0, 75.0, "VAT", 20.0, False, "SUMMER"]
    made = plan(sheet("update_lines", header, row), on=live(invoice(1, LIVE), prices=LIVE_PRICES))
    assert problems(made) == []
    assert [(c.column, c.old, c.new) for c in made.operations[0].changes] == [
        ("amount", "150.00", "180.00"),
        ("unit_amount", "50.00", "60.00"),
        ("discountable", "yes", "no"),
        ("period_start", "2026-11-01", "2026-11-01T00:00:02+00:00"),
        ("period_end", "2026-11-01T00:00:00+00:00", "2026-11-30"),
        ("discounts", "", "SUMMER"),
        ("tax_amounts", "", "VAT 20%: 15.00 / 75.00"),
    ]


@pytest.mark.parametrize("code", ["isk", "ugx"])
def test_a_total_that_a_currency_of_whole_units_cannot_have(code: str) -> None:
    """Said of the cell that stands there, not of an integer nobody wrote."""
    made = plan(
        sheet(
            "add_lines",
            ["invoice", "unit_amount", "quantity", "description"],
            ["in_1", 10.5, 1, "one"],
            ["in_1", 10.5, 2, "two"],
            ["in_1", -10.5, 3, "three"],
        ),
        on=live(invoice(1, currency=code)),
    )
    wrong = [p for p in made.problems if p.severity is Severity.ERROR]
    assert [(p.cell, p.code, p.value) for p in wrong] == [
        ("B2", "total_not_whole", "10.5"),
        ("B4", "total_not_whole", "-10.5"),
    ]
    shown = {"currency": code.upper(), "total": "10.50", "lower": "10", "upper": "11"}
    assert shown.items() <= wrong[0].details.items()
    below = {"total": "-31.50", "lower": "-32", "upper": "-31"}
    assert below.items() <= wrong[1].details.items()
