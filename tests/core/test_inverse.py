"""What single rows come to when they are taken back, and what is told instead of guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from batcher.core.inverse import Done, Facts, Inverse, invert
from batcher.core.live import Invoice, Json, Line, Tax
from batcher.core.model import CLEAR, Kind, Status
from batcher.core.plan.moved import Moved
from batcher.core.plan.parts import Change, Operation
from batcher.core.reconcile import RowResult
from tests.core.drafts import invoice, line

OLD = replace(line(1, 15000), quantity=Decimal(3), unit_amount=Decimal(5000), product="prod_1",
              price="price_1", period_start=1, period_end=2, taxes=())  # fmt: skip


def operation(kind: Kind, **more: Any) -> Operation:
    """An operation of these `old`, `new` and `changes`."""
    held = Moved.of(more.pop("old", {}), more.pop("new", {}))
    more = {"moved": held, "named": more.pop("changes", ()), **more}
    return Operation("op_1", "c", 1, kind.value, 2, kind, "in_1", "usd", line="il_1", **more)


def done(own: Operation, old: Line, new: Line | None, **more: Any) -> Done:
    """A run of one applied row that made `new` of `old`."""
    before, after = invoice(1, old), invoice(1, *([new] if new else []))
    known: dict[str, Any] = {"before": {"in_1": before}, "after": {"in_1": after},
                             "now": {"in_1": after}, **more}  # fmt: skip
    return Done("R-1", ZoneInfo("UTC"), (RowResult(own, Status.APPLIED),), **known)


def values(inverse: Inverse) -> dict[str, object]:
    """The cells of the only row, without where it is."""
    (row,) = inverse.rows
    place = ("invoice", "line", "currency", "correction_no")
    return {name: value for name, value in row.values.items() if name not in place}


def told(inverse: Inverse) -> list[tuple[str, str]]:
    return [(one.code, one.column) for one in inverse.unreversed]


def facts(price: Json | None = None, product: Json | None = None, **rates: Json) -> Facts:
    return Facts({"price_1": price or {"active": False, "tax_behavior": "inclusive"}},
                 {"prod_1": product or {"active": True}}, rates)  # fmt: skip


AMOUNT = operation(Kind.UPDATE, old={"amount": "15000"}, new={"amount": "7500"})
NOW = replace(OLD, amount=7500, quantity=Decimal(1), unit_amount=Decimal(7500), price="price_2")


def test_an_amount_gives_way_to_unit_amount_and_quantity() -> None:
    found = invert(done(AMOUNT, OLD, NOW, facts=facts()))
    assert values(found) == {
        "unit_amount": Decimal(50), "quantity": Decimal(3), "product": "prod_1",
        "tax_behavior": "inclusive", "was.amount": Decimal("75.00"), "was.quantity": Decimal(1),
    }  # fmt: skip


def test_a_catalogue_price_that_is_sold_is_named_again() -> None:
    sold = {"active": True, "type": "one_time", "currency": "usd", "unit_amount": 5000}
    found = values(invert(done(AMOUNT, OLD, NOW, facts=facts(sold))))
    assert (found["price"], found["quantity"]) == ("price_1", Decimal(3))
    changed = values(invert(done(AMOUNT, OLD, NOW, facts=facts({**sold, "unit_amount": 4999}))))
    assert "price" not in changed


def test_a_lone_amount_comes_back_as_one() -> None:
    old = replace(OLD, amount=5000, quantity=Decimal(1))
    gone = facts({"active": False, "tax_behavior": "unspecified"}, {"active": False})
    found = values(invert(done(AMOUNT, old, NOW, facts=gone)))
    assert found["amount"] == Decimal("50.00")
    # The same total would change nothing: then the unit amount has to say it.
    same = replace(NOW, amount=5000, quantity=Decimal(2), unit_amount=Decimal(2500))
    found = values(invert(done(AMOUNT, old, same, facts=gone)))
    assert (found["unit_amount"], found["quantity"]) == (Decimal(50), Decimal(1))


def test_an_amount_would_forget_that_tax_was_included() -> None:
    old = replace(OLD, amount=5000, quantity=Decimal(1))
    found = values(invert(done(AMOUNT, old, NOW, facts=facts(product={"active": False}))))
    assert (found["unit_amount"], found["tax_behavior"]) == (Decimal(50), "inclusive")


def test_an_amount_would_round_a_unit_of_more_places() -> None:
    old = replace(OLD, amount=100, quantity=Decimal(1), unit_amount=Decimal("99.5"))
    gone = facts({"active": False, "tax_behavior": "unspecified"}, {"active": False, "name": "P"})
    found = values(invert(done(AMOUNT, old, NOW, facts=gone)))
    assert (found["unit_amount"], found["product_name"]) == (Decimal("0.995"), "P")


def test_a_fraction_the_currency_does_not_have_is_told() -> None:
    """Stripe comes to 13.33 ISK by itself; no cell may ask for it."""
    old = replace(OLD, amount=1333, currency="isk")
    found = invert(done(AMOUNT, old, NOW, facts=facts()))
    assert (found.rows, told(found)) == ((), [("unsayable", "amount")])
    gone = operation(Kind.REMOVE, behavior="delete")
    found = invert(done(gone, old, None, facts=facts()))
    assert (found.rows, told(found)) == ((), [("unsayable", "amount")])


def test_a_quantity_alone_keeps_the_price() -> None:
    own = operation(Kind.UPDATE, old={"quantity": "3"}, new={"quantity": "4", "amount": "20000"})
    new = replace(OLD, amount=20000, quantity=Decimal(4))
    assert values(invert(done(own, OLD, new))) == {
        "quantity": Decimal(3), "was.amount": Decimal("200.00"), "was.quantity": Decimal(4),
    }  # fmt: skip


def test_a_price_in_tiers_comes_back_as_its_total() -> None:
    old = replace(OLD, unit_amount=None)
    found = invert(done(AMOUNT, old, NOW))
    assert values(found)["amount"] == Decimal("150.00")
    assert told(found) == [("quantity_lost", "quantity")]


def test_metadata_comes_back_key_by_key() -> None:
    own = operation(Kind.UPDATE, old={"metadata.a": "1", "metadata.b": ""},
                    new={"metadata.a": "2", "metadata.b": "x"})  # fmt: skip
    assert values(invert(done(own, OLD, OLD))) == {
        "metadata.a": "1", "was.metadata.a": "2", "metadata.b": CLEAR, "was.metadata.b": "x",
    }  # fmt: skip


def test_what_no_cell_can_say_is_told() -> None:
    old = {"description": "", "metadata.a": "(clear)", "metadata.b": " spaces "}
    own = operation(Kind.UPDATE, old=old, new=dict.fromkeys(old, "new"))
    found = invert(done(own, OLD, OLD))
    assert told(found) == [
        ("unclearable", "description"), ("unsayable", "metadata.a"), ("unsayable", "metadata.b"),
    ]  # fmt: skip
    assert found.rows == ()


def listed(name: str, new: str) -> Operation:
    return operation(Kind.UPDATE, changes=(Change(name, "", new),))


VAT = {"id": "txr_1", "active": True, "percentage": 1}


def test_tax_rates_come_back_or_are_emptied() -> None:
    old = replace(OLD, taxes=(Tax("txr_1", 150, 15000, False),))
    own = listed("tax_rates", "txr_2")
    found = invert(done(own, old, old, facts=facts(txr_1=VAT)))
    assert values(found) == {"tax_rates": ("txr_1",), "was.tax_rates": ("txr_2",)}
    assert values(invert(done(own, OLD, OLD))) == {"tax_rates": CLEAR, "was.tax_rates": ("txr_2",)}
    default = {"in_1": invoice(1, old, default_rates=("txr_1",))}
    found = invert(done(own, old, old, facts=facts(txr_1=VAT), before=default))
    assert values(found)["tax_rates"] is CLEAR, "the invoice's own rates made that tax"


def test_taxes_made_by_hand_come_back_as_amounts() -> None:
    """Stripe keeps an archived rate for each; such a one cannot be named again."""
    made = {"id": "txr_1", "active": False, "display_name": "VAT", "percentage": Decimal("7.25")}
    old = replace(OLD, taxes=(Tax("txr_1", 150, 15000, True),))
    found = invert(done(listed("tax_amounts", "VAT 10%"), old, old, facts=facts(txr_1=made)))
    assert values(found) == {
        "tax_1_amount": Decimal("1.50"), "tax_1_taxable_amount": Decimal("150.00"),
        "tax_1_name": "VAT", "tax_1_percentage": Decimal("7.25"), "tax_1_inclusive": True,
    }  # fmt: skip


HAND = {"id": "txr_1", "active": True, "display_name": "VAT", "percentage": 20}
TAXED = replace(OLD, taxes=(Tax("txr_1", 150, 15000, False),), invoice_item="ii_1")
AMOUNTS = {
    "tax_1_amount": Decimal("1.50"), "tax_1_taxable_amount": Decimal("150.00"),
    "tax_1_name": "VAT", "tax_1_percentage": Decimal(20), "tax_1_inclusive": False,
}  # fmt: skip


def test_an_amount_that_is_not_its_rates_was_made_by_hand() -> None:
    """Whether Stripe shows the rate behind it as archived or not is not known."""
    own = listed("tax_rates", "txr_2")
    found = values(invert(done(own, TAXED, TAXED, facts=facts(txr_1=HAND))))
    assert {name: found[name] for name in AMOUNTS} == AMOUNTS
    right = {**HAND, "percentage": 1}
    assert values(invert(done(own, TAXED, TAXED, facts=facts(txr_1=right)))) == {
        "tax_rates": ("txr_1",), "was.tax_rates": ("txr_2",),
    }  # fmt: skip


def test_no_tax_of_nothing_is_no_word_for_a_rate() -> None:
    for tax in (Tax("txr_1", 0, 0, False), Tax("txr_1", 200, 20000, False)):
        old = replace(TAXED, taxes=(tax,))
        known = facts(txr_1={**HAND, "percentage": 1})
        found = values(invert(done(listed("tax_rates", "txr_2"), old, old, facts=known)))
        assert "tax_1_amount" in found, tax


def test_one_line_taxed_by_hand_speaks_for_its_invoice() -> None:
    """A tax that happens to be its rate's own is no rate's beside one that is not."""
    other = replace(TAXED, id="il_2", taxes=(Tax("txr_2", 777, 15000, False),))
    known = facts(txr_1={**HAND, "percentage": 1}, txr_2={**HAND, "id": "txr_2"})
    own, before = listed("tax_amounts", "VAT"), {"in_1": invoice(1, TAXED, other)}
    found = values(invert(done(own, TAXED, TAXED, facts=known, before=before)))
    assert found["tax_1_amount"] == Decimal("1.50")
    alone = values(invert(done(own, TAXED, TAXED, facts=known)))
    assert alone["tax_rates"] == ("txr_1",)


def test_an_archived_rate_beside_one_that_is_sold_was_no_amount() -> None:
    other = replace(TAXED, id="il_2", taxes=(Tax("txr_2", 3000, 15000, False),))
    known = facts(txr_1={**HAND, "active": False}, txr_2={**HAND, "id": "txr_2"})
    own, before = listed("tax_rates", "txr_3"), {"in_1": invoice(1, TAXED, other)}
    found = invert(done(own, TAXED, TAXED, facts=known, before=before))
    assert (found.rows, told(found)) == ((), [("rate_archived", "tax_rates")])


def test_the_item_of_another_line_says_how_an_invoice_is_taxed() -> None:
    other = replace(TAXED, id="il_2", invoice_item="ii_2")
    before = {"in_1": invoice(1, TAXED, other)}
    own = listed("tax_rates", "txr_2")
    known = facts(txr_1={**HAND, "percentage": 1})
    by_hand = replace(known, items={"ii_2": {"tax_rates": []}})
    assert values(invert(done(own, TAXED, TAXED, facts=by_hand, before=before))) == {
        **AMOUNTS, "tax_1_percentage": Decimal(1), "tax_rates": CLEAR, "was.tax_rates": ("txr_2",),
    }  # fmt: skip
    by_rates = replace(facts(txr_1={**HAND, "active": False}), items={"ii_2": {"tax_rates": [1]}})
    found = invert(done(own, TAXED, TAXED, facts=by_rates, before=before))
    assert (found.rows, told(found)) == ((), [("rate_archived", "tax_rates")])


def test_no_amounts_beside_a_rate_that_still_is_sold_nor_on_a_subscription() -> None:
    both = (Tax("txr_1", 150, 15000, False), Tax("txr_3", 150, 15000, False))
    rates = facts(txr_1={**HAND, "active": False}, txr_3={**HAND, "percentage": 1})
    mixed = replace(TAXED, taxes=both)
    leased = replace(TAXED, kind="subscription", invoice_item="")
    for old in (mixed, leased):
        found = invert(done(listed("tax_rates", "txr_2"), old, old, facts=rates))
        assert (found.rows, told(found)) == ((), [("rate_archived", "tax_rates")])


def test_no_amounts_beside_a_subscription_that_is_taxed() -> None:
    """Its tax is a rate's, archived or not: so were those of the other lines."""
    leased = replace(TAXED, id="il_2", kind="subscription", invoice_item="")
    archived, before = facts(txr_1={**HAND, "active": False}), {"in_1": invoice(1, TAXED, leased)}
    found = invert(done(listed("tax_rates", "txr_2"), TAXED, TAXED, facts=archived, before=before))
    assert (found.rows, told(found)) == ((), [("rate_archived", "tax_rates")])


