"""Connected accounts through the real commands: one platform's key, books that never mix."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.drafts import AFTER, BEFORE, corrections
from tests.acceptance.program import PATIENCE_S, Ended, Program
from tests.double.double import KEY
from tests.double.faults import Fault
from tests.double.server import Served
from tests.double.state import State

ADD = ["invoice", "amount", "description"]


@dataclass(frozen=True, slots=True)
class Firm:
    """A platform with the connected accounts `a` and `b`, each a table of `batcher.toml`."""

    double: Served
    batcher: Program
    a: State
    b: State

    def book(self, name: str, state: State, count: int = 2) -> tuple[Path, list[str]]:
        """A workbook that corrects drafts of one account, and those drafts."""
        invoices, sheets = corrections(self.double, count, state)
        return books.write(self.batcher.folder / f"{name}.xlsx", sheets), invoices

    def called(self) -> set[str]:
        """The accounts that calls were about."""
        return {call.account for call in self.double.log}

    def written(self, state: State) -> list[str]:
        """The keys of the writes for one account."""
        return [call.key for call in self.double.writes if call.account == state.account]


@pytest.fixture
def firm(double: Served, batcher: Program) -> Iterator[Firm]:
    """Its own books stay as they are: nobody writes for the platform here."""
    made = Firm(double, batcher, double.accounts.connect(), double.accounts.connect())
    double.state.line(double.state.invoice("usd"), 700)
    before = double.state.snapshot()
    tables = [
        f'[accounts.{name}]\naccount = "{double.state.account}"\nconnected = "{one.account}"\n'
        for name, one in (("a", made.a), ("b", made.b))
    ]
    (batcher.folder / "batcher.toml").write_text("\n".join(tables), encoding="utf-8")
    yield made
    assert double.state.snapshot() == before


def test_every_command_on_a_connected_account(firm: Firm) -> None:
    batcher, of = firm.batcher, ("--account", "a")
    elsewhere = firm.b.line(firm.b.invoice("usd"), 900)
    before = firm.b.snapshot()
    book, invoices = firm.book("november", firm.a)
    batcher("check", book, ends=0)
    batcher("plan", book, "-o", batcher.folder / "november.plan", *of, ends=0)
    batcher("apply", batcher.folder / "november.plan", "--yes", *of, ends=0)
    assert [firm.a.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert batcher.run(book, *of).json["status"] == "unchanged"
    (_, first) = batcher("runs", ends=0).json["runs"]
    run = first["run"]
    assert first["account"] == firm.a.account
    assert batcher("show", run, ends=0).json["account"] == firm.a.account
    summary = books.cells(Path(batcher("report", run, ends=0).json["report"]), "Summary")
    assert firm.a.account in summary
    assert firm.double.state.account not in summary
    batcher("verify", run, *of, ends=0)
    exported = Path(batcher("export", "-o", "drafts.xlsx", *of, ends=0).json["workbook"])
    named = set(map(str, books.cells(exported, "update_lines")))
    assert set(invoices) <= named
    assert elsewhere not in named
    checks = {one["name"]: one for one in batcher("doctor", *of, ends=0).json["checks"]}
    assert (checks["account"]["status"], checks["account"]["found"]) == ("ok", firm.a.account)
    undone = batcher("undo", run, "-o", "undo.xlsx", *of)
    batcher.run(Path(undone.json["workbook"]), *of)
    assert [sorted(firm.a.amounts(name)) for name in invoices] == [BEFORE, BEFORE]
    assert firm.called() == {firm.a.account}
    assert firm.b.snapshot() == before


@pytest.mark.parametrize(("names_platform", "forbidden"), [(True, False), (False, True)])
def test_whatever_account_stripe_names(firm: Firm, names_platform: bool, forbidden: bool) -> None:
    """No document says whom `GET /v1/account` names for a connected account, if it may be read."""
    firm.double.accounts.names_platform = names_platform
    firm.double.account_forbidden = forbidden
    book, invoices = firm.book("november", firm.a, 1)
    run = firm.batcher.run(book, "--account", "a").json["run"]
    assert firm.a.amounts(invoices[0]) == AFTER
    assert firm.batcher("show", run).json["account"] == firm.a.account
    checks = {one["name"]: one for one in firm.batcher("doctor", "--account", "a").json["checks"]}
    assert checks["account"]["status"] == "ok"
    assert firm.a.account in checks["account"]["found"]


def _killed(firm: Firm, book: Path, fault: Fault, where: str, *words: str) -> None:
    """Run until a write to `where` arrives, and kill the program before it can be answered."""
    ready = threading.Event()

    def kill() -> None:
        process.kill()
        process.wait()
        ready.set()

    firm.double.faults.plan(fault, where, hook=kill)
    process = firm.batcher.start("run", book, "--yes", "--json", *words)
    process.communicate(timeout=PATIENCE_S)
    assert ready.is_set(), "the program ended before it wrote"


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER])
def test_killed_and_resumed(firm: Firm, fault: Fault) -> None:
    firm.double.keys_are_shared = fault is Fault.DROP_AFTER
    book, invoices = firm.book("november", firm.a)
    _killed(firm, book, fault, "add_lines", "--account", "a")
    run = firm.batcher("runs").json["runs"][0]["run"]
    other = firm.batcher("resume", run, "--yes", "--account", "b", ends=5)
    assert firm.a.account in other.json["error"]
    assert firm.b.account in other.json["error"]
    assert firm.batcher("resume", "--yes", "--account", "b").code == 2  # b has no run at all
    ended = firm.batcher("resume", run, "--yes", ends=0)  # the run's own table is chosen by itself
    assert ended.rows == {"total": 6, "applied": 6}
    assert [firm.a.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert firm.written(firm.b) == []


def test_refused_and_tried_again(firm: Firm) -> None:
    book, invoices = firm.book("november", firm.a, 1)
    firm.double.faults.plan(Fault.REFUSED, "update_lines")
    ended = firm.batcher.run(book, "--account", "a", ends=3)
    assert ended.json["rows"]["refused"] == 1
    again = firm.batcher("retry", ended.json["run"], "--yes", ends=0)
    assert again.json["rows"]["not_sent"] == 0
    assert firm.a.amounts(invoices[0]) == AFTER
    assert firm.called() == {firm.a.account}


def test_the_workbook_of_one_for_the_other(firm: Firm) -> None:
    """By mistake, before and after it was run where it belongs: refused by name, nothing sent."""
    book, invoices = firm.book("november", firm.a)
    firm.book("other", firm.b)
    before = firm.b.snapshot()

    def mistaken() -> Ended:
        return firm.batcher.run(book, "--account", "b", ends=1)

    first = mistaken()
    assert {problem["code"] for problem in first.json["problems"]} == {"invoice_missing"}
    assert all(invoices[0] in p["message"] or invoices[1] in p["message"]
               for p in first.json["problems"])  # fmt: skip
    firm.batcher.run(book, "--account", "a")
    assert mistaken().rows == first.rows
    assert firm.written(firm.b) == []
    assert firm.b.snapshot() == before


def test_an_id_of_the_other_among_ones_own(firm: Firm) -> None:
    """A price, an item and a tax rate of `a` in rows about a draft of `b`."""
    own = firm.b.invoice("usd")
    line = firm.b.line(own, 100)
    price, rate = firm.a.price("usd", "500"), firm.a.tax_rate()
    item = firm.a.pending_item(firm.a.customer(), "usd", 300)
    sheets: dict[str, list[list[object]]] = {
        "add_lines": [
            ["invoice", "price", "invoice_item"], [own, price, None], [own, None, item],
        ],
        "update_lines": [["invoice", "line", "tax_rates"], [own, line, rate]],
    }  # fmt: skip
    book = books.write(firm.batcher.folder / "mixed.xlsx", sheets)
    ended = firm.batcher.run(book, "--account", "b", ends=1)
    assert {(sheet, row) for sheet, row, _ in ended.cells("error")} == {
        ("add_lines", 2),
        ("add_lines", 3),
        ("update_lines", 2),
    }
    assert firm.double.writes == []


def test_a_plan_and_a_run_of_the_other(firm: Firm) -> None:
    book, _ = firm.book("november", firm.a, 1)
    plan = firm.batcher.folder / "a.plan"
    firm.batcher("plan", book, "-o", plan, "--account", "a", ends=0)
    both = (firm.a.account, firm.b.account)
    ended = firm.batcher("apply", plan, "--yes", "--account", "b", ends=5)
    assert all(account in ended.json["error"] for account in both)
    assert firm.double.writes == []
    run = firm.batcher.run(book, "--account", "a").json["run"]
    for command in ("verify", "undo"):
        ended = firm.batcher(command, run, "--account", "b", ends=5)
        assert all(account in ended.json["error"] for account in both)
    firm.batcher.environment["BATCHER_ACCOUNT"] = "b"  # said outright: not changed by the run
    assert firm.batcher("verify", run, ends=5).json["error"]
    firm.batcher.environment["BATCHER_ACCOUNT"] = ""
    toml = firm.batcher.folder / "batcher.toml"
    toml.write_text('account = "b"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    firm.batcher("verify", run, ends=0)  # what the file takes for granted gives way to the run's
    firm.batcher("undo", run, "-o", "undo.xlsx")
    assert firm.written(firm.b) == []


def test_the_answer_for_one_is_never_taken_for_the_other(firm: Firm) -> None:
    """Ids of Stripe stand in no two accounts, so no two requests are alike. Were they all the same,
    and keys kept for the whole platform, `b` would be given the answer of `a`: it is looked behind.
    """
    firm.double.keys_are_shared = True
    name = firm.a.customer()
    firm.b.customers[name] = firm.a.customers[name]
    head = ["ref", "customer", "currency", "collection_method"]
    sheets = {"create_invoices": [head, ["nov", name, "usd", "charge_automatically"]]}
    book = books.write(firm.batcher.folder / "new.xlsx", sheets)
    for account in ("a", "b"):
        ended = firm.batcher.run(book, "--account", account)
        assert ended.rows == {"total": 1, "applied": 1}
    assert (len(firm.a.invoices), len(firm.b.invoices)) == (1, 1)


@pytest.mark.parametrize("ledgers", [1, 2])
def test_both_at_once(firm: Firm, tmp_path: Path, ledgers: int) -> None:
    """Two processes: neither waits for the other, and neither touches what is the other's."""
    states = {"a": firm.a, "b": firm.b}
    made = {name: firm.book(name, state, 6) for name, state in states.items()}
    apart = tmp_path / "apart"
    apart.mkdir()
    homes = {"a": firm.batcher.home, "b": firm.batcher.home if ledgers == 1 else apart}

    def run(name: str) -> Ended:
        own = Program(homes[name], firm.batcher.folder, firm.double.url, KEY)
        return own.run(made[name][0], "--account", name)

    firm.double.latency_s = 0.02
    with ThreadPoolExecutor(2) as pool:
        ended = dict(zip(states, pool.map(run, states), strict=True))
    for name, state in states.items():
        assert ended[name].rows == {"total": 18, "applied": 18}
        assert [state.amounts(one) for one in made[name][1]] == [AFTER] * 6
        summary = books.cells(ended[name].report(), "Summary")
        assert [one.account in summary for one in states.values()] == [
            other == name for other in states
        ]
    assert set(firm.written(firm.a)).isdisjoint(firm.written(firm.b))
    if ledgers == 1:
        listed = firm.batcher("runs", ends=0).json["runs"]
        assert {one["account"] for one in listed} == {firm.a.account, firm.b.account}


