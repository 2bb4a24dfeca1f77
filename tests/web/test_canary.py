"""A few invoices first: shown, answered once, and asked again by whoever goes on with the run."""

from __future__ import annotations

import re
import threading

from batcher.core.model import Event
from batcher.web.office import Office
from tests.web.somebody import Somebody, until


def asked(owner: Somebody) -> str:
    """From the example to the question; the run's address."""
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    owner.send("/answers", canary="2")
    owner.wait()
    seen = re.findall('name="seen" value="([^"]+)"', owner.page)
    owner.send("/send", seen=seen)
    return shown(owner)


def shown(owner: Somebody) -> str:
    """Wait for the question on the run's screen."""

    def has_come() -> bool:
        owner.get(owner.address)
        return owner.has_form("/first")

    until(has_come)
    return owner.path


def sent(office: Office) -> int:
    """How many requests were begun."""
    (record,) = office.ledger.runs()
    return sum(event.kind is Event.SENT for event in office.ledger.events(record.run))


def test_go_on_sends_the_rest(owner: Somebody, office: Office) -> None:
    run = asked(owner)
    assert "The first invoices are in. Go on?" in owner.said()
    assert "They were read again and tie out." in owner.said()
    few = sent(office)
    owner.get(run)  # a reload in between
    assert owner.has_form("/first")
    assert "Waiting for your answer" in owner.said()
    assert sent(office) == few
    owner.send("/first", go="yes")
    owner.wait()
    assert "Every row of the workbook now stands in Stripe." in owner.said()
    assert sent(office) > few


def test_stop_leaves_the_rest_for_later(owner: Somebody, office: Office) -> None:
    asked(owner)
    few = sent(office)
    owner.send("/first", go="no")
    owner.wait()
    assert "Partly applied" in owner.said()
    left = owner.page.partition('id="left"')[2].partition("</section>")[0]
    assert left.count('class="chip chip-not_sent"') == 25
    owner.get(f"{owner.path}?left=99")
    assert 'href="' + owner.path + "?left=" in owner.page
    assert owner.has_form("/leftovers")
    assert sent(office) == few
    (record,) = office.ledger.runs()
    owner.send("/retry")
    owner.wait()
    assert len(office.ledger.runs()) == 2
    assert owner.path != f"/runs/{record.run}"


def test_the_first_answer_counts(owner: Somebody, office: Office) -> None:
    """Two windows: one says go on, the other stop, at the same moment."""
    asked(owner)
    (record,) = office.ledger.runs()
    work = office.works.on_run(record.run)
    assert work is not None
    together, taken = threading.Barrier(8), []

    def say(goes_on: bool) -> None:
        together.wait()
        taken.append((work.answer(goes_on), goes_on))

    threads = [threading.Thread(target=say, args=(n % 2 == 0,)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    ((_, counted),) = [one for one in taken if one[0]]
    assert work.ended.wait(60)
    said = {True: "applied", False: "partly_applied"}
    assert work.result.object["status"] == said[counted]


def test_who_stops_the_server_while_it_is_asked_has_not_answered(
    owner: Somebody, office: Office
) -> None:
    """The run is stopped, nothing is skipped, and whoever goes on is asked again."""
    run = asked(owner)
    few = sent(office)
    work = office.works.on_run(run.rpartition("/")[2])
    assert work is not None
    office.works.ask_to_stop()
    assert work.ended.wait(60)
    owner.get(run)
    assert "Stopped before the end" in owner.said()
    (record,) = office.ledger.runs()
    kinds = [event.kind for event in office.ledger.events(record.run)]
    assert Event.SKIPPED not in kinds
    owner.send("/resume")
    shown(owner)
    assert sent(office) == few
    owner.send("/first", go="yes")
    owner.wait()
    assert "Every row of the workbook now stands in Stripe." in owner.said()


def test_no_other_word_is_an_answer(owner: Somebody, office: Office) -> None:
    run = asked(owner)
    for word in ("", "maybe", "YES"):
        owner.send("/first", go=word)
        owner.get(run)
        assert owner.has_form("/first")
    owner.send("/first", go="no")
    owner.wait()
