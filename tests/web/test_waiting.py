"""A run above a limit waits; on the page somebody says yes to exactly what was held."""

from __future__ import annotations

from decimal import Decimal

from batcher.core.model import Event, Person, Role
from batcher.web import doing
from batcher.web.office import Office
from tests.web.somebody import Somebody


def test_above_a_limit_it_waits_and_is_approved(owner: Somebody, office: Office) -> None:
    limits = {"limit_rows": 100, "limit_money_run": {"usd": Decimal(1_000_000)}}
    office.settings = office.settings.model_copy(update=limits)
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    assert "the limit (limit_rows) is 100" in owner.said()  # before it is sent
    owner.confirm()
    assert "this run waits for an approval" in owner.said()
    assert "“Approve and send”" in owner.said()
    assert "batcher approve" not in owner.said()
    for way in ("/resume", "/retry", "/leftovers", "/undo"):
        assert not owner.has_form(way)
    (record,) = office.ledger.runs()
    assert [e.kind.value for e in office.ledger.events(record.run) if e.kind == "sent"] == []
    owner.get("/")
    assert "Waiting for approval" in owner.said()
    owner.get(f"/runs/{record.run}")
    owner.send("/approve")
    owner.wait()
    assert "Every row of the workbook now stands in Stripe." in owner.said()
    kinds = {e.kind.value for e in office.ledger.events(record.run)}
    assert {"approved", "applied"} <= kinds


def waiting_run(somebody: Somebody, office: Office) -> str:
    """The example, above a limit, as somebody alone sends it."""
    office.settings = office.settings.model_copy(update={"limit_rows": 100})
    somebody.get("/")
    somebody.send("/uploads/example")
    somebody.wait()
    somebody.review()
    somebody.confirm()
    return somebody.path


def test_where_it_takes_another_one_alone_does_not_approve(owner: Somebody, office: Office) -> None:
    """`approve_other` means the same here as for the command, and is said before the button."""
    office.settings = office.settings.model_copy(update={"approve_other": True})
    run = waiting_run(owner, office)
    assert "another person has to approve it" in owner.said()
    assert not owner.has_form("/approve")
    owner.post(f"{run}/approve", {**owner.form("/leave"), "once": "n"})
    assert owner.status == 403
    (record,) = office.ledger.runs()
    kinds = {event.kind.value for event in office.ledger.events(record.run)}
    assert not kinds & {"approved", "sent"}
    # Also past the screen: the run itself refuses.
    work = doing.approve(office, record.run, office.owner, "en", "n")
    assert work.ended.wait(60)
    assert "approve_other" in work.failure


def test_neither_who_brought_it_nor_who_sent_it_approves(owner: Somebody, office: Office) -> None:
    waiting_run(owner, office)
    (record,) = office.ledger.runs()
    both = frozenset({Role.PREPARE, Role.APPROVE})
    for name in ("Aki", "Ben"):
        office.ledger.desk.enrol(Person(name, "-", both))
    content = office.ledger.workbook(record.run)
    office.ledger.desk.bring("the same bytes.xlsx", content, "Aki")
    assert office.wants_another
    assert office.brought(record.run) == {office.owner, "Aki"}
    for name in ("Aki", office.owner):
        work = doing.approve(office, record.run, name, "en", name)
        assert work.ended.wait(60)
        assert "approve_other" in work.failure
    work = doing.approve(office, record.run, "Ben", "en", "Ben")
    assert work.ended.wait(60)
    assert work.failure == ""
    assert work.result.object["status"] == "applied"


def test_one_that_was_approved_and_cut_off_can_be_gone_on_with(
    owner: Somebody, office: Office
) -> None:
    """Its end before the approval is none of this one's."""
    run = waiting_run(owner, office)
    (record,) = office.ledger.runs()
    office.ledger.append(record.run, Event.APPROVED, None, who="Ben", plan_digest="x")
    owner.get("/")
    assert run in owner.page.partition('id="stopped"')[2].partition("</section>")[0]
    owner.get(run)
    assert "Stopped before the end" in owner.said()
    owner.send("/resume")
    owner.wait()
    assert "Every row of the workbook now stands in Stripe." in owner.said()
