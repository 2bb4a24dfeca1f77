"""Live and test, one account and another: a key that does not fit sends nothing, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from batcher import sandbox
from batcher.core import example
from tests.cli.desk import ADD, Desk

COMMANDS = ("apply", "resume", "retry", "verify", "undo", "run", "approve")
KINDS = ("sk", "rk")


@dataclass(eq=False)
class Two:
    """A desk with a plan and a run of `own`; `other` is another account."""

    desk: Desk
    own: sandbox.Sandbox  # type: ignore[name-defined]
    other: sandbox.Sandbox  # type: ignore[name-defined]
    run: str
    waiting: str

    def words(self, command: str) -> list[str]:
        if command == "apply":
            return ["apply", "plan.json", "--yes"]
        if command == "approve":
            return ["approve", self.waiting, "--yes"]
        if command == "run":
            return ["run", "add_lines.csv", "--yes", "--account", self.own.account]
        return [command, self.run, *(["--yes"] if command in ("resume", "retry") else [])]

    def posts(self) -> int:
        both = (*self.own.state.requests, *self.other.state.requests)
        return sum(one.method == "POST" for one in both)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    desk = Desk(tmp_path_factory.mktemp("two"))
    seed = example.objects()
    with sandbox.start(None, seed=seed) as own, sandbox.start(None, seed=seed) as other:
        desk.environment |= {"STRIPE_API_KEY": own.key, "BATCHER_API_BASE": own.url}
        desk.sheet("add_lines.csv", ADD)
        desk("plan", "add_lines.csv", "-o", "plan.json", ends=0)
        desk.sheet("first.csv", ADD.replace("45.00", "46.00"))
        desk("run", "first.csv", "--sheet", "add_lines", "--yes", ends=0)
        run = desk("runs", "--json").json["runs"][0]["run"]
        desk.sheet("second.csv", ADD.replace("45.00", "47.00"))
        desk.environment["BATCHER_LIMIT_ROWS"] = "0"
        desk("run", "second.csv", "--sheet", "add_lines", "--yes", ends=1)
        waiting = desk("runs", "--json").json["runs"][0]["run"]
        del desk.environment["BATCHER_LIMIT_ROWS"]
        yield Two(desk, own, other, str(run), str(waiting))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_of_another_account_sends_nothing(two: Two, command: str) -> None:
    before = two.posts()
    two.desk.environment |= {"STRIPE_API_KEY": two.other.key, "BATCHER_API_BASE": two.other.url}
    ended = two.desk(*two.words(command), "--json")
    assert two.posts() == before
    assert ended.code in (1, 5)
    told = json.dumps(ended.json)
    assert two.own.account in told
    assert two.other.account in told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_of_the_other_mode_sends_nothing(two: Two, command: str, kind: str) -> None:
    """Live, also where somebody said `--live`: the plan and the run were made for tests."""
    before = two.posts()
    live = f"{kind}_{'live'}_{'x' * 8}"
    two.desk.environment |= {"STRIPE_API_KEY": live, "BATCHER_API_BASE": two.own.url}
    words = two.words(command)
    if command in ("apply", "resume", "retry", "run"):
        assert two.desk(*words, "--json").code == 2
        words.append("--live")
    elif command == "approve":  # `live = true` is what allows it a live key
        assert two.desk(*words, "--json").code == 2
        two.desk.environment["BATCHER_LIVE"] = "true"
    ended = two.desk(*words, "--json")
    two.desk.environment.pop("BATCHER_LIVE", None)
    assert ended.code in (1, 5)
    assert two.posts() == before
