"""The requests: order, chunks, moves, keys; as properties of any workbook and by example."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batcher.core.live import Invoice, Live
from batcher.core.model import Kind, Sheet, Status
from batcher.core.plan import Plan, from_json, to_json
from batcher.core.plan.identity import request_key
from tests.core.drafts import ids, invoice, line, live, pairs, paths, plan, problems
from tests.core.sheets import checked, sheet

ORDER = [Kind.REMOVE, Kind.UPDATE, Kind.ADD]


def lines_of(number: int, count: int) -> Invoice:
    """A draft whose line ids say which invoice they are on."""
    return invoice(number, *(line(number * 1000 + n, 100 * (n + 1)) for n in range(count)))


def add_rows(*rows: list[object]) -> Sheet:
    return sheet("add_lines", ["invoice", "amount", "description"], *rows)


@dataclass(frozen=True)
class Case:
    """A workbook, its invoices, and how many lines a request may have."""

    sheets: tuple[Sheet, ...]
    live: Live
    lines_max: int

    def plan(self) -> Plan:
        return plan(*self.sheets, on=self.live, lines_per_request=self.lines_max)


@st.composite
def cases(draw: Any) -> Case:
    """Adds, updates, removals and metadata of up to three invoices, some of them impossible."""
    drafts = [lines_of(n, draw(st.integers(0, 8))) for n in (1, 2, 3)]
    # Cents 00 are no problem, 995 thousandths are one that only the plan sees.
    amounts = st.sampled_from([1.0, 2.5, -3.25, 19.995, 700.0])
    names = st.sampled_from(["in_1", "in_2", "in_3", "in_4"])
    texts = st.sampled_from(["a", "b"])
    adds = draw(st.lists(st.tuples(names, amounts, texts), max_size=12))
    chosen = [(i, one) for i in drafts for one in i.lines if draw(st.booleans())]
    updates, removes = [], []
    for on, one in chosen:
        if draw(st.booleans()):
            updates.append([on.id, one.id, draw(amounts)])
        else:
            removes.append([on.id, one.id, draw(st.sampled_from(["delete", "unassign"]))])
    notes = draw(st.lists(st.tuples(names, texts), max_size=3, unique_by=lambda pair: pair[0]))
    sheets = (
        sheet("update_lines", ["invoice", "line", "amount"], *updates),
        add_rows(*(list(one) for one in adds)),
        sheet("invoice_metadata", ["invoice", "metadata.k"], *(list(one) for one in notes)),
        sheet("remove_lines", ["invoice", "line", "behavior"], *removes),
    )
    return Case(sheets, live(*drafts), draw(st.integers(1, 5)))


@given(cases())
@settings(max_examples=60, deadline=None)
def test_every_row_is_in_one_request_or_has_a_problem_or_stands_already(case: Case) -> None:
    made = case.plan()
    book = checked(*case.sheets)
    carried = [one for request in made.requests for one in request.carried]
    assert len(carried) == len(set(carried))
    sent = {(o.sheet, o.row) for o in made.operations if o.is_sent}
    assert sent == set(ids(carried, made))
    wrong = {(p.sheet, p.row) for p in made.problems if p.severity.value == "error"}
    stands = {(o.sheet, o.row) for o in made.operations if o.status is Status.UNCHANGED}
    assert sent.isdisjoint(wrong)
    assert sent.isdisjoint(stands)
    assert sent | wrong | stands == set(book.places)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_a_request_has_one_invoice_one_kind_and_its_lines_in_sheet_order(case: Case) -> None:
    made = case.plan()
    known = made.by_id()
    assert [request.number for request in made.requests] == list(range(1, len(made.requests) + 1))
    for request in made.requests:
        own = [known[one] for one in request.operations]
        assert len(own) <= case.lines_max
        assert len(own) >= 1 or request.kind is Kind.METADATA
        assert {o.invoice for o in own} <= {request.invoice}
        assert {o.kind for o in own} <= {request.kind}
        assert [o.row for o in own] == sorted(o.row for o in own)
        assert [o.index for o in own] == list(range(len(own)))
        assert {o.request for o in own} <= {request.number}


@given(cases())
@settings(max_examples=60, deadline=None)
def test_remove_update_add_and_as_few_requests_as_the_rules_allow(case: Case) -> None:
    made = case.plan()
    rows: dict[tuple[str, Kind], int] = defaultdict(int)
    for operation in made.operations:
        if operation.is_sent and operation.kind in ORDER:
            rows[operation.invoice, operation.kind] += 1
    alone = {
        o.invoice
        for o in made.operations
        if o.is_sent and o.kind is Kind.METADATA and not any(r[0] == o.invoice for r in rows)
    }
    fewest = sum(ceil(count / case.lines_max) for count in rows.values()) + len(alone)
    assert len(made.requests) == fewest
    for name in {request.invoice for request in made.requests}:
        own = [request for request in made.requests if request.invoice == name]
        places = [ORDER.index(r.kind) for r in own if r.kind in ORDER]
        assert places == sorted(places)
        for first, second in pairwise(own):
            assert first.number in second.after
        assert all(not request.riders for request in own[:-1])


@given(cases())
@settings(max_examples=60, deadline=None)
def test_money_adds_up_to_the_minor_unit(case: Case) -> None:
    made = case.plan()
    for draft in made.before.values():
        sent = [o for o in made.operations if o.is_sent and o.invoice == draft.id]
        after = {one.id: one.amount for one in draft.lines}
        for operation in sent:
            if operation.kind is Kind.REMOVE:
                del after[operation.line]
            elif operation.kind is Kind.UPDATE:
                after[operation.line] = int(operation.new["amount"])
            elif operation.kind is Kind.ADD:
                after[operation.id] = operation.line_amount_minor
        assert sum(after.values()) - draft.amount == sum(o.change_minor for o in sent)


@given(cases())
@settings(max_examples=30, deadline=None)
def test_planning_is_deterministic_and_survives_storing(case: Case) -> None:
    made = case.plan()
    assert case.plan() == made
    assert to_json(case.plan()) == to_json(made)
    again = from_json(to_json(made))
    assert again.requests == made.requests
    assert again.digest == made.digest
    assert again.operations == made.operations


@given(cases())
@settings(max_examples=30, deadline=None)
def test_keys_and_ids_are_unique(case: Case) -> None:
    made = case.plan()
    keys = [request_key(r.carried, r.path, r.body, r.attempt) for r in made.requests]
    assert len(keys) == len(set(keys))
    assert all(len(key) <= 255 for key in keys)
    own = [o.id for o in made.operations]
    assert len(own) == len(set(own))


@pytest.mark.fault(42)
def test_120_rows_are_three_requests() -> None:
    rows = [["in_1", float(n), "x"] for n in range(1, 121)]
    made = plan(add_rows(*rows), on=live(invoice(1)))
    assert paths(made) == ["/v1/invoices/in_1/add_lines"] * 3
    assert [len(request.operations) for request in made.requests] == [50, 50, 20]
    assert [request.after for request in made.requests] == [(), (1,), (2,)]
    assert pairs(made.requests[1].body)[0] == "lines[0][amount]=5100"


def test_rows_of_many_invoices_may_be_mixed() -> None:
    rows = [[f"in_{n % 3 + 1}", 1.0, "x"] for n in range(7)]
    made = plan(add_rows(*rows), on=live(invoice(1), invoice(2), invoice(3)))
    assert [(r.invoice, len(r.operations), r.after) for r in made.requests] == [
        ("in_1", 3, ()),
        ("in_2", 2, ()),
        ("in_3", 2, ()),
    ]


def test_metadata_rides_on_the_last_lines_request_and_shares_its_fate() -> None:
    made = plan(
        sheet("invoice_metadata", ["invoice", "metadata.a"], ["in_1", "x"], ["in_1", "x"]),
        add_rows(*[["in_1", 1.0, "x"]] * 3),
        on=live(invoice(1)),
        lines_per_request=2,
    )
    assert [len(request.riders) for request in made.requests] == [0, 2]
    assert "invoice_metadata[a]=x" in pairs(made.requests[1].body)
    assert "invoice_metadata[a]=x" not in pairs(made.requests[0].body)
    assert [(o.sheet, o.request, o.index) for o in made.operations] == [
        ("invoice_metadata", 2, None),
        ("invoice_metadata", 2, None),
        ("add_lines", 1, 0),
        ("add_lines", 1, 1),
        ("add_lines", 2, 0),
    ]


ITEM_1 = {"ii_1": {"id": "ii_1", "amount": 100, "currency": "usd", "invoice": "in_1"}}
ITEM_2 = {"ii_2": {"id": "ii_2", "amount": 200, "currency": "usd", "invoice": "in_2"}}


def unassign(*rows: list[object]) -> Sheet:
    return sheet("remove_lines", ["invoice", "line", "behavior"], *rows)


def attach(*rows: list[object]) -> Sheet:
    return sheet("add_lines", ["invoice", "invoice_item"], *rows)


def test_an_item_moves_after_it_was_unassigned_by_either_id() -> None:
    for named in ("ii_1", "il_1"):
        made = plan(
            attach(["in_2", named]),
            unassign(["in_1", "il_1", "unassign"]),
            on=live(invoice(1, line(1, 100)), invoice(2), invoice_items=ITEM_1),
        )
        assert problems(made) == []
        assert [(r.path, r.after) for r in made.requests] == [
            ("/v1/invoices/in_2/add_lines", (2,)),
            ("/v1/invoices/in_1/remove_lines", ()),
        ]
        assert pairs(made.requests[0].body)[0] == "lines[0][invoice_item]=ii_1"
        assert [o.change_minor for o in made.operations] == [100, -100]


def test_two_invoices_may_swap() -> None:
    made = plan(
        unassign(["in_1", "il_1", "unassign"], ["in_2", "il_2", "unassign"]),
        attach(["in_1", "ii_2"], ["in_2", "ii_1"]),
        on=live(
            invoice(1, line(1, 100)), invoice(2, line(2, 200)), invoice_items={**ITEM_1, **ITEM_2}
        ),
    )
    assert problems(made) == []
    assert [(r.path, r.after) for r in made.requests] == [
        ("/v1/invoices/in_1/remove_lines", ()),
        ("/v1/invoices/in_1/add_lines", (1, 3)),
        ("/v1/invoices/in_2/remove_lines", ()),
        ("/v1/invoices/in_2/add_lines", (1, 3)),
    ]


def test_one_item_under_two_names_is_put_once() -> None:
    made = plan(
        unassign(["in_1", "il_1", "unassign"]),
        attach(["in_2", "ii_1"], ["in_3", "il_1"]),
        on=live(invoice(1, line(1, 100)), invoice(2), invoice(3), invoice_items=ITEM_1),
    )
    assert problems(made) == [("error", "B3", "item_twice")]


def test_creates_come_first_and_only_their_own_lines_wait() -> None:
    header = ["ref", "customer", "collection_method", "currency"]
    made = plan(
        add_rows(["@b", 1.0, "x"], ["in_1", 2.0, "x"], ["@a", 3.0, "x"]),
        sheet(
            "create_invoices",
            header,
            ["a", "cus_1", "charge_automatically", "usd"],
            ["b", "cus_1", "charge_automatically", "usd"],
        ),
        on=live(invoice(1), customers={"cus_1": {}}),
    )
    assert problems(made) == []
    assert [(r.path, r.after) for r in made.requests] == [
        ("/v1/invoices", ()),
        ("/v1/invoices", ()),
        ("/v1/invoices/@b/add_lines", (2,)),
        ("/v1/invoices/in_1/add_lines", ()),
        ("/v1/invoices/@a/add_lines", (1,)),
    ]


def test_an_empty_workbook_is_an_empty_plan() -> None:
    made = plan()
    assert (made.requests, made.operations, made.problems, made.before) == ((), (), (), {})


def test_the_digest_knows_what_is_sent_and_what_it_was_worked_out_against() -> None:
    rows = ["in_1", 5.0, "x"]
    first = plan(add_rows(rows), on=live(invoice(1)))
    assert first.digest == plan(add_rows(rows), on=live(invoice(1))).digest
    others = [
        plan(add_rows(["in_1", 6.0, "x"]), on=live(invoice(1))),
        plan(add_rows(rows), on=live(invoice(1, line(1, 100)))),
        plan(add_rows(rows), on=live(invoice(1)), account="acct_2"),
    ]
    assert len({first.digest, *(other.digest for other in others)}) == 4
    assert len(first.digest) == 64
