"""A few trips there and back, and that a trip which ends elsewhere is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from batcher.ledger import open_ledger
from tests.roundtrip.account import BEGAN, Account, Charge, Draft
from tests.roundtrip.compare import Told, differences
from tests.roundtrip.look import Standing, look
from tests.roundtrip.stripes import STRIPES
from tests.roundtrip.trip import travel

SEEDS = (("embedded", 2), ("independent", 13), ("embedded", 40), ("independent", 7))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A ledger to copy."""
    open_ledger(None, tmp_path / "empty").close()
    return tmp_path / "empty" / "ledger.sqlite3"


@pytest.mark.parametrize(("stripe", "seed"), SEEDS)
def test_there_and_back_and_there_again(
    stripe: str, seed: int, tmp_path: Path, empty: Path
) -> None:
    trip = travel(seed, stripe, tmp_path / "home", empty)
    assert trip.rows["applied"] > 0
    assert trip.posts > 0


def standing(stripe: str) -> Standing:
    """An account of two lines and a pending item."""
    lines = {
        "il_1": Charge(amount=500, description="Rent", metadata={"k": "v"}),
        "il_2": Charge(unit="99.5", quantity="3", product="prod_sold", coupons=("TEN",)),
    }
    draft = Draft("in_1", "cus_A", "usd", {"po": "7"}, ("txr_ex",), False, lines)
    with STRIPES[stripe](Account((draft,), {"ii_1": ("cus_A", "usd", Charge(amount=7))})) as place:
        found: Standing = look(place)
        return found


@pytest.mark.parametrize("stripe", sorted(STRIPES))
def test_the_eye_sees_what_was_planted(stripe: str) -> None:
    found = standing(stripe)
    invoice, line = found.lines["il_2"]
    assert (invoice, line["amount"], line["discounts"], line["off"]) == ("in_1", 299, ["TEN"], [30])
    assert line["tax_rates"] == [("txr_ex", 54, 269, "exclusive")]
    assert (line["product"], line["quantity"], line["unit_amount"]) == ("prod_sold", "3", "99.5")
    assert found.lines["il_1"][1]["metadata.k"] == "v"
    assert found.lines["il_1"][1]["period"] == (BEGAN, BEGAN)
    assert (found.invoices["in_1"]["metadata.po"], found.pending["ii_1"]["amount"]) == ("7", 7)
    assert found.sums() == {"usd": 799}


def test_every_difference_is_told() -> None:
    was = standing("independent")
    invoice, line = was.lines["il_1"]
    moved = replace(was, lines={**was.lines, "il_1": ("in_2", line)})
    assert list(differences(was, moved, [])) == ["il_1: was on in_1, is on in_2"]
    other = {**line, "description": "Rent 2"}
    wrong = replace(was, lines={**was.lines, "il_1": (invoice, other)})
    assert list(differences(was, wrong, [])) == ["il_1: description was 'Rent', is 'Rent 2'"]
    told = Told("unclearable", False, invoice, "il_1", "", frozenset({"description"}))
    assert list(differences(was, wrong, [told])) == []
    renewed = {name: one for name, one in was.lines.items() if name != "il_1"}
    again = replace(was, lines={**renewed, "il_9": (invoice, {**line, "item": "ii_9"})})
    assert list(differences(was, again, [])) == []
    gone = list(differences(was, replace(was, lines=renewed), []))
    assert len(gone) == 1
    assert gone[0].startswith("il_1 is not there again")
    twice = replace(was, lines={**was.lines, "il_9": (invoice, line)})
    assert next(differences(was, twice, [])).startswith("il_9 on in_1 is too many")
    assert len(list(differences(was, replace(was, pending={}), []))) == 1
