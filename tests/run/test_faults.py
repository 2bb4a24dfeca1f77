"""Lost answers, refusals and other people: each effect once, and nothing claimed that is not so."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from batcher.sandbox import Fault, lock_timeout, rate_limited, server_error
from batcher.sandbox.faults import Phase
from tests.run import drafts
from tests.run.auditor import audit, standing
from tests.run.drafts import AFTER
from tests.run.world import Sheets, World, rows

ALL = {"total": drafts.TOTAL, "applied": drafts.TOTAL}
ENDINGS = ("remove_lines", "update_lines", "add_lines", "/v1/invoices")
HTML = "<html><body>Bad gateway</body></html>"


def error(status: int, kind: str, message: str, code: str = "", param: str = "") -> Fault:
    """A refusal in Stripe's envelope, not saved under the key."""
    told = {"type": kind, "message": message, "code": code, "param": param}
    body = json.dumps({"error": {name: value for name, value in told.items() if value}})
    return Fault(status=status, body=body)


def refusal(saved: bool = False) -> Fault:
    """400 for the first line."""
    made = error(400, "invalid_request_error", "This line cannot be changed.", param="lines[0][id]")
    return Fault(status=400, body=made.body, saved=saved)


HEALED: dict[str, tuple[Phase, Fault, int]] = {
    # name: phase, fault, how many different keys the request needs in the end
    "drop before": ("before", Fault(drop=True), 1),
    "drop after": ("after", Fault(drop=True), 1),
    "cut after": ("after", Fault(cut_bytes=20), 1),
    "500 not saved, not applied": ("before", server_error(saved=False), 1),
    "500 not saved, applied": ("after", server_error(saved=False), 1),
    "500 saved, not applied": ("before", server_error(saved=True), 2),
    "500 saved, applied": ("after", server_error(saved=True), 1),
    "502 page, not applied": ("before", Fault(status=502, body=HTML), 1),
    "502 page, applied": ("after", Fault(status=502, body=HTML), 1),
    "504 page, applied": ("after", Fault(status=504, body=HTML), 1),
    "429": ("before", rate_limited(), 1),
    "429 with a time": (
        "before",
        Fault(status=429, headers=(("Retry-After", "7"),), body=rate_limited().body),
        1,
    ),
    "429 lock_timeout": ("before", lock_timeout(), 2),
    "409 in use": (
        "before",
        error(409, "invalid_request_error", "in progress", "idempotency_key_in_use"),
        1,
    ),
    "200 page": ("before", Fault(status=200, body=HTML), 1),
    "200 empty, applied": ("after", Fault(status=200, body=""), 1),
    "200 list": ("before", Fault(status=200, body="[]"), 1),
    "200 of another": ("after", Fault(status=200, body='{"object":"invoice","id":"in_X"}'), 1),
}


@pytest.mark.fault(12, 13, 16, 17, 18, 19, 20, 22, 24, 25)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", list(HEALED))
def test_healed(here: World, name: str, ending: str) -> None:
    """One fault on each kind of request heals within the run."""
    phase, fault, keys = HEALED[name]
    here.faults.plan(ending, fault, phase)
    ended = here.run(drafts.sheets())
    assert here.faults.met == 1
    audit(here)
    assert ended.exit == 0, ended.object["error"]
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY
    struck = here.writes(ending)[0]
    same_path = [w for w in here.writes() if w.path == struck.path]
    assert len({write.key for write in same_path}) == keys
    if name == "429 with a time":
        assert here.clock.waited_s >= 7


@pytest.mark.parametrize("again", ["drop", "500"])
@pytest.mark.parametrize("name", ["drop after", "500 saved, applied", "502 page, applied"])
def test_healed_when_reading_back_fails_too(here: World, name: str, again: str) -> None:
    phase, fault, _ = HEALED[name]
    second = Fault(drop=True) if again == "drop" else server_error(saved=False)
    here.faults.plan("in_A/add_lines", fault, phase)
    here.faults.plan("in_A", second, method="GET", times=3)
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL


@pytest.mark.fault(12)
def test_everything_lost_once(here: World) -> None:
    """Each of the eight requests loses its answer, some twice; eight threads."""
    here.threads = 8
    own = [f"{invoice}/{name}" for invoice in ("in_A", "in_B") for name in ENDINGS[:3]]
    for ending in (*own, "/v1/invoices", "/add_lines"):
        here.faults.plan(ending, Fault(drop=True), "after", times=2)
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL
    assert ended.object["requests"] == {"planned": 8, "sent": 8, "retried": here.faults.met}


