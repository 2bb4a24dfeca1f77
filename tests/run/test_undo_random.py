"""Random drafts, random corrections: run, undo, run, and every invoice is again what it was."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.run.undone import desk, pending, standing, undo, undone
from tests.run.undone import run as run_file
from tests.run.world import Sheets, rows, world

OBJECTS: list[dict[str, Any]] = [
    {"object": "customer", "id": "cus_A", "name": "A Ltd"},
    {"object": "product", "id": "prod_A", "name": "Hours"},
    {"object": "price", "id": "price_A", "product": "prod_A", "currency": "usd",
     "unit_amount": 1500, "type": "one_time", "active": True},
    {"object": "tax_rate", "id": "txr_A", "display_name": "VAT", "percentage": 20,
     "inclusive": False, "active": True},
    {"object": "tax_rate", "id": "txr_B", "display_name": "GST", "percentage": 10,
     "inclusive": True, "active": True},
    {"object": "coupon", "id": "TEN", "percent_off": 10},
    {"object": "coupon", "id": "FIVE", "percent_off": 5},
]  # fmt: skip
BEGAN = 1_793_577_600
Cells = dict[str, Any]

words = st.sampled_from(["Rent", "=1+1", "設置 １号機", "-5", "Line, with; marks", "a\nb"])
keys = st.dictionaries(st.sampled_from(["po", "部門"]), st.sampled_from(["7", "007", "x y"]))
priced = st.one_of(
    st.fixed_dictionaries({"amount": st.integers(-9_999, 99_999)}),
    st.fixed_dictionaries({"price": st.just("price_A"), "quantity": st.integers(1, 9)}),
    st.fixed_dictionaries(
        {
            "unit_amount_decimal": st.sampled_from(["250", "99.5", "0.125", "1500"]),
            "quantity_decimal": st.sampled_from(["1", "3", "2.5", "1000"]),
            "product": st.just("prod_A"),
            "tax_behavior": st.sampled_from(["exclusive", "unspecified"]),
        }
    ),
)
lists = st.fixed_dictionaries(
    {},
    optional={
        "tax_rates": st.lists(st.sampled_from(["txr_A", "txr_B"]), max_size=2, unique=True),
        "discounts": st.lists(st.sampled_from(["TEN", "FIVE"]), max_size=2, unique=True),
    },
)
lines = st.builds(
    lambda price, word, own, listed: {**price, "description": word, "metadata": own, **listed},
    priced, words, keys, lists,
)  # fmt: skip
repriced = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"amount": st.sampled_from([0.0, 12.5, -3.0, 15.0])}),
    st.fixed_dictionaries({"quantity": st.sampled_from([2.0, 0.5, 7.0])}),
    st.fixed_dictionaries({"price": st.just("price_A"), "quantity": st.sampled_from([1.0, 4.0])}),
    st.fixed_dictionaries({"unit_amount": st.sampled_from([2.5, 0.01, 15.0])}),
)
changed = st.builds(
    lambda price, rest: {**price, **rest},
    repriced,
    st.fixed_dictionaries(
        {},
        optional={
            "description": words,
            "discountable": st.booleans(),
            "period_start": st.just("2026-10-01"),
            "period_end": st.sampled_from(["2026-10-31", "2026-11-30T12:00:00Z"]),
            "tax_rates": st.sampled_from(["txr_A", "txr_B, txr_A", "(clear)"]),
            "discounts": st.sampled_from(["FIVE", "TEN, FIVE", "(clear)"]),
            "metadata.po": st.sampled_from(["8", "(clear)"]),
            "metadata.new": st.just("yes"),
        },
    ),
).filter(lambda cells: ("period_start" in cells) == ("period_end" in cells))
fates = st.one_of(
    st.just(("leave", {})),
    st.tuples(st.just("update"), changed),
    st.just(("delete", {})),
    st.just(("unassign", {})),
    st.just(("move", {})),
)


def sheet(found: list[Cells]) -> list[list[object]]:
    """Rows of cells as a sheet, the headers first."""
    names = list(dict.fromkeys(name for row in found for name in row))
    return [list(names), *([row.get(name) for name in names] for row in found)]


def workbook(asked: list[tuple[str, Cells]], added: list[Cells], noted: bool) -> Sheets:
    """A workbook that does this to the lines of in_A, in order, and adds these to in_B."""
    found: dict[str, list[Cells]] = {"update_lines": [], "remove_lines": [], "add_lines": []}
    for number, (fate, cells) in enumerate(asked, start=1):
        place = {"invoice": "in_A", "line": f"il_A{number}"}
        if fate == "update" and cells:
            found["update_lines"].append({**place, **cells})
        elif fate in ("delete", "unassign"):
            found["remove_lines"].append({**place, "behavior": fate})
        elif fate == "move":
            found["remove_lines"].append({**place, "behavior": "unassign"})
            found["add_lines"].append({"invoice": "in_B", "invoice_item": f"ii_A{number}"})
    found["add_lines"] += [{"invoice": "in_B", **cells} for cells in added]
    sheets = {name: sheet(listed) for name, listed in found.items() if listed}
    if noted:
        sheets["invoice_metadata"] = [["invoice", "metadata.kept", "metadata.seen"],
                                      ["in_A", "(clear)", "yes"]]  # fmt: skip
    return sheets


def drafts(own: list[Cells]) -> list[dict[str, Any]]:
    """in_A with these lines, and in_B with none."""
    named = [{**line, "id": f"il_A{n}", "invoice_item": f"ii_A{n}"}
             for n, line in enumerate(own, start=1)]  # fmt: skip
    common = {"object": "invoice", "customer": "cus_A", "currency": "usd", "created": BEGAN,
              "metadata": {"kept": "yes"}}  # fmt: skip
    return [*OBJECTS, {**common, "id": "in_A", "lines": named}, {**common, "id": "in_B"}]


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    pairs=st.lists(st.tuples(lines, fates), min_size=1, max_size=5),
    added=st.lists(
        st.fixed_dictionaries({"amount": st.sampled_from([5.0, -2.5]), "description": words}),
        max_size=2,
    ),
    noted=st.booleans(),
)
def test_there_and_back(
    empty_ledger: Path, pairs: list[tuple[Cells, Any]], added: list[Cells], noted: bool
) -> None:
    asked = workbook([fate for _, fate in pairs], added, noted)
    with (
        TemporaryDirectory() as folder,
        world(Path(folder) / "home", drafts([one for one, _ in pairs]), empty_ledger) as here,
    ):
        desk(here)
        before, waiting = standing(here), pending(here)
        first = here.run(asked, accept=frozenset({"all"}))
        applied = rows(first).get("applied", 0)
        inverse, book = undo(here, "R-1")
        assert inverse.unreversed == ()
        assert len(inverse.rows) <= applied
        back = run_file(here, book)
        assert back.exit == 0, back.object["problems"]
        assert standing(here) == before
        assert pending(here) == waiting
        sent = len(here.writes())
        assert run_file(here, book).exit == 0
        assert len(here.writes()) == sent
        if applied:
            middle = standing(here)
            forth = undone(here, str(back.object["run"]), accept=frozenset({"all"}))
            assert forth.exit == 0, forth.object["problems"]
            assert undone(here, str(forth.object["run"])).exit == 0
            assert standing(here) == middle
