"""Ids are taken letter for letter or refused with a hint."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from batcher.core import columns
from batcher.core.columns import Kind, Value
from batcher.core.model import Fault
from batcher.core.values import (
    parse,
)
from tests.core.values.reading import TOKYO, column_of, read, told


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("in_1MtHbELkdIwHu7ix", "in_1MtHbELkdIwHu7ix"), (" in_a_b\u3000", "in_a_b"),
        ("in_1\n", "in_1"),
        ("@first", "@first"), ("＠ 四月 ", "@四月"), ("@か\u3099", "@が"), ("@", "ref_malformed"),
        ("@a\nb", "ref_malformed"), ("@a\x07", "ref_malformed"), ("@" + "x" * 101, "ref_malformed"),
        ("in_", "id_malformed"), ("IN_1", "id_malformed"), ("in_é", "id_malformed"),
        ("in-1", "id_malformed"), ("1001", "id_malformed"), (1001.0, "id_not_text"),
        (True, "id_not_text"), (date(2026, 4, 1), "id_not_text"), ("il_1", "id_wrong_prefix"),
        ("cus_9", "id_wrong_prefix"), ("ｉｎ＿１", "id_wide"), ("in_１", "id_wide"),
        ("in_1\u200b2", "id_invisible"), ("in_1 in_2", "id_malformed"),
        ("https://dashboard.stripe.com/invoices/in_1a", "id_inside_text"),
    ],
)  # fmt: skip
def test_invoices(cell: object, result: str) -> None:
    assert read(cell, Value.INVOICE) == result


def test_hints_name_the_id_meant() -> None:
    for cell in ("ｉｎ＿１", "in_\u200b1", "請求書 in_1", "in_1。"):
        fault = parse(cell, column_of(Value.INVOICE), TOKYO)
        assert isinstance(fault, Fault)
        assert fault.details["suggestion"] == "in_1"
        assert fault.details["expected"] == "in_… / @ref"


def test_lines_and_invoice_items_are_told_apart() -> None:
    assert read("il_1", Value.ID) == "il_1"
    assert read("ii_1", Value.ID) == "id_item_for_line"
    item = columns.column("invoice_item", Kind.ADD)
    assert parse("ii_1", item, TOKYO) == "ii_1"
    assert parse("il_1", item, TOKYO) == "il_1"  # the plan knows whether this workbook unassigns it
    only_item = parse("il_1", replace(item, prefixes=("ii_",)), TOKYO)
    assert isinstance(only_item, Fault)
    assert told(only_item) == "id_line_for_item"
    assert only_item.details == {"found": "il_…", "expected": "ii_…"}


@pytest.mark.parametrize(
    ("name", "cell", "result"),
    [
        ("product", "prod_1", "prod_1"), ("product", "my-plan", "my-plan"),
        ("product", "price_1", "id_wrong_prefix"), ("product", "promo_1", "id_wrong_prefix"),
        ("product", "a b", "id_malformed"), ("product", "ｐｒｏｄ_1", "id_wide"),
        ("price", "price_1", "price_1"), ("price", "prod_1", "id_wrong_prefix"),
        ("discounts", "SUMMER-25,promo_1;di_2", ("SUMMER-25", "promo_1", "di_2")),
        ("discounts", "in_1", "id_wrong_prefix"), ("discounts", "prod_1", "id_wrong_prefix"),
        ("discounts", 25.0, "id_not_text"), ("discounts", ",", "id_malformed"),
        ("tax_rates", "txr_1", ("txr_1",)), ("tax_rates", "txr_1、txr_2\ntxr_3；txr_4，txr_5,",
         ("txr_1", "txr_2", "txr_3", "txr_4", "txr_5")),
        ("tax_rates", "txr_1, txr_1", "id_twice"), ("tax_rates", "txr_1 txr_2", "id_malformed"),
        ("tax_rates", "10%", "id_malformed"),
    ],
)  # fmt: skip
def test_other_ids(name: str, cell: object, result: object) -> None:
    found = parse(cell, columns.column(name, Kind.ADD), TOKYO)
    assert (told(found) if isinstance(found, Fault) else found) == result
