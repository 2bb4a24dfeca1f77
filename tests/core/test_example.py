"""The example is a workbook that fits its invoices: added up here by other means than its own."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from batcher.core import columns
from batcher.core.example import objects, rows
from batcher.core.model import OPERATIONS, Kind

PLACES = {"usd": 2, "jpy": 0, "eur": 2, "kwd": 3}
OWN_COLUMN = "note"


def seeds(kind: str) -> dict[str, Any]:
    return {str(seed["id"]): seed for seed in objects() if seed["object"] == kind}


def live_lines() -> dict[str, tuple[dict[str, Any], str]]:
    """Line id -> the line and its invoice's id."""
    return {
        line["id"]: (line, invoice["id"])
        for invoice in seeds("invoice").values()
        for line in invoice["lines"]
    }


def unit_minor(line: dict[str, Any]) -> int:
    if "price" in line:
        return int(seeds("price")[line["price"]]["unit_amount"])
    return int(line["unit_amount"])


def total_minor(line: dict[str, Any]) -> int:
    return line["amount"] if "amount" in line else unit_minor(line) * line["quantity"]


def added_minor(row: dict[str, Any], scale: int) -> Decimal:
    if "invoice_item" in row:
        return Decimal(seeds("invoiceitem")[row["invoice_item"]]["amount"])
    if "price" in row:
        return Decimal(unit_minor(row)) * row["quantity"]
    if "unit_amount" in row:
        return row["unit_amount"] * scale * row["quantity"]
    return row["amount"] * scale


def updated_minor(row: dict[str, Any], line: dict[str, Any], scale: int) -> Decimal:
    if "amount" in row:
        return row["amount"] * scale
    if "unit_amount" in row:
        return row["unit_amount"] * scale * row.get("quantity", line.get("quantity", 1))
    if "quantity" in row:
        return Decimal(unit_minor(line)) * row["quantity"]
    return Decimal(total_minor(line))


def net_change_minor() -> dict[str, Decimal]:
    """Currency -> what all rows together change, in minor units."""
    change: Counter[str] = Counter()
    sheets, lines, invoices = rows(), live_lines(), seeds("invoice")
    for row in sheets[Kind.ADD]:
        currency = str(row["currency"])
        change[currency] += added_minor(row, 10 ** PLACES[currency])
    for row in sheets[Kind.UPDATE]:
        line, invoice = lines[str(row["line"])]
        currency = invoices[invoice]["currency"]
        after = updated_minor(row, line, 10 ** PLACES[currency])
        change[currency] += after - total_minor(line)
    for row in sheets[Kind.REMOVE]:
        line, invoice = lines[str(row["line"])]
        change[invoices[invoice]["currency"]] -= total_minor(line)
    return dict(change)


def test_twelve_drafts_in_four_currencies() -> None:
    invoices = seeds("invoice").values()
    assert len(invoices) == 12
    assert {invoice["status"] for invoice in invoices} == {"draft"}
    assert Counter(invoice["currency"] for invoice in invoices) == {
        "usd": 4,
        "jpy": 3,
        "eur": 3,
        "kwd": 2,
    }


def test_some_two_hundred_rows_and_one_invoice_that_takes_three_requests() -> None:
    assert {kind.value: len(sheet) for kind, sheet in rows().items()} == {
        "create_invoices": 1,
        "add_lines": 152,
        "update_lines": 50,
        "remove_lines": 9,
        "invoice_metadata": 8,
        "control": 9,
    }
    assert Counter(row["invoice"] for row in rows()[Kind.ADD])["in_Quillmere"] == 124


def test_control_ties_out() -> None:
    control = rows()[Kind.CONTROL]
    counts = {row["sheet"]: row["rows"] for row in control if "sheet" in row}
    assert counts == {kind.value: len(rows()[kind]) for kind in OPERATIONS}
    changes = {str(row["currency"]): row["net_change"] for row in control if "currency" in row}
    assert changes == {
        "usd": Decimal("-4630.61"),
        "jpy": Decimal("224100"),
        "eur": Decimal("1770.50"),
        "kwd": Decimal("94.750"),
    }
    assert net_change_minor() == {"usd": -463061, "jpy": 224100, "eur": 177050, "kwd": 94750}


def test_every_call_gives_the_same_in_new_dicts() -> None:
    assert objects() == objects()
    assert rows() == rows()
    objects()[0]["id"] = "changed"
    rows()[Kind.ADD][0]["invoice"] = "changed"
    assert objects()[0]["id"] != "changed"
    assert rows()[Kind.ADD][0]["invoice"] != "changed"


def test_ids_are_unique_and_of_their_kind() -> None:
    prefixes = {
        "customer": "cus_",
        "product": "prod_",
        "price": "price_",
        "tax_rate": "txr_",
        "coupon": "",
        "promotion_code": "promo_",
        "invoiceitem": "ii_",
        "invoice": "in_",
    }
    for seed in objects():
        prefix = prefixes[str(seed["object"])]
        assert re.fullmatch(prefix + "[A-Za-z0-9_]+", str(seed["id"]), re.ASCII)
    assert len({seed["id"] for seed in objects()}) == len(objects())
    assert all(re.fullmatch(r"il_[A-Za-z0-9_]+", line, re.ASCII) for line in live_lines())
    assert len(live_lines()) == 69


def test_seeds_refer_to_seeds_before_them() -> None:
    known: set[object] = set()
    for seed in objects():
        lines: list[Any] = seed.get("lines", [])  # type: ignore[assignment]
        for holder in (seed, *lines):
            for name in ("customer", "product", "price", "coupon"):
                assert holder.get(name) is None or holder[name] in known
            assert set(holder.get("tax_rates", ())) <= known
        known.add(seed["id"])


