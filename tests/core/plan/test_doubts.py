"""Slips that live invoices show: wrong units, flipped signs, invoices below zero, said twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from batcher.core.live import Live
from batcher.core.model import Kind, Problem, Status
from batcher.core.plan.known import Known, KnownOperation
from tests.core.drafts import invoice, line, live, plan, problems
from tests.core.sheets import sheet

Cells = tuple[object, ...]


def update(*cells: Cells, header: tuple[str, ...] = ("invoice", "line", "amount")) -> Any:
    return sheet("update_lines", list(header), *map(list, cells))


def add(*cells: Cells, header: tuple[str, ...] = ("invoice", "amount")) -> Any:
    return sheet("add_lines", list(header), *map(list, cells))


def codes(*sheets: Any, on: Live, known: Known | None = None) -> list[tuple[str, str | None, str]]:
    return problems(plan(*sheets, on=on, known=known))


def details(*sheets: Any, on: Live) -> dict[str, str]:
    (found,) = plan(*sheets, on=on).problems
    return told(found)


def told(problem: Problem) -> dict[str, str]:
    """The words of a problem besides those of its place."""
    place = ("column", "row", "value")
    return {name: word for name, word in problem.details.items() if name not in place}


SCALED: list[tuple[str, int, object, str | None]] = [
    ("usd", 7500, 7500, "x 100"),
    ("usd", 7500, "0.75", "/ 100"),
    ("usd", -7500, -7500, "x 100"),
    ("jpy", 500, 50000, "x 100"),
    ("jpy", 50000, 500, "/ 100"),
    ("kwd", 5000, 500, "x 100"),
    ("kwd", 5000, 5000, "x 1000"),
    ("kwd", 5000, "0.005", "/ 1000"),
    ("usd", 7500, 7501, None),
    ("usd", 7500, 750, None),
    ("usd", 7500, 75000, None),
    ("usd", 0, 5, None),
    ("usd", 7500, 0, None),
]


@pytest.mark.parametrize(("currency", "old", "typed", "scale"), SCALED)
def test_an_amount_in_the_wrong_unit(
    currency: str, old: int, typed: object, scale: str | None
) -> None:
    others = line(2, 10**9, currency=currency)
    drafts = live(invoice(1, line(1, old, currency=currency), others, currency=currency))
    made = plan(update(("in_1", "il_1", typed)), on=drafts)
    found = [p for p in made.problems if p.code != "three_decimals"]
    assert [(p.cell, p.code, p.details["scale"]) for p in found] == (
        [("C2", "amount_scaled", scale)] if scale else []
    )
    # Which question it is: nothing else of the row changes.
    assert len(made.requests) == (old != 0 or typed != 0)


def test_a_unit_amount_in_the_wrong_unit() -> None:
    three = line(1, 15000, quantity=Decimal(3), unit_amount=Decimal(5000), product="prod_1")
    header = ("invoice", "line", "quantity", "unit_amount")

    def found(quantity: object, unit: object) -> list[tuple[str, str | None, str]]:
        return codes(update(("in_1", "il_1", quantity, unit), header=header), on=on)

    on = live(invoice(1, three))
    assert found(None, 5000) == [("question", "D2", "amount_scaled")]
    assert found(6, 5000) == [("question", "D2", "amount_scaled")]
    assert found(None, 0.5) == [("question", "D2", "amount_scaled")]
    assert found(30, 500) == [("question", "D2", "amount_scaled")]  # the total is 100 times
    assert found(3, 51) == []
    # 300 x 50.00 instead of 3 x 50.00: nobody types a quantity in cents.
    assert found(300, None) == []
    assert found(300, 50) == []  # the same unit amount said once more


def test_a_whole_sheet_in_the_wrong_unit_is_one_question() -> None:
    lines = [line(n, 1000 + n) for n in range(1, 21)]
    rows = [("in_1", one.id, one.amount) for one in lines]
    on = live(invoice(1, *lines))
    made = plan(update(*rows), on=on)
    (found,) = made.problems
    assert (found.code, found.sheet, found.row, found.cell) == (
        "sheet_scaled", "update_lines", None, None,
    )  # fmt: skip
    assert found.details == {
        "count": "20", "currency": "USD", "old": "10.01", "new": "1001.00", "scale": "x 100",
        "other": "C2",
    }  # fmt: skip
    # One row in ten may be something else; of a fifth each is asked about alone.
    mixed = [*rows[:18], *[("in_1", one.id, 7) for one in lines[18:]]]
    assert codes(update(*mixed), on=on) == [("question", None, "sheet_scaled")]
    mixed = [*rows[:16], *[("in_1", one.id, 7) for one in lines[16:]]]
    assert codes(update(*mixed), on=on) == [
        ("question", f"C{n}", "amount_scaled") for n in range(2, 18)
    ]
    assert codes(update(*rows[:2]), on=on) == [
        ("question", "C2", "amount_scaled"),
        ("question", "C3", "amount_scaled"),
    ]


def test_a_sheet_of_both_currencies_asks_of_the_wrong_one() -> None:
    yen = [line(n, 1000 + n, currency="jpy") for n in range(1, 5)]
    dollars = [line(n, 1000 + n) for n in range(5, 9)]
    on = live(invoice(1, *yen, currency="jpy"), invoice(2, *dollars))
    rows = [("in_1", one.id, one.amount * 100) for one in yen]
    rows += [("in_2", one.id, 12.5) for one in dollars]
    made = plan(update(*rows), on=on)
    assert [(p.code, p.details["currency"]) for p in made.problems] == [("sheet_scaled", "JPY")]


def test_new_lines_that_are_all_a_hundred_times_lines_of_their_invoice() -> None:
    amounts = [1250, 980, 4400, 310, 7700]
    lines = [line(n, amount, currency="jpy") for n, amount in enumerate(amounts)]
    on = live(invoice(1, *lines, currency="jpy"))
    rows = [("in_1", amount * 100) for amount in amounts]
    (found,) = [p for p in plan(add(*rows), on=on).problems if p.code != "amount_far"]
    assert (found.code, found.severity.value, found.cell) == ("sheet_scaled", "question", None)
    assert (found.details["count"], found.details["scale"]) == ("5", "x 100")

    def asked(*rows: Cells) -> bool:
        return "sheet_scaled" in {code for _, _, code in codes(add(*rows), on=on)}

    assert not asked(*rows[:4])  # four amounts say too little
    assert not asked(*rows, ("in_1", 555))
    assert not asked(*rows[:4], ("in_1", 77))  # one the other way round
    assert not asked(*[("in_1", 125000)] * 9)  # one amount says nothing either


@pytest.mark.parametrize(
    ("old", "typed", "asked"),
    [(7500, -75, True), (-7500, 75, True), (7500, -74.99, False), (0, 0, False), (0, 5, False)],
)
def test_a_flipped_sign(old: int, typed: object, asked: bool) -> None:
    on = live(invoice(1, line(1, old), line(2, 100000)))
    expected = [("question", "C2", "amount_negated")] if asked else []
    assert codes(update(("in_1", "il_1", typed)), on=on) == expected


def test_a_flipped_sign_tells_both_amounts() -> None:
    on = live(invoice(1, line(1, 7500), line(2, 100000)))
    assert details(update(("in_1", "il_1", -75)), on=on) == {"old": "75.00", "new": "-75.00"}


def test_an_invoice_that_turns_negative() -> None:
    on = live(invoice(1, line(1, 1000), line(2, 500)), invoice(2, line(3, -100)), invoice(4))
    negative = ("question", "B3", "invoice_negative")
    assert codes(add(("in_1", 2), ("in_1", -17.01)), on=on) == [negative]
    assert codes(add(("in_1", 2), ("in_1", -17)), on=on) == []  # to nothing is not below it
    assert codes(add(("in_2", -5)), on=on) == []  # it was negative before
    assert codes(add(("in_4", -5)), on=on) == [("question", "B2", "invoice_negative")]
    assert details(add(("in_1", -20)), on=on) == {"invoice": "in_1", "old": "15.00", "new": "-5.00"}


def test_a_removal_turns_an_invoice_negative() -> None:
    gone = sheet("remove_lines", ["invoice", "line", "behavior"], ["in_1", "il_1", "delete"])
    on = live(invoice(1, line(1, 1000), line(2, -500)))
    assert codes(gone, on=on) == [("question", "B2", "invoice_negative")]


def test_a_new_invoice_of_credits() -> None:
    made = sheet(
        "create_invoices",
        ["ref", "customer", "collection_method", "currency"],
        ["a", "cus_1", "charge_automatically", "usd"],
    )
    found = codes(made, add(("@a", -5)), on=live(customers={"cus_1": {"id": "cus_1"}}))
    assert found == [("question", "B2", "invoice_negative")]


def test_an_amount_far_outside_the_customer_s_lines() -> None:
    lines = [line(n, 1000 + n) for n in range(5)]
    on = live(invoice(1, *lines[:3]), invoice(2, *lines[3:], customer="cus_1"))
    far = ("warning", "B2", "amount_far")
    assert codes(add(("in_1", 201)), on=on) == [far]  # 20 times 10.04 is 200.80
    assert codes(add(("in_1", 200.8)), on=on) == []
    assert codes(add(("in_1", -1)), on=on) == []
    assert codes(update(("in_1", "il_1", 500)), on=on) == [("warning", "C2", "amount_far")]
    # Four lines say nothing of what is usual, and another customer's say nothing of this one's.
    assert codes(add(("in_1", 9999)), on=live(invoice(1, *lines[:4]))) == []
    others = live(invoice(1, *lines[:3]), invoice(2, *lines[3:]))
    assert codes(add(("in_1", 9999)), on=others) == []
    assert codes(add(("in_1", 9999)), on=live(invoice(1, *[line(n, 0) for n in range(9)]))) == []


def test_two_rows_of_the_same_text_and_amount() -> None:
    header = ("invoice", "amount", "description", "period_start", "period_end")
    on = live(invoice(1), invoice(2))

    def found(*rows: Cells) -> list[tuple[str, str | None, str]]:
        return codes(add(*rows, header=header), on=on)

    october = ("in_1", 5, "Hosting", "2026-10-01", "2026-10-31")
    november = ("in_1", 5, "Hosting", "2026-11-01", "2026-11-30")
    assert found(october, november) == []
    assert found(october, ("in_2", *october[1:])) == []
    assert found(october, ("in_1", 6, *october[2:])) == []
    assert found(("in_1", 5), ("in_1", 5)) == []  # no text, so nothing that is the same
    assert found(october, november, october) == [("warning", "C4", "same_line_twice")]
    made = plan(add(october, october, header=header), on=on)
    assert told(made.problems[0]) == {"other": "add_lines!2", "new": "5.00"}
    assert len(made.operations) == 2
    assert len(made.requests) == 1


def warned(made: Any) -> list[Problem]:
    return [p for p in made.problems if p.code == "corrected_before"]


def test_a_line_added_before_under_another_number() -> None:
    there = line(1, 500, description="Late fee", metadata={"batcher": "op_earlier"})
    header = ("invoice", "amount", "description", "correction_no")
    on = live(invoice(1, there))
    again = add(("in_1", 5, "Late fee", "2"), header=header)
    (found,) = warned(plan(again, on=on))
    assert (found.cell, found.severity.value) == ("A2", "warning")
    assert told(found) == {"other": "il_1", "run": ""}
    for row in (("in_1", 6, "Late fee", "2"), ("in_1", 5, "Other fee", "2")):
        assert warned(plan(add(row, header=header), on=on)) == []
    by_hand = live(invoice(1, line(1, 500, description="Late fee")))
    assert warned(plan(again, on=by_hand)) == []


def test_a_line_changed_before_under_another_number() -> None:
    on = live(invoice(1, line(1, 700), line(2, 1000)))
    header = ("invoice", "line", "amount", "correction_no")
    first = plan(update(("in_1", "il_1", 5, None), header=header), on=on).operations[0]
    before = KnownOperation(
        first.id, first.content, 1, Kind.UPDATE, "in_1", "il_1", Status.APPLIED,
        "R-20261001-090000-abcdef", "2026-10-01T09:00:00+00:00", 1,
    )  # fmt: skip
    known = Known({first.id: before})
    (found,) = warned(plan(update(("in_1", "il_1", 5, "2"), header=header), on=on, known=known))
    assert told(found) == {"other": "il_1", "run": "R-20261001-090000-abcdef"}
    other = plan(update(("in_1", "il_1", 6, "2"), header=header), on=on, known=known)
    assert warned(other) == []


UNDO = "R-20261001-090000-abcdef"


def test_an_undo_gives_back_what_stood_and_is_not_asked() -> None:
    header = ("invoice", "line", "amount", "was.amount", "correction_no")
    on = live(invoice(1, line(1, 7500), line(2, -7000)))
    assert codes(update(("in_1", "il_1", 0.75, 75, UNDO), header=header), on=on) == []
    assert codes(update(("in_1", "il_1", -75, 75, UNDO), header=header), on=on) == []
    asked = [code for _, _, code in codes(update(("in_1", "il_1", 0.75, 75, "2"), header=header),
                                          on=on)]  # fmt: skip
    assert asked == ["amount_scaled", "invoice_negative"]


def test_a_question_is_answered_by_its_own_code_only() -> None:
    """Two questions of one cell stay two: one answered must not answer the other."""
    on = live(invoice(1, line(1, 7500), line(2, 100)))
    assert codes(update(("in_1", "il_1", -75)), on=on) == [
        ("question", "C2", "amount_negated"),
        ("question", "C2", "invoice_negative"),
    ]


def test_an_honest_month_end_asks_nothing() -> None:
    """Prices up by a tenth, a credit, a refund, usage by the fraction of a cent, yen, a correction
    of ten times, a line to nothing and one from nothing: no question, no warning."""
    seats = line(1, 12000, quantity=Decimal(12), unit_amount=Decimal(1000), product="prod_1")
    calls = line(3, 4500, quantity=Decimal(10000), unit_amount=Decimal("0.45"), product="prod_1")
    dollars = [seats, line(2, 48000), calls, line(4, 0), line(5, 7500), line(6, -2500)]
    yen = [line(n, amount, currency="jpy") for n, amount in ((7, 18000), (8, 165000), (9, 500))]
    on = live(invoice(1, *dollars), invoice(2, *yen, currency="jpy"))
    header = ("invoice", "line", "amount", "quantity", "unit_amount")
    typed = update(
        ("in_1", "il_1", None, None, 11),
        ("in_1", "il_2", 528, None, None),
        ("in_1", "il_3", None, 12500, 0.0045),
        ("in_1", "il_4", 19.99, None, None),
        ("in_1", "il_5", 0, None, None),
        ("in_1", "il_6", -27.5, None, None),
        ("in_2", "il_7", 19800, None, None),
        ("in_2", "il_8", 16500, None, None),
        ("in_2", "il_9", 5500, None, None),
        header=header,
    )
    new = ("invoice", "amount", "currency", "description")
    added = add(
        ("in_1", -75, "usd", "Refund of October"),
        ("in_1", 480, "usd", "November"),
        ("in_2", -1800, "jpy", "値引き"),
        ("in_2", 165000, "jpy", "November"),
        header=new,
    )
    made = plan(typed, added, on=on)
    assert [(p.cell, p.code) for p in made.problems] == []
    assert len([o for o in made.operations if o.is_sent]) == 13