@pytest.mark.fault(43)
def test_refused(here: World) -> None:
    """The later requests of that invoice are not sent, those of the others are."""
    here.faults.plan("in_A/update_lines", refusal())
    ended = here.run(drafts.sheets())
    assert ended.exit == 3
    assert ended.object["status"] == "partly_applied"
    # Refused: the update. Not sent: two adds and the rider that travels with them.
    assert rows(ended) == {"total": 12, "applied": 8, "refused": 1, "not_sent": 3}
    assert standing(here) == {**AFTER, "in_A": [("low", 200), ("right", 400)]}
    assert [w.path for w in here.writes("in_A/add_lines")] == []
    half = ended.object["half_corrected"]
    assert [(one["invoice"], one["rows_not_applied"]) for one in half] == [("in_A", 4)]
    money = ended.object["money"]["usd"]
    assert money["expected_change"] == money["actual_change"] == "61.00"
    assert money["difference"] == "0.00"
    left = here.files.leftovers[-1]
    assert {s.name: len(s.cells) for s in left.sheets} == {
        "add_lines": 2, "update_lines": 1, "invoice_metadata": 1,
    }  # fmt: skip


@pytest.mark.parametrize("saved", [False, True])
def test_refused_then_run_again(here: World, saved: bool) -> None:
    """A refusal that has been mended: the next attempt has a key of its own."""
    here.faults.plan("in_A/update_lines", refusal(saved))
    here.run(drafts.sheets())
    ended = here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == {"total": 12, "applied": 4, "unchanged": 8}
    assert len({w.key for w in here.writes("in_A/update_lines")}) == 2


@pytest.mark.parametrize("threads", [1, 8])
def test_stop_run(here: World, threads: int) -> None:
    """Nothing new starts once a refusal is known; `resume` gives the same, `retry` goes on."""
    here.threads = threads
    here.faults.plan("/v1/invoices", refusal())
    if threads == 8:  # the others are on their way when the refusal comes
        for ending in ("in_A/remove_lines", "in_B/remove_lines"):
            here.faults.plan(ending, Fault(delay_s=0.15))
    ended = here.run(drafts.sheets(), on_refusal="stop-run")
    assert ended.exit == 3
    assert ended.object["error"]
    if threads == 1:
        assert rows(ended) == {"total": 12, "refused": 1, "not_sent": 11}
        assert ended.object["status"] == "partly_applied"
        assert len(here.writes()) == 1
    else:
        assert rows(ended) == {"total": 12, "refused": 1, "applied": 3, "not_sent": 8}
        assert len(here.writes()) == 3
    assert here.resume().object == ended.object


@pytest.mark.fault(28)
@pytest.mark.parametrize("status", [401, 403])
def test_key_refused_in_the_middle(here: World, status: int) -> None:
    """The run pauses, nothing has failed, and it goes on with a key that works."""
    here.faults.plan("in_B/update_lines", error(status, "invalid_request_error", "No."))
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["status"] == "stopped"
    counts = rows(ended)
    assert counts["not_sent"] > 0
    assert "refused" not in counts
    assert "in_doubt" not in counts
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY


def test_key_refused_at_once(here: World) -> None:
    """401 to the first write: nothing was sent, exit 5."""
    here.faults.plan("/v1/invoices", error(401, "invalid_request_error", "No."))
    ended = here.run(drafts.sheets())
    assert ended.exit == 5
    assert rows(ended) == {"total": 12, "not_sent": 12}
    assert here.resume().exit == 0
    audit(here)


def test_key_refused_after_a_lost_answer(here: World) -> None:
    """The first send may have landed, so the row is in doubt and not `not_sent`."""
    answers = iter([None, error(401, "invalid_request_error", "No.")])
    here.faults.plan("in_B/remove_lines", lambda: next(answers), times=2)
    here.faults.plan("in_B/remove_lines", Fault(drop=True), "after")
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    # Reading still worked, so the verification found the removal.
    removed = next(r for r in here.files.reports[-1].sheets if r.name == "remove_lines")
    assert list(removed.results["status"]) == ["applied", "applied", "applied"]
    # Before it: the new invoice and all of in_A; after it: the rest of in_B, and the line of @C.
    assert rows(ended) == {"total": 12, "applied": 8, "not_sent": 4}
    assert here.resume().exit == 0
    audit(here)


@pytest.mark.fault(23)
def test_key_conflict(here: World) -> None:
    """Stripe holds other contents under our key: the run stops and says so."""
    here.faults.plan("in_A/add_lines", error(400, "idempotency_error", "other parameters"))
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert rows(ended)["in_doubt"] == 3
    assert "other parameters" in ended.object["error"]
    assert len(here.writes("in_A/add_lines")) == 1


@pytest.mark.fault(11)
@pytest.mark.parametrize(("phase", "lost"), [("before", 0), ("after", 2)])
def test_away_for_good(here: World, phase: Phase, lost: int) -> None:
    """Nothing answers any more: exit 4, in doubt, and `resume` finishes when it does again."""
    away = {"on": False}

    def gone() -> Fault | None:
        away["on"] = True
        return Fault(drop=True)

    here.faults.plan("in_A/update_lines", gone, phase)
    for ending in ("", "lines"):
        for method in ("GET", "POST"):
            here.faults.plan(ending, lambda: Fault(drop=True) if away["on"] else None,
                             method=method, times=10_000)  # fmt: skip
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["status"] == "stopped"
    assert rows(ended)["in_doubt"] == 1
    assert "resume" in str(ended.object["error"])
    assert here.files.leftovers[-1].sheets
    here.faults.clear()
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY


