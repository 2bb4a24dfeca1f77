"""Whether a read shows what an operation asked for: by tag, by value, never by position."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from batcher.core.live import Invoice, Line
from batcher.core.proof import Proof, prove, together
from tests.core.drafts import invoice, line, live, plan
from tests.core.sheets import sheet

BEFORE = invoice(1, line(1, 300, quantity=Decimal(3), unit_amount=Decimal(100)), line(2, 50))


def shows(sheet_name: str, header: list[str], row: list[object], after: Invoice) -> Proof:
    made = plan(sheet(sheet_name, header, row), on=live(BEFORE))
    return prove(made.operations[0], after)


def after(*lines: Line, **more: Any) -> Invoice:
    return invoice(1, *lines, **more)


TWO = line(2, 50)
QUANTITY: list[tuple[Line | None, Proof]] = [
    (line(1, 300, quantity=Decimal(3)), Proof.ABSENT),
    (line(1, 400, quantity=Decimal(4)), Proof.PRESENT),
    (line(1, 400, quantity=Decimal(3)), Proof.UNCLEAR),  # the amount alone proves nothing
    (line(1, 300, quantity=Decimal(4)), Proof.UNCLEAR),
    (line(1, 999, quantity=Decimal(9)), Proof.UNCLEAR),
    (None, Proof.UNCLEAR),
]


@pytest.mark.parametrize(("found", "proof"), QUANTITY)
def test_an_update_is_proved_by_amount_and_quantity(found: Line | None, proof: Proof) -> None:
    lines = [found, TWO] if found else [TWO]
    header = ["invoice", "line", "quantity"]
    assert shows("update_lines", header, ["in_1", "il_1", 4.0], after(*lines)) is proof


def test_a_price_made_anew_is_proved_by_its_unit_amount_or_by_silence() -> None:
    header = ["invoice", "line", "unit_amount"]
    row: list[object] = ["in_1", "il_1", 2.0]
    for unit, proof in (("200", Proof.PRESENT), ("200.0", Proof.PRESENT), ("150", Proof.UNCLEAR)):
        found = line(1, 600, quantity=Decimal(3), unit_amount=Decimal(unit))
        assert shows("update_lines", header, row, after(found)) is proof
    silent = line(1, 600, quantity=Decimal(3), unit_amount=None)
    assert shows("update_lines", header, row, after(silent)) is Proof.PRESENT


WORDS: list[tuple[str, object, dict[str, Any], Proof]] = [
    ("description", "New", {"description": "New"}, Proof.PRESENT),
    ("description", "New", {"description": "Line 1"}, Proof.ABSENT),
    ("description", "New", {"description": "Else"}, Proof.UNCLEAR),
    ("discountable", "no", {"discountable": False}, Proof.PRESENT),
    ("metadata.k", "v", {"metadata": {"k": "v", "other": "x"}}, Proof.PRESENT),
    ("metadata.k", "v", {}, Proof.ABSENT),
    ("period_end", "2026-11-30", {"period_end": 1796083199}, Proof.PRESENT),
    ("tax_rates", "txr_1", {}, Proof.INVISIBLE),
]


@pytest.mark.parametrize(("column", "value", "more", "proof"), WORDS)
def test_other_values(column: str, value: object, more: dict[str, Any], proof: Proof) -> None:
    found = after(line(1, 300, quantity=Decimal(3), **more))
    header = ["invoice", "line", column]
    assert shows("update_lines", header, ["in_1", "il_1", value], found) is proof


def test_an_added_line_is_found_by_its_tag_wherever_it_stands() -> None:
    made = plan(sheet("add_lines", ["invoice", "amount"], ["in_1", 0.5]), on=live(BEFORE))
    own = made.operations[0]
    twin = line(8, 50)  # the same money without the tag
    assert prove(own, after(*BEFORE.lines, twin)) is Proof.ABSENT
    tagged = line(9, 50, metadata={"batcher": own.id})
    assert prove(own, after(tagged, *BEFORE.lines)) is Proof.PRESENT


REMOVED: list[tuple[list[Line], Proof]] = [
    ([TWO], Proof.PRESENT),
    ([line(1, 300), TWO], Proof.ABSENT),
    ([line(1, 301), TWO], Proof.UNCLEAR),
]


@pytest.mark.parametrize(("lines", "proof"), REMOVED)
def test_a_removed_line_is_gone(lines: list[Line], proof: Proof) -> None:
    header = ["invoice", "line", "behavior"]
    assert shows("remove_lines", header, ["in_1", "il_1", "delete"], after(*lines)) is proof


def test_invoice_metadata_and_created_invoices() -> None:
    header = ["invoice", "metadata.k"]
    for kept, proof in (
        ({"k": "v"}, Proof.PRESENT),
        ({}, Proof.ABSENT),
        ({"k": "w"}, Proof.UNCLEAR),
    ):
        assert shows("invoice_metadata", header, ["in_1", "v"], after(metadata=kept)) is proof
    made = plan(
        sheet(
            "create_invoices",
            ["ref", "customer", "collection_method", "currency"],
            ["a", "cus_1", "charge_automatically", "usd"],
        )
    )
    own = made.operations[0]
    assert prove(own, invoice(7, metadata={"batcher": own.id})) is Proof.PRESENT
    assert prove(own, invoice(7)) is Proof.ABSENT


TOGETHER: list[tuple[list[Proof], Proof]] = [
    ([], Proof.INVISIBLE),
    ([Proof.INVISIBLE, Proof.INVISIBLE], Proof.INVISIBLE),
    ([Proof.PRESENT, Proof.INVISIBLE], Proof.PRESENT),
    ([Proof.ABSENT, Proof.ABSENT], Proof.ABSENT),
    ([Proof.PRESENT, Proof.ABSENT], Proof.UNCLEAR),
    ([Proof.PRESENT, Proof.UNCLEAR], Proof.UNCLEAR),
]


@pytest.mark.parametrize(("proofs", "proof"), TOGETHER)
def test_a_request_is_there_whole_or_not_clear(proofs: list[Proof], proof: Proof) -> None:
    assert together(proofs) is proof
