"""Two people: whoever brings a workbook does not approve it, and an approval lapses by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from batcher.core.model import Person, Role
from batcher.web.office import Office
from batcher.web.screens.people import hasher
from tests.web.somebody import Somebody, until

WORDS = "correct horse battery"


@pytest.fixture
def people(office: Office) -> Iterator[dict[str, Somebody]]:
    """Aki prepares, Ben approves, Chie does both, Dan approves little; each is signed in."""
    both = frozenset({Role.PREPARE, Role.APPROVE})
    hashed = hasher().hash(WORDS)
    office.ledger.desk.enrol(Person("Aki", hashed, frozenset({Role.PREPARE})))
    office.ledger.desk.enrol(Person("Ben", hashed, frozenset({Role.APPROVE})))
    office.ledger.desk.enrol(Person("Chie", hashed, both))
    office.ledger.desk.enrol(Person("Dan", hashed, frozenset({Role.APPROVE}), {"usd": 100}))
    with ExitStack() as stack:
        found = {
            name: stack.enter_context(Somebody(office)) for name in ("Aki", "Ben", "Chie", "Dan")
        }
        for name, somebody in found.items():
            somebody.get("/login")
            somebody.send("/login", name=name, password=WORDS)
            assert somebody.path == "/"
        yield found


def brought_by(somebody: Somebody) -> str:
    """The review of the example, and its address."""
    somebody.get("/")
    somebody.send("/uploads/example")
    somebody.wait()
    somebody.review()
    return somebody.path


def sent_by_both(preparing: Somebody, approving: Somebody) -> None:
    """The example, handed over by one and sent by the other, who is left at the run."""
    review = brought_by(preparing)
    preparing.send("/hand-over")
    approving.get(review)
    approving.wait()
    approving.confirm()


def test_one_prepares_and_another_approves(people: dict[str, Somebody], office: Office) -> None:
    aki, ben = people["Aki"], people["Ben"]
    review = brought_by(aki)
    assert not aki.has_form("/send")
    aki.send("/hand-over")
    ben.get("/")
    assert "Waiting for approval" in ben.said()
    ben.get(review)
    ben.wait()
    ben.confirm()
    assert ben.path.startswith("/runs/R-")
    (record,) = office.ledger.runs()
    assert record.owner == "Ben"
    done = [(one.kind, one.who) for one in reversed(office.ledger.desk.actions())]
    assert ("uploaded", "Aki") in done
    assert ("handed_over", "Aki") in done
    assert ("sent", "Ben") in done


def test_they_need_not_read_the_same_language(people: dict[str, Somebody], office: Office) -> None:
    """The plan is one plan, in whatever words it is shown."""
    aki, ben = people["Aki"], people["Ben"]
    review = brought_by(aki)
    aki.send("/hand-over")
    ben.get("/")
    ben.send("/language", language="ja")
    ben.get(review)
    ben.wait()
    assert "送信の最終確認" in ben.said()
    ben.confirm()
    (record,) = office.ledger.runs()
    assert record.owner == "Ben"


def test_who_handed_over_is_told_why_it_came_back(
    people: dict[str, Somebody], office: Office
) -> None:
    aki, ben = people["Aki"], people["Ben"]
    review = brought_by(aki)
    aki.send("/hand-over")
    aki.wait()
    assert "Withdraw it" in aki.said()
    ben.get(review)
    ben.wait()
    ben.send("/send-back", why="The rebate for <Mihon> is October's.")
    aki.get("/")
    assert review in aki.page.partition('id="returned"')[2].partition("</section>")[0]
    aki.get(review)
    assert "Sent back: Ben" in aki.said()
    assert "The rebate for &lt;Mihon&gt; is October&#39;s." in aki.page
    ben.get("/")
    assert 'id="returned"' not in ben.page
    aki.get(review)
    aki.send("/hand-over")
    aki.wait()
    assert "Sent back" not in aki.said()
    aki.get("/")
    assert 'id="returned"' not in aki.page


def test_nobody_approves_what_he_brought(people: dict[str, Somebody], office: Office) -> None:
    chie = people["Chie"]
    review = brought_by(chie)
    assert not chie.has_form("/send")
    chie.send("/hand-over")
    chie.wait()
    assert "You brought this yourself" in chie.said()
    digest = re.search('class="digest">([^<]+)', chie.page)
    fields = {**chie.form("/send-back"), "once": "n", "digest": digest[1] if digest else ""}
    chie.post(review.replace("/review", "/send"), fields)
    assert chie.status == 403
    assert office.ledger.runs() == []


def test_who_only_prepares_cannot_send_at_all(people: dict[str, Somebody], office: Office) -> None:
    aki = people["Aki"]
    review = brought_by(aki)
    aki.send("/hand-over")
    aki.wait()
    aki.post(review.replace("/review", "/send"), {**aki.form("/send-back"), "once": "n"})
    assert aki.status == 403
    assert "Your role does not allow this" in aki.said()
    aki.get("/people")
    assert aki.status == 403


def test_no_more_than_the_limit(people: dict[str, Somebody], office: Office) -> None:
    review = brought_by(people["Aki"])
    people["Aki"].send("/hand-over")
    dan = people["Dan"]
    dan.get(review)
    dan.wait()
    assert "you may approve 1.00 USD at most" in dan.said()
    assert not dan.has_form("/send")


def test_an_approval_lapses_when_the_answers_change(
    people: dict[str, Somebody], office: Office
) -> None:
    """Other answers are another plan: nobody approves what was not handed over."""
    aki, ben = people["Aki"], people["Ben"]
    review = brought_by(aki)
    aki.send("/hand-over")
    upload = review.split("/")[2]
    before = office.ledger.desk.last(upload, "handed_over")
    assert before is not None
    office.ledger.desk.act("Aki", "handed_over", upload, digest="0" * 64)
    ben.get(review)
    ben.wait()
    assert "that approval has lapsed" in ben.said()
    assert not ben.has_form("/send")


def test_who_is_sent_away_is_away_at_once(people: dict[str, Somebody], office: Office) -> None:
    ben = people["Ben"]
    ben.get("/")
    assert ben.path == "/"
    office.ledger.desk.enrol(Person("Ben", hasher().hash(WORDS), frozenset(), active=False))
    ben.get("/")
    assert ben.path == "/login"
    ben.send("/login", name="Ben", password=WORDS)
    assert ben.status == 401


def test_the_owner_adds_people_and_then_only_administers(owner: Somebody, office: Office) -> None:
    owner.get("/people")
    owner.send("/people", name="Eve", password="short")
    assert owner.status == 422
    owner.get("/people")
    owner.send("/people", name="Eve", password=WORDS, roles=["prepare"], limits="usd ten")
    assert "Write limits as" in owner.said()
    owner.get("/people")
    owner.send("/people", name="Eve", password=WORDS, roles=["prepare"], limits="usd 50, jpy 900")
    eve = office.ledger.desk.person("Eve")
    assert eve is not None
    assert eve.limits_minor == {"usd": 5000, "jpy": 900}
    assert eve.roles == {Role.PREPARE}
    owner.get("/")
    assert not owner.has_form("/uploads")
    owner.get("/people")
    assert owner.status == 200


def test_sending_again_or_going_on_is_not_for_who_prepares(
    people: dict[str, Somebody], office: Office
) -> None:
    """Also past the screens: by forms he makes himself."""
    aki, ben = people["Aki"], people["Ben"]
    sent_by_both(aki, ben)
    run = ben.path
    aki.get(run)
    token = aki.form("/leave")
    for way in ("resume", "retry", "approve"):
        aki.post(f"{run}/{way}", {**token, "once": way})
        assert aki.status == 403
    ben.get(run)
    ben.post(f"{run}/retry", {**ben.form("/leave"), "once": "r"})
    assert ben.status == 403
    assert len(office.ledger.runs()) == 1


def test_a_hand_over_is_decided_once(people: dict[str, Somebody], office: Office) -> None:
    """Ben and Chie both look at the confirmation; each form has a number of its own."""
    aki, ben, chie = people["Aki"], people["Ben"], people["Chie"]
    review = brought_by(aki)
    aki.send("/hand-over")
    for one in (ben, chie):
        one.get(review)
        one.wait()
        assert one.has_form("/send")
    forms = {
        one: {**one.form("/send"), "seen": re.findall('name="seen" value="([^"]+)"', one.page)}
        for one in (ben, chie)
    }
    address = review.replace("/review", "/send")
    handed = office.ledger.desk.last(review.split("/")[2], "handed_over")
    assert handed is not None
    # As far as the other has come when this one asks whether anybody decided already.
    taken = office.ledger.desk.act(
        "Chie", "looked", "", f"send:{review.split('/')[2]}:{handed.number}"
    )
    assert taken
    ben.post(address, forms[ben])
    assert ben.status == 409
    assert office.ledger.runs() == []


def sent_with_question(
    people: dict[str, Somebody], bringer: str, approver: str, hander: str = ""
) -> str:
    """One brings the example, another sends it with the first invoices asked for: the run."""
    by, ben = people[bringer], people[approver]
    review = brought_by(by)
    by.send("/answers", canary="2")
    by.wait()
    giver = people[hander or bringer]
    giver.get(review)
    giver.wait()
    giver.send("/hand-over")
    ben.get(review)
    ben.wait()
    ben.send("/send", seen=re.findall('name="seen" value="([^"]+)"', ben.page))

    def is_asked() -> bool:
        ben.get(ben.address)
        return ben.has_form("/first")

    until(is_asked)
    return ben.path


@pytest.mark.parametrize(("bringer", "hander"), [("Chie", ""), ("Aki", "Chie")])
def test_who_brought_it_does_not_let_the_rest_go(
    people: dict[str, Somebody], office: Office, bringer: str, hander: str
) -> None:
    """Neither after the first invoices nor after somebody stopped it; he has the role."""
    ben, chie = people["Ben"], people["Chie"]
    run = sent_with_question(people, bringer, "Ben", hander)
    work = office.works.on_run(run.rpartition("/")[2])
    assert work is not None
    chie.get(run)
    assert not chie.has_form("/first")
    assert "You brought this yourself" in chie.said()
    chie.post(f"{run}/first", {**chie.form("/leave"), "go": "yes"})
    assert chie.status == 403
    assert not work.answered.is_set()
    ben.send("/stop")
    assert work.ended.wait(60)
    chie.get(run)
    assert not chie.has_form("/resume")
    assert "You brought this yourself" in chie.said()
    chie.post(f"{run}/resume", {**chie.form("/leave"), "once": "r"})
    assert chie.status == 403
    assert office.works.on_run(run.rpartition("/")[2]) is None
    kinds = [one.kind for one in office.ledger.desk.actions(run.rpartition("/")[2])]
    assert kinds == ["stopped"]
    ben.get(run)
    assert ben.has_form("/resume")


def test_the_rest_goes_by_who_may_approve_so_much(
    people: dict[str, Somebody], office: Office
) -> None:
    ben, dan = people["Ben"], people["Dan"]
    run = sent_with_question(people, "Aki", "Ben")
    dan.get(run)
    assert not dan.has_form("/first")
    assert "you may approve" in dan.said()
    dan.post(f"{run}/first", {**dan.form("/leave"), "go": "yes"})
    assert dan.status == 403
    ben.send("/first", go="yes")
    ben.wait()
    assert "Every row of the workbook now stands in Stripe." in ben.said()
    (told,) = [one for one in office.ledger.desk.actions() if one.kind == "first_invoices"]
    assert (told.who, told.subject, told.detail) == (
        "Ben", run.rpartition("/")[2], {"goes_on": True},
    )  # fmt: skip


def test_what_takes_a_run_back_is_written_down_as_brought(
    people: dict[str, Somebody], office: Office
) -> None:
    aki, ben = people["Aki"], people["Ben"]
    sent_by_both(aki, ben)
    aki.get(ben.path)
    aki.send("/undo")
    aki.wait()
    upload = aki.path.rpartition("/")[2]
    assert [(one.kind, one.who) for one in office.ledger.desk.actions(upload)] == [
        ("uploaded", "Aki")
    ]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"usd": 10**9}, "you may approve 0"),
        ({"usd": 10**9, "eur": 10**9, "jpy": 10**9}, "you may approve 0.000 KWD at most"),
        ({"usd": 10**9, "eur": 10**9, "jpy": 10**9, "kwd": 10**9}, ""),
        ({}, ""),
    ],
)
def test_a_limit_in_one_currency_lets_no_other_through(
    people: dict[str, Somebody], office: Office, limits: dict[str, int], said: str
) -> None:
    review = brought_by(people["Aki"])
    people["Aki"].send("/hand-over")
    known = office.ledger.desk.person("Dan")
    assert known is not None
    office.ledger.desk.enrol(Person("Dan", known.password, known.roles, limits))
    dan = people["Dan"]
    dan.get("/login")
    dan.send("/login", name="Dan", password=WORDS)
    dan.get(review)
    dan.wait()
    assert dan.has_form("/send") is (said == "")
    assert said in dan.said()


def test_what_is_chosen_after_the_approver_looked_is_not_what_he_agreed_to(
    people: dict[str, Somebody], office: Office
) -> None:
    """How many invoices go first stands in no plan, and so in no digest."""
    aki, ben = people["Aki"], people["Ben"]
    review = brought_by(aki)
    aki.send("/answers", canary="2")
    aki.wait()
    aki.send("/hand-over")
    ben.get(review)
    ben.wait()
    fields = {**ben.form("/send"), "seen": re.findall('name="seen" value="([^"]+)"', ben.page)}
    aki.get(review)
    aki.wait()
    aki.send("/answers", canary="0")
    aki.wait()
    ben.post(review.replace("/review", "/send"), fields)
    assert ben.status == 409
    assert "Something has changed since you looked" in ben.said()
    assert office.ledger.runs() == []