def test_no_amounts_beside_the_rates_of_the_invoice() -> None:
    default = {"in_1": invoice(1, TAXED, default_rates=("txr_9",))}
    archived = facts(txr_1={**HAND, "active": False})
    found = invert(done(listed("tax_rates", "txr_2"), TAXED, TAXED, facts=archived, before=default))
    assert (found.rows, told(found)) == ((), [("rate_archived", "tax_rates")])


def test_taxes_made_by_hand_do_not_stay_with_an_item() -> None:
    """They live on the line alone: an item that is put back has lost them."""
    own = operation(Kind.REMOVE, behavior="unassign", invoice_item="ii_1")
    by_hand = replace(facts(txr_1=HAND), items={"ii_1": {"tax_rates": []}})
    found = values(invert(done(own, TAXED, None, facts=by_hand)))
    assert found == {"invoice_item": "ii_1", **AMOUNTS}
    kept = replace(facts(txr_1={**HAND, "percentage": 1}), items={"ii_1": {"tax_rates": [1]}})
    assert values(invert(done(own, TAXED, None, facts=kept))) == {"invoice_item": "ii_1"}
    unread = invert(done(own, TAXED, None))
    assert told(unread) == [("unrecorded", "tax_rates")]


def test_lists_that_a_move_set_go_back_with_the_item() -> None:
    off = operation(Kind.REMOVE, behavior="unassign", invoice_item="ii_1")
    columns = (("lines.discounts", "discounts"), ("lines.tax_rates", "tax_rates"))
    on = Operation("op_2", "c", 1, "add_lines", 2, Kind.ADD, "in_2", "usd", invoice_item="ii_1",
                   columns=columns)  # fmt: skip
    old = replace(OLD, discounts=("di_1",), coupons=("TEN",), invoice_item="ii_1")
    new = replace(old, id="il_2", metadata={"batcher": "op_2"})
    moved = done(off, old, None, facts=facts(), after={"in_1": invoice(1), "in_2": invoice(2, new)},
                 now={"in_1": invoice(1), "in_2": invoice(2, new)})  # fmt: skip
    rows = (*moved.rows, RowResult(on, Status.APPLIED))
    back = invert(replace(moved, rows=rows)).rows[0].values
    assert (back["discounts"], back["tax_rates"]) == (("TEN",), CLEAR)


