"""A page that hands over: the plan that was confirmed, or nothing, is what a worker sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.history import open_runs
from batcher.settings import Settings
from batcher.submissions import submissions
from batcher.web.office import Office
from batcher.wiring import Connection
from tests import postgres
from tests.fleet.firm import Client, firm
from tests.fleet.hands import work_once
from tests.web.somebody import PORT, TOKEN, Somebody

IN_STRIPE = "Every row of the workbook now stands in Stripe."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with firm(tmp_path, 1, 5, limit=1000) as all_of:
        yield all_of.clients[0]


@pytest.fixture
def office(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Of a machine whose runs workers make."""
    postgres.require()
    monkeypatch.setenv("KEY_A0", client.running.key)
    server = postgres.shared_server()
    hosts = frozenset({f"127.0.0.1:{PORT}", f"localhost:{PORT}"})
    with server.database() as name:
        settings = Settings(
            home=tmp_path / "home",
            ledger_url=server.url(name),
            api_base=client.running.url,
            key_env="KEY_A0",
            account=client.running.account,
            reports=tmp_path / "reports",
            accept=["all"],
            hand_over="queue",
        )
        with open_runs(settings) as ledger:
            made = Office(settings, Connection(), ledger, hosts, TOKEN, alone=False, port=PORT)
            try:
                yield made
            finally:
                made.close(20)


def handed_over(owner: Somebody, client: Client) -> None:
    """The workbook brought, reviewed, confirmed."""
    owner.bring("a0.xlsx", client.content)
    owner.review()
    fields = {**owner.form("/send"), "seen": _seen(owner)}
    owner.post(owner.path.replace("/review", "/send"), fields)


def _seen(owner: Somebody) -> list[str]:
    import re

    return re.findall('name="seen" value="([^"]+)"', owner.page)


def test_what_was_confirmed_is_sent_by_a_worker(
    owner: Somebody, office: Office, client: Client
) -> None:
    handed_over(owner, client)
    assert "waits for a worker" in owner.said()
    assert (owner.path.endswith("/sending"), client.posts) == (True, 0)
    waiting = owner.address
    (one,) = submissions(office.ledger)
    assert (one.state, one.way, one.upload.who) == ("waiting", "reviewed", office.owner)
    work_once(office.settings, office.ledger)
    owner.get(waiting)
    assert owner.path.startswith("/runs/R-")
    owner.wait()
    assert IN_STRIPE in owner.said()
    assert client.posts > 0
    (record,) = office.ledger.runs()
    assert record.plan_digest == one.digest
    owner.get("/activity")
    assert "handed over to the workers" in owner.said()


def test_a_worker_refuses_what_has_moved_since(
    owner: Somebody, office: Office, client: Client
) -> None:
    handed_over(owner, client)
    touched = {row.invoice for row in client.book.rows}
    name, line = next(
        (i.invoice, n) for i in client.stripe.account().invoices.values() if i.invoice in touched
        for n in i.lines
    )  # fmt: skip
    client.stripe.edit(name, line, 7)
    waiting = owner.address
    work_once(office.settings, office.ledger)
    owner.get(waiting)
    owner.wait()
    assert owner.path.startswith("/runs/R-")
    assert "another plan" in owner.said()
    assert client.posts == 0
    (one,) = submissions(office.ledger)
    assert (one.state, one.status, one.exit) == ("ended", "rejected", 1)


def test_it_can_be_taken_back(owner: Somebody, office: Office, client: Client) -> None:
    handed_over(owner, client)
    owner.send("/take-back")
    assert "taken back" in owner.said()
    work_once(office.settings, office.ledger)
    assert (client.posts, office.ledger.runs()) == (0, [])


def test_a_form_that_is_sent_twice_hands_over_once(
    owner: Somebody, office: Office, client: Client
) -> None:
    owner.bring("a0.xlsx", client.content)
    owner.review()
    fields = {**owner.form("/send"), "seen": _seen(owner)}
    address = owner.path.replace("/review", "/send")
    for _ in range(2):
        owner.post(address, fields)
        assert owner.path.endswith("/sending")
    assert len(submissions(office.ledger)) == 1


def test_an_approval_is_handed_over_too(owner: Somebody, office: Office, client: Client) -> None:
    handed_over(owner, client)
    waiting = owner.address
    work_once(office.settings.model_copy(update={"limit_rows": 0}), office.ledger)
    owner.get(waiting)
    owner.wait()
    assert "this run waits for an approval" in owner.said()
    run = owner.path
    owner.send("/approve")
    assert owner.path == run
    assert "waits for a worker" in owner.said()
    assert client.posts == 0
    work_once(office.settings, office.ledger)
    owner.get(run)
    owner.wait()
    assert IN_STRIPE in owner.said()
    (record,) = office.ledger.runs()
    assert record.run == run.rpartition("/")[2]


def test_a_run_under_way_at_a_worker_is_shown_and_stopped(
    owner: Somebody, office: Office, client: Client
) -> None:
    handed_over(owner, client)
    waiting = owner.address
    work_once(office.settings.model_copy(update={"limit_rows": 0}), office.ledger)
    owner.get(waiting)
    run = owner.wait() and owner.path
    owner.send("/approve")
    assert owner.has_form("/stop")
    owner.send("/stop")
    assert [one.state for one in submissions(office.ledger)] == ["cancelled", "ended"]
    owner.get(run)
    owner.wait()
    assert owner.has_form("/approve")  # it waits for a person, as before
    work_once(office.settings, office.ledger)
    assert client.posts == 0


def test_a_queue_that_is_away_is_said(
    owner: Somebody, office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.bring("a0.xlsx", client.content)
    owner.review()
    seen = _seen(owner)
    gone = {"ledger_url": "postgresql://nobody@127.0.0.1:1/ledger"}
    office.settings = office.settings.model_copy(update=gone)
    owner.send("/send", seen=seen)
    assert owner.status == 503
    assert "The queue cannot be used" in owner.said()
    assert submissions(office.ledger) == []
