"""`verify`: what stands in Stripe at a later day, and what has changed since the run."""

from __future__ import annotations

from threading import Event as Flag
from threading import Timer

import pytest

from batcher.core.model import Answer
from batcher.core.reporting import Exit
from batcher.gateway.client import StripeGateway
from batcher.run import Result, verify
from batcher.run.reading import Query
from batcher.sandbox.call import Call
from batcher.sandbox.state import Record
from tests.run.conftest import Begin
from tests.run.drafts import draft
from tests.run.world import Sheets, World, rows

ROWS: Sheets = {
    "update_lines": [["invoice", "line", "amount"], ["in_A", "il_A1", 5.0]],
    "add_lines": [["invoice", "amount", "description"], ["in_B", 60.0, "new"]],
}


@pytest.fixture
def applied(here: World) -> World:
    """R-1 updated a line of in_A and added one to in_B."""
    assert rows(here.run(ROWS)) == {"total": 2, "applied": 2}
    return here


def verified(here: World) -> Result:
    with here.edges() as edges:
        return verify("R-1", edges)


def turned(here: World, invoice: str, status: str) -> None:
    """The invoice as it stands when it was finalized and then paid, voided or given up."""

    def settle(call: Call) -> Record:
        found = call.work.change("invoice", invoice)
        found["status"] = status
        return found

    here.stripe.state.finalize(invoice)
    here.stripe.state._perform(settle, {}, invoice)


def told(found: Result) -> list[tuple[object, ...]]:
    names = ("invoice", "line", "row", "column", "old", "new")
    return [tuple(one[name] for name in names) for one in found.object["changed"]]


def test_nothing_has_changed(applied: World) -> None:
    found = verified(applied)
    assert (found.exit, found.object["changed"]) == (Exit.DONE, [])


def test_finalized_alone_is_said_and_no_difference(applied: World) -> None:
    applied.stripe.state.finalize("in_A")
    found = verified(applied)
    assert (found.exit, found.object["status"]) == (Exit.DONE, "applied")
    assert told(found) == [("in_A", None, None, "status", "draft", "open")]


def test_a_row_that_was_changed_since(applied: World) -> None:
    applied.stripe.state.edit_line("in_A", "il_A1", amount=700)
    found = verified(applied)
    assert found.exit is Exit.UNFINISHED
    assert ("in_A", "il_A1", 2, "amount", "5.00", "7.00") in told(found)
    assert ("in_A", None, None, "amount", "19.00", "21.00") in told(found)
    (sheet,) = {one["sheet"] for one in found.object["changed"] if one["row"]}
    assert sheet == "update_lines"


def test_lines_of_others_that_came_and_went(applied: World) -> None:
    applied.stripe.state.delete_line("in_B", "il_B1")
    found = verified(applied)
    assert ("in_B", "il_B1", None, "line", "10.00 USD wrong", "") in told(found)
    assert ("in_B", None, None, "amount", "130.00", "120.00") in told(found)
    assert found.object["money"]["usd"]["other_change"] == "-10.00"


def test_a_draft_that_was_deleted(applied: World) -> None:
    applied.stripe.state.delete_invoice("in_B")
    found = verified(applied)
    assert found.exit is Exit.UNFINISHED
    assert ("in_B", None, None, "status", "draft", "deleted") in told(found)
    assert ("in_B", None, None, "amount", "130.00", "0.00") in told(found)
    assert ("in_B", None, None, "total", "130.00", "") in told(found)


@pytest.mark.parametrize("status", ["paid", "void", "uncollectible"])
def test_paid_voided_or_given_up_is_said_and_no_difference(applied: World, status: str) -> None:
    """The lines of an invoice stay whatever becomes of the invoice itself."""
    turned(applied, "in_A", status)
    found = verified(applied)
    assert (found.exit, found.object["status"]) == (Exit.DONE, "applied")
    assert told(found) == [("in_A", None, None, "status", "draft", status)]
    assert rows(found) == {"total": 2, "applied": 2}
    assert found.object["money"]["usd"]["difference"] == "0.00"


def test_a_list_that_shows_no_write_yet_is_not_believed(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody says how soon a list shows a write: here it never does, as a run of 25 drafts ends."""
    names = [f"M{number}" for number in range(25)]
    here = begin([{"object": "customer", "id": "cus_A"}, *(draft(n, ("one", 100)) for n in names)])
    read, write, pages, listed = StripeGateway.get, StripeGateway.post, list[Answer](), Flag()

    def get(self: StripeGateway, path: str, query: Query = ()) -> Answer:
        if path.startswith("/v1/invoices/"):
            assert listed.wait(5)  # the eight that are read beside the list come after it
        if path != "/v1/invoices":
            return read(self, path, query)
        pages.append(pages[0] if pages else read(self, path, query))
        Timer(0.05, listed.set).start()
        return pages[0]

    def post(self: StripeGateway, path: str, body: str, key: str) -> Answer:
        listed.clear()
        return write(self, path, body, key)

    monkeypatch.setattr(StripeGateway, "get", get)
    monkeypatch.setattr(StripeGateway, "post", post)
    asked = [[f"in_{name}", f"il_{name}1", 5.0] for name in names]
    found = here.run({"update_lines": [["invoice", "line", "amount"], *asked]})
    assert rows(found) == {"total": 25, "applied": 25}
    assert len(pages) == 2
    assert found.exit is Exit.DONE
    assert found.object["money"]["usd"]["actual_change"] == "100.00"