def test_what_an_older_ledger_does_not_say_is_not_guessed() -> None:
    old = replace(OLD, taxes=None, discounts=())
    for name, new in (("tax_rates", "txr_2"), ("discounts", "TEN")):
        found = invert(done(listed(name, new), old, old))
        assert (found.rows, told(found)) == ((), [("unrecorded", name)])


def test_discounts_are_named_by_what_they_were_made_of() -> None:
    own = listed("discounts", "TEN")
    old = replace(OLD, discounts=("di_1", "di_2"), coupons=("FIVE", "promo_1"))
    found = values(invert(done(own, old, old)))
    assert found == {"discounts": ("FIVE", "promo_1"), "was.discounts": ("TEN",)}
    unseen = values(invert(done(own, replace(old, coupons=None), old)))
    assert unseen["discounts"] == ("di_1", "di_2")


def test_a_deleted_line_is_added_with_all_it_had() -> None:
    old = replace(OLD, discountable=True, metadata={"k": "v", "batcher": "op_0"},
                  discounts=("di_1",), coupons=("TEN",))  # fmt: skip
    found = invert(done(operation(Kind.REMOVE, behavior="delete"), old, None, facts=facts()))
    assert found.rows[0].kind is Kind.ADD
    assert values(found) == {
        "unit_amount": Decimal(50), "quantity": Decimal(3), "product": "prod_1",
        "tax_behavior": "inclusive", "description": "Line 1", "discountable": True,
        "period_start": "1970-01-01T00:00:01+00:00", "period_end": "1970-01-01T00:00:02+00:00",
        "metadata.k": "v", "discounts": ("TEN",),
    }  # fmt: skip


