"""A machine that does to an account whatever can be done, in any order, and audits it every time.

`python -m tests.run.machine --examples 2000` runs it long, by hand; `test_machine.py` is short.
The auditor looks at Stripe's state and at what the run said; it uses nothing of the product's own
judgement."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from batcher.core.reconcile import fold
from batcher.ledger import open_ledger
from batcher.run import Result, RunUnknown, retry
from batcher.run import resume as resume_run
from batcher.run import run as run_workbook
from batcher.run.reading import GatewayUnusable
from batcher.sandbox import Fault
from tests.run import drafts
from tests.run.mortal import Fate, Killed, MortalGateway, MortalLedger
from tests.run.test_faults import error, refusal
from tests.run.test_storm import STRIKES
from tests.run.world import DAY_S, Sheets, World, source, world

ADDS = [
    ["in_A", 5.01, "a one"],
    ["in_A", 5.02, "a two"],
    ["in_A", 5.03, "a twin"],
    ["in_A", 5.03, "a twin"],
    ["in_B", 6.01, "b one"],
    ["in_B", 6.02, "b two"],
]
UPDATES = [["in_A", "il_A2", 2.5], ["in_B", "il_B2", 25.0]]
REMOVALS = [["in_A", "il_A1", "delete"], ["in_B", "il_B1", "delete"]]
HEADERS = {
    "add_lines": ["invoice", "amount", "description"],
    "update_lines": ["invoice", "line", "amount"],
    "remove_lines": ["invoice", "line", "behavior"],
}
POOL: list[tuple[str, list[Any]]] = [
    *(("add_lines", row) for row in ADDS),
    *(("update_lines", row) for row in UPDATES),
    *(("remove_lines", row) for row in REMOVALS),
]
TWINS = Counter(str(row[2]) for row in ADDS)
OLD = {"il_A2": 200, "il_B2": 2000}
NEW = {"il_A2": 250, "il_B2": 2500}
KEPT = {"in_A": {"right": 400, "misplaced": 800}, "in_B": {"right": 4000}}
DONE = {"applied", "unchanged"}
REFUSALS = [refusal(), refusal(saved=True), error(401, "invalid_request_error", "No.")]


def workbook(numbers: list[int]) -> Sheets:
    """The sheets of these rows of the pool, in this order."""
    sheets: dict[str, list[list[Any]]] = {}
    for number in numbers:
        name, row = POOL[number]
        sheets.setdefault(name, [HEADERS[name]]).append(row)
    return sheets


deaths = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["append", "post", "open_run", "get"]),
        st.integers(1, 12),
        st.sampled_from(["before", "after"]),
    ),
)
whole = st.permutations(range(len(POOL)))
parts = st.lists(st.sampled_from(range(len(POOL))), min_size=1, unique=True)


class Machine(RuleBasedStateMachine):
    """One account, its ledgers, and the people around it."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.again: Counter[str] = Counter()  # how often a person asked for one more of the same
        self.touched: dict[str, set[int]] = {}  # line -> amounts people gave it
        self.calm = True  # nobody but us was here, and no ledger was lost
        self.reports = 0
        self.doubted = False

    @initialize(seed=st.integers(0, 2**16), share=st.sampled_from([0.0, 0.1, 0.3]))
    def begin(self, seed: int, share: float) -> None:
        empty = self.folder / "empty"
        open_ledger(None, empty).close()
        home = self.folder / "home"
        self.here: World = self.stack.enter_context(
            world(home, drafts.seeds(), empty / "ledger.sqlite3")
        )
        self.dice, self.share = Random(seed), share
        self.here.faults.storm = self.storm

    def storm(self, phase: str, method: str, path: str, body: str) -> Fault | None:
        """Strikes a share of all requests."""
        if self.dice.random() >= self.share:
            return None
        if method == "POST" and phase == "before" and self.dice.random() < 0.15:
            return self.dice.choice(REFUSALS)
        return self.dice.choice([fault for when, fault in STRIKES if when == phase])

    # What a person at the command line does.

    @rule(order=whole, death=deaths)
    def run(self, order: list[int], death: Any) -> None:
        """The workbook, its rows in any order, under any name."""
        self.command(death, lambda edges: self.bring(edges, order))

    @rule(part=parts, death=deaths, repeat=st.sampled_from([None, "skip"]))
    def run_a_part(self, part: list[int], death: Any, repeat: str | None) -> None:
        """Some of its rows."""
        self.command(death, lambda edges: self.bring(edges, part, repeat=repeat))

    @rule(order=whole, death=deaths)
    def run_around_problems(self, order: list[int], death: Any) -> None:
        self.command(death, lambda edges: self.bring(edges, order, on_problem="skip-invoice"))

    @rule(part=parts, death=deaths)
    def run_once_more(self, part: list[int], death: Any) -> None:
        """`--repeat again`: the person asks for every applied row of these once more."""
        for number in part:
            if POOL[number][0] == "add_lines":
                self.again[str(POOL[number][1][2])] += 1
        self.command(death, lambda edges: self.bring(edges, part, repeat="again"))

    @rule(death=deaths)
    def resume(self, death: Any) -> None:
        self.command(death, lambda edges: resume_run(None, edges))

    @rule(death=deaths)
    def retry(self, death: Any) -> None:
        self.command(death, lambda edges: retry(None, edges))

    # What else happens.

    @rule()
    def expire_keys(self) -> None:
        self.here.clock.wait(2 * DAY_S)

    @rule(seconds=st.sampled_from([30.0, 61.0, 23.5 * 3600]))
    def time_passes(self, seconds: float) -> None:
        self.here.clock.wait(seconds)

    @rule(share=st.sampled_from([0.0, 0.0, 0.1, 0.3]))
    def weather(self, share: float) -> None:
        self.share = share

    @rule(line=st.sampled_from(["il_A2", "il_B2"]), amount=st.integers(3000, 3005))
    def edit(self, line: str, amount: int) -> None:
        """Somebody edits one of the lines we correct."""
        invoice = f"in_{line[3]}"
        if self.is_draft(invoice):
            self.here.stripe.state.edit_line(invoice, line, amount=amount)
            self.touched.setdefault(line, set()).add(amount)
            self.calm = False

    @rule(name=st.sampled_from(sorted(TWINS)))
    def delete_an_added_line(self, name: str) -> None:
        invoice = "in_A" if name.startswith("a") else "in_B"
        found = [ln for ln in self.here.stripe.state.lines(invoice) if ln["description"] == name]
        if found and self.is_draft(invoice):
            self.here.stripe.state.delete_line(invoice, found[0]["id"])
            self.calm = False

    @rule(invoice=st.sampled_from(["in_A", "in_B"]), dice=st.integers(0, 5))
    def finalize(self, invoice: str, dice: int) -> None:
        if dice == 0 and self.is_draft(invoice):
            self.here.stripe.state.finalize(invoice)
            self.calm = False

    @rule()
    def save_the_ledger(self) -> None:
        self.reopened(lambda file: shutil.copy(file, self.folder / "saved"))

    @precondition(lambda self: (self.folder / "saved").exists())
    @rule()
    def restore_the_saved_ledger(self) -> None:
        self.calm = False
        self.reopened(lambda file: shutil.copy(self.folder / "saved", file))

    @rule(dice=st.integers(0, 2))
    def lose_the_ledger(self, dice: int) -> None:
        if dice == 0:
            self.calm = False
            self.reopened(lambda file: shutil.copy(self.folder / "empty" / "ledger.sqlite3", file))

    # How it is done.

    def reopened(self, do: Callable[[Path], object]) -> None:
        """The ledger closed, something done to its file, and opened again."""
        self.here.ledger.close()
        do(self.here.home / "ledger.sqlite3")
        self.here.ledger = open_ledger(None, self.here.home, clock=self.here.clock.now)

    def bring(self, edges: Any, numbers: list[int], **chosen: Any) -> Result:
        return run_workbook(source(workbook(numbers)), self.here.options(**chosen), edges)

    def command(self, death: Any, call: Callable[[Any], Result]) -> Result | None:
        """One command, which may die; whatever it says is held against Stripe's own state."""
        fate = Fate(*death) if death else Fate()
        self.doubted = self.in_doubt()
        before, self.reports = self.effects(), len(self.here.files.reports)
        with (
            self.here.edges(
                lambda x: MortalLedger(x, fate), lambda x: MortalGateway(x, fate)
            ) as edges,
            suppress(Killed, GatewayUnusable, RunUnknown),
        ):
            ended = call(edges)
            if len(self.here.files.reports) > self.reports:
                self.judge(ended, before)
            return ended
        return None

    def is_draft(self, invoice: str) -> bool:
        return bool(self.here.stripe.state.invoice(invoice)["status"] == "draft")

    def lines(self, invoice: str) -> dict[str, Any]:
        return {line["id"]: line for line in self.here.stripe.state.lines(invoice)}

    def effects(self) -> Counter[str]:
        """How often the effect of each kind of row stands in Stripe now."""
        found: Counter[str] = Counter()
        for invoice in ("in_A", "in_B"):
            lines = self.lines(invoice)
            found.update(ln["description"] for ln in lines.values() if ln["description"] in TWINS)
            for row in UPDATES:
                if row[0] == invoice and lines[str(row[1])]["amount"] == NEW[str(row[1])]:
                    found[str(row[1])] = 1
            for row in REMOVALS:
                if row[0] == invoice and row[1] not in lines:
                    found[str(row[1])] = 1
        return found

    # The auditor.

    def statuses(self, run: str) -> dict[str, Counter[str]]:
        """Effect -> the statuses of the rows that ask for it, as the report says them."""
        asked = json.loads(self.here.ledger.workbook(run))
        said: dict[str, Counter[str]] = {}
        for sheet in self.here.files.reports[-1].sheets:
            for row, status in zip(asked[sheet.name][1:], sheet.results["status"], strict=True):
                name = str(row[2] if sheet.name == "add_lines" else row[1])
                said.setdefault(name, Counter())[str(status)] += 1
        return said

    def judge(self, ended: Result, before: Mapping[str, int]) -> None:
        """What the run says is so."""
        now, counts = self.effects(), ended.object["rows"]
        said = self.statuses(str(ended.object["run"]))
        assert counts["total"] == sum(n for name, n in counts.items() if name != "total")
        assert counts["total"] == sum(sum(one.values()) for one in said.values())
        for name, found in said.items():
            assert found["applied"] <= now[name], f"{name} is said to be applied: {found}"
            if not self.touched_by_people(name):
                assert sum(found[one] for one in DONE) <= now[name], f"{name}: {found}"
            possible = found["applied"] + found["unchanged"] + found["in_doubt"]
            if self.doubted:  # an earlier run's doubt is settled first, come what may
                continue
            assert now[name] - min(before[name], now[name]) <= possible, f"{name} came: {found}"
        if ended.exit == 0:
            assert counts["total"] == counts["applied"] + counts["unchanged"]
            assert {one["difference"] for one in ended.object["money"].values()} <= {"0.00"}
        # A workbook with problems may hold rows that an earlier run left in doubt.
        assert ended.exit == 4 or not counts["in_doubt"] or (ended.exit == 1 and self.doubted)

    def in_doubt(self) -> bool:
        """Whether any run left a request in doubt that this command may bring to its end."""
        return any(
            state.sends and not state.settled
            for record in self.here.ledger.runs()
            for state in fold(self.here.ledger.events(record.run)).values()
        )

    def touched_by_people(self, name: str) -> bool:
        """Rows that people asked to leave as they are are `unchanged` whatever stands there."""
        return not self.calm or bool(self.again[name])

    @invariant()
    def nothing_twice_and_nothing_else(self) -> None:
        """At most once each, always; and what nobody asked about stays as it was."""
        if not hasattr(self, "here"):
            return
        found = self.effects()
        for name, times in TWINS.items():
            assert found[name] <= times + self.again[name] * times, f"{name}: {found[name]} times"
        for invoice, kept in KEPT.items():
            lines = self.lines(invoice)
            shown = {ln["description"]: ln["amount"] for ln in lines.values()}
            assert kept.items() <= shown.items()
            low = f"il_{invoice[-1]}2"
            allowed = {OLD[low], NEW[low]} | self.touched.get(low, set())
            assert lines[low]["amount"] in allowed
            ours = sum(found[name] for name in TWINS if name[0] == invoice[-1].lower())
            gone = found[f"il_{invoice[-1]}1"]
            assert len(lines) == len(kept) + 2 - gone + ours
        assert self.here.stripe.state.pending() == []
        assert len(self.here.stripe.state.invoices()) == 2

    def teardown(self) -> None:
        try:
            if hasattr(self, "here"):
                self.share = 0.0
                self.end()
        finally:
            self.stack.close()

    def end(self) -> None:
        """The weather is fine, and the person runs the whole workbook until it is done: it is."""
        ended = None
        for _ in range(3):
            self.command(None, lambda edges: resume_run(None, edges))
            ended = self.command(
                None, lambda edges: self.bring(edges, list(range(len(POOL))), repeat="skip")
            )
        self.nothing_twice_and_nothing_else()
        if not self.calm or sum(self.again.values()):
            return
        assert ended is not None
        assert ended.exit == 0, ended.object
        assert {name: count for name, count in self.effects().items() if count} == {
            **TWINS, "il_A1": 1, "il_A2": 1, "il_B1": 1, "il_B2": 1,
        }  # fmt: skip
        sent = len(self.here.writes())
        self.command(None, lambda edges: self.bring(edges, list(range(len(POOL)))))
        assert len(self.here.writes()) == sent


def explore(examples: int, steps: int, *, derandomize: bool) -> None:
    """Run so many random histories of so many steps; the smallest that fails is shown."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=derandomize,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=chosen)  # type: ignore[no-untyped-call]


def main() -> None:
    """The long run, by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--steps", type=int, default=20)
    given = parser.parse_args()
    explore(given.examples, given.steps, derandomize=False)


if __name__ == "__main__":
    main()
