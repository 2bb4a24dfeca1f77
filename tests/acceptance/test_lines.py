"""What exactly is sent for each kind of cell: nothing more than was asked, and all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.acceptance import books, sent
from tests.acceptance.program import Program
from tests.double.server import Served

HEAD = [
    "invoice",
    "line",
    "amount",
    "description",
    "quantity",
    "unit_amount",
    "price",
    "discountable",
]


def test_updates_send_what_changed(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    invoice = state.invoice("usd")
    product = state.product("Seat")
    live = state.price("usd", "5000", product=product, tax_behavior="exclusive")
    cheaper = state.price("usd", "4000")
    names = ("same", "words", "more", "unit", "priced", "total", "fine", "odd")
    line = {name: state.line(invoice, price=live, quantity=3) for name in names}
    state.edit(line["odd"], odd=True)
    state.edit(line["words"], description="Old words", discountable=False)
    workbook = books.write(
        desk / "updates.xlsx",
        {
            "update_lines": [
                [
                    "invoice",
                    "line",
                    "amount",
                    "description",
                    "quantity",
                    "unit_amount",
                    "price",
                    "discountable",
                ],
                [invoice, line["same"], 150, None, None, None, None, None],
                [invoice, line["words"], 150, "New words", None, None, None, False],
                [invoice, line["more"], None, None, 4, None, None, None],
                [invoice, line["unit"], None, None, None, 60, None, None],
                [invoice, line["priced"], None, None, None, None, cheaper, None],
                [invoice, line["total"], 99.99, None, None, None, None, None],
                [invoice, line["fine"], None, None, 1.5, "0.0125", None, None],
            ]
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 7, "applied": 6, "unchanged": 1}
    assert not [call for call in double.writes if line["same"] in call.body]
    assert sent.line(double, line["words"]) == {"description": "New words"}
    assert sent.line(double, line["more"]) == {"quantity": "4"}
    unit = sent.line(double, line["unit"])
    assert unit["quantity"] == "3"
    assert unit["price_data"]["product"] == product
    assert unit["price_data"]["tax_behavior"] == "exclusive"
    assert sent.line(double, line["priced"]) == {"pricing": {"price": cheaper}, "quantity": "3"}
    assert sent.line(double, line["total"]) == {"amount": "9999"}
    amounts = {name: state.entries[line[name]].amount for name in names}
    assert amounts == {
        "same": 15000,
        "words": 15000,
        "more": 20000,
        "unit": 18000,
        "priced": 12000,
        "total": 9999,
        "fine": 2,
        "odd": 15000,
    }
    assert state.entries[line["same"]].quantity == "3"
    # 3 x 50.00 becomes 1 x 99.99: the plan must have said so.
    assert [
        one for one in ended.json["problems"] if one["row"] == 7 and one["severity"] == "warning"
    ]
    money = ended.json["money"]["usd"]
    assert (money["actual_change"], money["difference"]) == ("149.99", "0.00") or money


def test_lists_periods_and_metadata(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    invoice = state.invoice("usd")
    rate, coupon = state.tax_rate("10"), state.coupon(10)
    kept = state.discount(state.coupon(20))
    state.promotion_codes["promo_November"] = {
        "id": "promo_November",
        "object": "promotion_code",
        "active": True,
        "code": "NOV",
        "coupon": state.coupon(5),
        "promotion": {"type": "coupon", "coupon": coupon},
    }
    seat = state.line(invoice, 1500, subscription="sub_1", metadata={"old": "1", "gone": "2"})
    taxed = state.line(invoice, 1000, tax_rates=(rate,), metadata={"a": "1", "b": "2"})
    plain = state.line(invoice, 2000)
    mixed = f"{coupon}, promo_November; {kept}"
    head = "invoice line tax_rates discounts period_start period_end metadata.new metadata.gone"
    workbook = books.write(
        desk / "lists.xlsx",
        {
            "update_lines": [
                head.split(),
                [invoice, seat, rate, None, None, None, "3", "(clear)"],
                [invoice, taxed, "(clear)", None, None, None, None, None],
                [invoice, plain, None, mixed, date(2026, 11, 1), date(2026, 11, 30), None, None],
            ]
        },
    )
    ended = batcher.run(workbook, "--time-zone", "Asia/Tokyo")
    assert ended.rows == {"total": 3, "applied": 3}
    assert state.entries[seat].metadata == {"old": "1", "new": "3"}
    assert state.entries[seat].tax_rates == (rate,)
    assert sent.line(double, taxed) == {"tax_rates": ""}
    assert state.entries[taxed].metadata == {"a": "1", "b": "2"}
    start = datetime(2026, 10, 31, 15, 0, 0, tzinfo=UTC)
    end = datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC)
    assert state.entries[plain].period == (int(start.timestamp()), int(end.timestamp()))
    shown = sent.line(double, plain)["discounts"]
    assert shown["0"] == {"coupon": coupon}
    assert shown["1"] == {"promotion_code": "promo_November"}
    assert shown["2"] == {"discount": kept}


def test_was_columns(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    invoice = state.invoice("usd")
    first = state.line(invoice, 7500, description="Set-up")
    second = state.line(invoice, 8000, description="Travel")
    sheets = {
        "update_lines": [
            ["invoice", "line", "amount", "was.amount", "description", "was.description"],
            [invoice, first, 90, 75, "Set-up", "Set-up"],
            [invoice, second, 80, 80, "Train", "Travel"],
        ]
    }
    ended = batcher.run(books.write(desk / "was.xlsx", sheets))
    assert ended.rows == {"total": 2, "applied": 2}
    assert sent.line(double, first) == {"amount": "9000"}
    assert sent.line(double, second) == {"description": "Train"}


def test_money_is_exact(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    usd, kwd, huf = (state.invoice(currency) for currency in ("usd", "kwd", "huf"))
    workbook = books.write(
        desk / "money.xlsx",
        {
            "add_lines": [
                ["invoice", "currency", "amount", "amount_minor"],
                [usd, "USD", 0.1 + 0.2, None],
                [usd, "usd", 1.1 * 3, None],
                [usd, "usd", "1,234.50", None],
                [usd, "usd", "△1,000", None],
                [usd, "usd", "(0.29)", None],
                [usd, "usd", None, 57],
                [kwd, "kwd", "5.124", None],
                [kwd, "kwd", 0.57, None],
                [huf, "huf", 12.34, None],
            ]
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 9, "applied": 9}
    assert state.amounts(usd) == sorted([30, 330, 123450, -100000, -29, 57])
    assert state.amounts(kwd) == [570, 5124]
    assert state.amounts(huf) == [1234]
    # 5.124 ends in 4 thousandths: a warning, sent all the same.
    assert [one for one in ended.json["problems"] if one["row"] == 8 and one["cell"] == "C8"]


def test_moving_and_swapping_lines(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    customer = state.customer()
    left, right = (state.invoice("usd", customer=customer) for _ in range(2))
    third = state.invoice("usd", customer=customer)
    red, blue, green = state.line(left, 100), state.line(right, 200), state.line(left, 400)
    green_item = state.entries[green].invoice_item
    workbook = books.write(
        desk / "swap.xlsx",
        {
            "remove_lines": [
                ["invoice", "line", "behavior"],
                [left, red, "unassign"],
                [right, blue, "unassign"],
                [left, green, "unassign"],
            ],
            "add_lines": [
                ["invoice", "invoice_item"],
                [right, red],
                [left, blue],
                [third, green_item],
            ],
        },
    )
    ended = batcher.run(workbook)
    assert ended.rows == {"total": 6, "applied": 6}
    assert [state.amounts(name) for name in (left, right, third)] == [[200], [100], [400]]
    assert state.pending == {}
    written = len(double.writes)
    again = batcher.run(workbook)
    assert again.rows == {"total": 6, "unchanged": 6}
    assert len(double.writes) == written


@pytest.mark.fault(36)
def test_identical_rows_are_two_rows(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    head = ["invoice", "amount", "description"]
    rows = [head, [invoice, 10, "Visit"], [invoice, 10, "Visit"]]
    batcher.run(books.write(desk / "twice.xlsx", {"add_lines": rows}))
    assert double.state.amounts(invoice) == [1000, 1000]
    numbered = [[*head, "correction_no"], [invoice, 10, "Visit", "2"]]
    ended = batcher.run(books.write(desk / "more.xlsx", {"add_lines": numbered}))
    assert ended.rows == {"total": 1, "applied": 1}
    assert double.state.amounts(invoice) == [1000] * 3