def test_an_added_line_is_deleted_and_an_item_unassigned() -> None:
    new = replace(line(2, 500), metadata={"batcher": "op_1"})
    own = operation(Kind.ADD)
    found = values(invert(done(own, new, new)))
    assert (found["behavior"], found["was.amount"]) == ("delete", Decimal("5.00"))
    item = replace(own, invoice_item="ii_1", columns=(("lines.description", "description"),))
    again = invert(done(item, new, new))
    assert values(again)["behavior"] == "unassign"
    assert told(again) == [("item_keeps", "invoice_item")]


def test_what_no_was_cell_can_say_is_not_compared() -> None:
    keys = {"batcher": "op_1", "ok": "v", "odd": "(empty)", "error": "#N/A"}
    for text, said in (("#N/A", None), ("（空）", None), ("", ""), ("Rent", "Rent")):
        new = replace(line(2, 500), description=text, metadata=keys)
        found = values(invert(done(operation(Kind.ADD), new, new)))
        assert found.get("was.description") == said
        assert {n for n in found if n.startswith("was.metadata")} == {"was.metadata.ok"}
    own = operation(
        Kind.UPDATE,
        old={"description": "Rent", "metadata.k": "v"},
        new={"description": "(empty)", "metadata.k": "(empty)"},
    )
    found = values(invert(done(own, OLD, OLD)))
    assert (found["description"], found["metadata.k"]) == ("Rent", "v")
    assert found.get("was.description") is found.get("was.metadata.k") is None


def test_what_was_undone_already_is_left_alone() -> None:
    found = invert(done(AMOUNT, OLD, NOW, withdrawn=frozenset({"op_1"})))
    assert (found.rows, found.unreversed) == ((), ())


def test_an_invoice_nobody_recorded_is_told() -> None:
    empty: dict[str, Invoice] = {}
    assert told(invert(done(AMOUNT, OLD, NOW, before=empty))) == [("unrecorded", "")]