def test_an_account_the_key_has_no_access_to(firm: Firm) -> None:
    """Named, with what to do; after the first send it is left for resume."""
    book, invoices = firm.book("november", firm.a)
    firm.double.accounts.disconnect(firm.a)
    for words in (["run", book, "--yes"], ["export"], ["plan", book]):
        ended = firm.batcher(*words, "--account", "a", ends=5)
        assert firm.a.account in ended.json["error"]
        assert "Connect" in ended.json["error"]
    checks = {one["name"]: one for one in firm.batcher("doctor", "--account", "a").json["checks"]}
    assert checks["account"]["status"] == "problem"
    assert "permission.invoices.read" not in checks  # all would say the same
    firm.double.accounts.rejoin(firm.a)
    firm.double.faults.plan(
        Fault.NONE, "add_lines", hook=lambda: firm.double.accounts.disconnect(firm.a)
    )
    ended = firm.batcher.run(book, "--account", "a", ends=4)
    assert "Connect" in ended.json["error"]
    assert ended.json["rows"]["in_doubt"] == 0
    assert firm.batcher("resume", ended.json["run"], "--yes", ends=5).json["error"]
    firm.double.accounts.rejoin(firm.a)
    firm.batcher("resume", ended.json["run"], "--yes", ends=0)
    assert [firm.a.amounts(name) for name in invoices] == [AFTER, AFTER]


def test_a_key_that_is_no_platforms(firm: Firm) -> None:
    """Stripe's own words say it; there is no code to know it by."""
    book, _ = firm.book("november", firm.a, 1)
    firm.double.accounts.no_platform.add(KEY)
    ended = firm.batcher.run(book, "--account", "a", ends=5)
    assert "Only Stripe Connect platforms" in ended.json["error"]
    assert firm.a.account in ended.json["error"]
    checks = {one["name"]: one for one in firm.batcher("doctor", "--account", "a").json["checks"]}
    assert "Only Stripe Connect platforms" in checks["permission.invoices.read"]["found"]