def test_rows_refer_to_what_is_there() -> None:
    lines, invoices = live_lines(), seeds("invoice")
    refs = {f"@{row['ref']}" for row in rows()[Kind.CREATE]}
    for kind in (Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.METADATA):
        for row in rows()[kind]:
            assert row["invoice"] in {*invoices, *refs}
            assert "line" not in row or lines[str(row["line"])][1] == row["invoice"]
            assert "invoice_item" not in row or row["invoice_item"] in seeds("invoiceitem")
            assert "product" not in row or row["product"] in seeds("product")
            assert "tax_rates" not in row or row["tax_rates"] in seeds("tax_rate")
            discounts = {*seeds("coupon"), *seeds("promotion_code")}
            assert "discounts" not in row or row["discounts"] in discounts
            assert "price" not in row or seeds("price")[str(row["price"])]["type"] == "one_time"


def test_amounts_are_in_the_invoices_currency() -> None:
    currencies: dict[str, str] = {key: i["currency"] for key, i in seeds("invoice").items()}
    currencies.update({f"@{r['ref']}": str(r["currency"]) for r in rows()[Kind.CREATE]})
    for row in rows()[Kind.ADD]:
        assert row["currency"] == currencies[str(row["invoice"])]
    for row in rows()[Kind.UPDATE]:
        assert (
            row.get("currency", currencies[str(row["invoice"])]) == currencies[str(row["invoice"])]
        )
        assert not {"amount", "unit_amount"} & set(row) or "currency" in row


def test_money_has_no_more_places_than_its_currency() -> None:
    for kind in (Kind.ADD, Kind.UPDATE, Kind.CONTROL):
        for row in rows()[kind]:
            for name in ("amount", "unit_amount", "net_change", "tax_1_amount"):
                if name in row:
                    scaled = row[name] * 10 ** PLACES[str(row["currency"])]  # type: ignore[operator]
                    assert scaled == int(scaled)
                    assert row["currency"] != "kwd" or int(scaled) % 10 == 0


def test_no_line_is_named_twice() -> None:
    named = [row["line"] for kind in (Kind.UPDATE, Kind.REMOVE) for row in rows()[kind]]
    assert len(named) == len(set(named))


def test_one_way_of_pricing_per_row() -> None:
    ways = ("amount", "price", "unit_amount", "invoice_item")
    for row in rows()[Kind.ADD]:
        assert sum(way in row for way in ways) == 1
        assert ("quantity" in row) == ("price" in row or "unit_amount" in row)
    for row in rows()[Kind.UPDATE]:
        assert sum(way in row for way in ways) <= 1
        assert not ("amount" in row and "quantity" in row)


def test_an_amount_replaces_only_a_plain_amount_and_moves_it_a_little() -> None:
    changed = 0
    for row in rows()[Kind.UPDATE]:
        line, invoice = live_lines()[str(row["line"])]
        scale = 10 ** PLACES[seeds("invoice")[invoice]["currency"]]
        before, after = total_minor(line), updated_minor(row, line, scale)
        assert "amount" not in row or "amount" in line
        assert Decimal("0.5") < after / before < 2
        changed += after != before
    assert changed == 31


def test_every_update_asks_for_something_new() -> None:
    for row in rows()[Kind.UPDATE]:
        line, invoice = live_lines()[str(row["line"])]
        asked = set(row) - {"invoice", "line", "currency", OWN_COLUMN}
        assert asked
        assert "quantity" not in row or row["quantity"] != line["quantity"] or "unit_amount" in row
        assert row.get("description") != line["description"]
        scale = 10 ** PLACES[seeds("invoice")[invoice]["currency"]]
        assert not {"amount", "unit_amount"} & asked or (
            updated_minor(row, line, scale) != total_minor(line)
        )


def test_the_subscription_line_gets_only_what_it_may_carry() -> None:
    subscription = [key for key, (line, _) in live_lines().items() if "subscription" in line]
    assert subscription == ["il_Velbruck_01"]
    touched = [row for row in rows()[Kind.UPDATE] if row["line"] == "il_Velbruck_01"]
    assert [set(row) for row in touched] == [{"invoice", "line", "tax_rates", OWN_COLUMN}]
    assert "il_Velbruck_01" not in {row["line"] for row in rows()[Kind.REMOVE]}


def test_tax_amounts_stand_on_an_invoice_without_tax_rates() -> None:
    with_amounts = {r["invoice"] for r in rows()[Kind.ADD] if "tax_1_amount" in r}
    assert with_amounts == {"in_Tarnwick"}
    rated = {r["invoice"] for k in (Kind.ADD, Kind.UPDATE) for r in rows()[k] if "tax_rates" in r}
    rated |= {invoice for line, invoice in live_lines().values() if line["tax_rates"]}
    assert not with_amounts & rated


@pytest.mark.parametrize("behavior", ["delete", "unassign"])
def test_both_ways_of_removing_are_shown(behavior: str) -> None:
    assert any(row["behavior"] == behavior for row in rows()[Kind.REMOVE])


def test_every_cell_stands_in_a_column_of_its_sheet() -> None:
    for kind, sheet in rows().items():
        for row in sheet:
            for name in row.keys() - {OWN_COLUMN}:
                found = columns.header(name, kind)
                assert found is not None
                assert found.column.name == name
                assert kind in found.column.sheets
            required = {c.name for c in columns.columns_of(kind) if kind in c.required}
            assert required <= set(row)
