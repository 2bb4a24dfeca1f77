"""A plan held in little room says what it said, and is stored as it always was."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from batcher.core.plan import from_json, to_json
from batcher.core.plan.make.ordinals import Ordinals
from batcher.core.plan.moved import NOTHING_MOVED, Moved
from batcher.core.plan.texts import Texts
from tests.core.drafts import invoice, line, live, plan
from tests.core.sheets import sheet

BOOK = (
    sheet("update_lines", ["invoice", "line", "amount", "description", "period_start",
                           "period_end", "discountable", "tax_rates", "metadata.po"],
          ["in_1", "il_1", 75.0, "Rent", "2026-11-02", "2026-11-30", "no", "txr_1, txr_2", "A-7"],
          ["in_1", "il_2", 12.5, None, None, None, None, None, None]),
    sheet("remove_lines", ["invoice", "line", "behavior"], ["in_1", "il_3", "delete"]),
    sheet("add_lines", ["invoice", "amount", "description"], ["in_1", 5.0, "Fee"]),
    sheet("invoice_metadata", ["invoice", "metadata.po"], ["in_1", "7"]),
)  # fmt: skip
LIVE = live(invoice(1, *(line(n, 5000) for n in (1, 2, 3)), metadata={"po": ""}))
NAMES = [
    "id", "content", "ordinal", "sheet", "row", "kind", "invoice", "currency", "line",
    "invoice_item", "behavior", "status", "reason", "details", "stripe_id", "change_minor",
    "line_amount_minor", "changes", "old", "new", "columns", "request", "index", "finals", "undoes",
]  # fmt: skip


def test_what_a_row_changes_is_told_in_the_words_of_cells() -> None:
    made = plan(*BOOK, on=LIVE)
    told = [[(c.column, c.old, c.new) for c in o.changes] for o in made.operations]
    assert told == [
        [
            ("amount", "50.00", "75.00"),
            ("description", "Line 1", "Rent"),
            ("discountable", "yes", "no"),
            ("period_start", "2026-11-01", "2026-11-02"),
            ("period_end", "2026-11-01T00:00:00+00:00", "2026-11-30"),
            ("metadata.po", "(empty)", "A-7"),
            ("tax_rates", "", "txr_1, txr_2"),
        ],
        [("amount", "50.00", "12.50")],
        [("amount", "50.00", "")],
        [("amount", "", "5.00")],
        [("metadata.po", "(empty)", "7")],
    ]
    assert (made.operations[1].old, made.operations[1].new) == ({"amount": "5000"},
                                                                {"amount": "1250"})  # fmt: skip


def test_it_is_stored_with_old_and_new_and_changes_in_their_places() -> None:
    stored = json.loads(to_json(plan(*BOOK, on=LIVE)))
    assert list(stored)[:6] == ["account", "livemode", "api_version", "digest", "operations",
                                "requests"]  # fmt: skip
    assert [list(one) for one in stored["operations"]] == [NAMES] * 5
    first = stored["operations"][1]
    assert first["changes"] == [{"column": "amount", "old": "50.00", "new": "12.50"}]
    assert (first["old"], first["new"]) == ({"amount": "5000"}, {"amount": "1250"})
    assert (first["kind"], first["status"], first["details"]) == ("update_lines", "applied", {})
    assert to_json(replace(plan(), operations=())).count('"operations":[],') == 1


def test_it_comes_back_as_it_was() -> None:
    made = plan(*BOOK, on=LIVE)
    again = from_json(to_json(made))
    assert again == made
    assert [o.changes for o in again.operations] == [o.changes for o in made.operations]
    assert [o.named for o in again.operations] == [o.named for o in made.operations]


@pytest.mark.parametrize("zone", ["UTC", "Nowhere/At_All"])
@pytest.mark.parametrize(
    ("old", "new"), [("fifty", "12.50"), ("50.00", "12,50"), ("NaN", "1e999999")]
)
def test_what_an_earlier_version_told_in_other_words_stays_told_so(
    zone: str, old: str, new: str
) -> None:
    stored = json.loads(to_json(plan(*BOOK, on=LIVE)))
    own = stored["operations"][0]
    own["changes"] = [{"column": "amount", "old": old, "new": new}]
    if old == "NaN":
        own["old"], own["new"] = {"unit_amount": old}, {"unit_amount": new}
    stored["time_zone"] = zone
    again = from_json(json.dumps(stored))
    assert [(c.old, c.new) for c in again.operations[0].changes] == [(old, new)]
    assert json.loads(to_json(again)) == stored


def test_a_plan_that_is_none_is_refused() -> None:
    for text in ("", "[]", "{}", '{"operations": 1}'):
        with pytest.raises(ValueError):
            from_json(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [({"a": "1"}, {"a": ""}), ({}, {"a": "\x1f"}), ({"a": "\x1f\x1f", "b": ""}, {"b": "x"})],
)
def test_values_come_back_whatever_they_hold(old: dict[str, str], new: dict[str, str]) -> None:
    held = Moved.of(old, new)
    assert (held.old, held.new) == (old, new)


def test_nothing_moved_is_one_value() -> None:
    assert Moved.of({}, {}) is NOTHING_MOVED
    assert (NOTHING_MOVED.old, NOTHING_MOVED.new) == ({}, {})


def test_ordinals_of_a_content() -> None:
    used = Ordinals()
    for content, ordinal in (("a", 1), ("b", 1), ("a", 1), ("a", 3)):
        used.take(content, ordinal)
    assert (used.of("a"), used.of("b"), used.of("c")) == ({1, 3}, {1}, frozenset())
    assert list(used.all()) == [("a", {1, 3}), ("b", {1})]


def test_texts_are_taken_once_in_any_order_but_for_those_dropped() -> None:
    held = Texts()
    for number in range(150):
        held.append(None if number % 10 == 3 else f"[id]=il_{number}")
    held.drop(149)
    held.drop(70)
    held.drop(70)
    asked = [place for place in range(len(held)) if held.is_there(place)]
    assert len(asked) == 150 - 15 - 2
    for place in (*asked[::-2], *asked[-2::-2]):
        assert held.take(place) == f"[id]=il_{place}"
    assert not any(held.is_there(place) for place in range(len(held)))
    with pytest.raises(AssertionError):
        held.take(asked[0])