def test_away_at_the_very_end(here: World) -> None:
    """Everything was applied and cannot be read again: that is not the end of the run."""

    def verifying() -> Fault | None:
        return Fault(drop=True) if len(here.writes()) == 8 else None

    for ending in ("in_A", "in_B"):
        here.faults.plan(ending, verifying, method="GET", times=10_000)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["error"]
    here.faults.clear()
    sent = len(here.writes())
    ended = here.resume()
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY
    assert len(here.writes()) == sent


def person(here: World, do: Callable[[], object]) -> Callable[[], Fault | None]:
    """A fault that is none: somebody does something in the Dashboard just then."""

    def act() -> Fault | None:
        do()
        return None

    return act


@pytest.mark.fault(31)
def test_finalized_between_plan_and_send(here: World) -> None:
    """The rows of that invoice are refused or not sent, the other invoice is corrected."""
    state = here.stripe.state
    sheets: Sheets = {
        name: [row for row in listed if row[0] not in ("@C", "C") and row[-1] != "ii_A4"]
        for name, listed in drafts.sheets().items()
        if name != "create_invoices"
    }
    here.faults.plan("in_A/remove_lines", person(here, lambda: state.finalize("in_A")))
    ended = here.run(sheets)
    assert ended.exit == 3
    assert standing(here)["in_A"] == [
        ("wrong", 100), ("low", 200), ("right", 400), ("misplaced", 800),
    ]  # fmt: skip
    assert standing(here)["in_B"] == [("low", 2500), ("right", 4000), ("new", 6000)]
    assert rows(ended) == {"total": 9, "applied": 3, "refused": 2, "not_sent": 4}
    assert ended.object["half_corrected"] == []


def wait_at_confirm(here: World, seconds: float, do: Callable[[], object]) -> None:
    """The person takes their time before saying yes, and somebody else is not idle meanwhile."""

    def confirm(_plan: object) -> bool:
        here.clock.wait(seconds)
        do()
        return True

    here.confirm = confirm


@pytest.mark.fault(32)
def test_edited_between_plan_and_send(here: World) -> None:
    """Our read is older than a minute: read again, and the moved line stops its invoice."""
    state = here.stripe.state
    wait_at_confirm(here, 61, lambda: state.edit_line("in_B", "il_B2", amount=2222))
    ended = here.run(drafts.sheets())
    assert ended.exit == 3
    assert standing(here)["in_B"] == [("wrong", 1000), ("low", 2222), ("right", 4000)]
    assert standing(here)["in_A"] == AFTER["in_A"]
    counts = rows(ended)
    assert counts == {"total": 12, "applied": 8, "not_sent": 4}
    assert here.writes("in_B/remove_lines") == []
    money = ended.object["money"]["usd"]
    # in_B was read again before its first write: what the other person did was before that.
    assert money["difference"] == "0.00"


@pytest.mark.fault(31)
def test_finalized_while_waiting_for_the_person(here: World) -> None:
    state = here.stripe.state
    wait_at_confirm(here, 61, lambda: state.finalize("in_B"))
    ended = here.run(drafts.sheets())
    assert ended.exit == 3
    assert here.writes("in_B/remove_lines") == []
    assert rows(ended) == {"total": 12, "applied": 8, "not_sent": 4}


@pytest.mark.fault(32)
def test_long_run_reads_again(here: World) -> None:
    """An invoice whose turn comes a minute after the plan is read again before its first write."""
    state = here.stripe.state

    def slow() -> Fault | None:
        here.clock.wait(61)
        state.edit_line("in_B", "il_B2", amount=2222)
        return None

    here.faults.plan("in_A/remove_lines", slow)
    here.faults.plan("in_B/remove_lines", Fault(delay_s=0.0))
    ended = here.run({
        name: listed for name, listed in drafts.sheets().items() if name != "create_invoices"
        } | {"add_lines": drafts.sheets()["add_lines"][:-1]})  # fmt: skip
    assert here.writes("in_B/update_lines") == []
    assert ended.exit == 3


def test_others_changes_are_told_apart(here: World) -> None:
    """A line that is not ours changes in the middle: their money, not ours."""
    state = here.stripe.state
    here.faults.plan(
        "in_A/add_lines", person(here, lambda: state.edit_line("in_A", "il_A3", amount=450))
    )
    ended = here.run(drafts.sheets())
    assert ended.exit == 0
    money = ended.object["money"]["usd"]
    assert (money["other_change"], money["difference"]) == ("0.50", "0.00")
    assert money["expected_change"] == money["actual_change"] == "71.50"
