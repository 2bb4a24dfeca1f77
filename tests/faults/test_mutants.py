"""The weaker strategies of pitfalls 3.2 must fail the short set, or it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.schedule import play
from tests.faults.sweep import doomed, killed_and_resumed
from tests.faults.test_schedules import SHORT
from tests.faults.zygote import Zygote

# The seeds of the short set that were seen to catch it; one of them is enough.
CAUGHT: dict[str, Sequence[int]] = {"A": (6, 12), "B": (6, 12), "D": (12, 6, 13)}
INTENT = "intent after send"
AFTER_A_REMOVAL = ("post", "after", 2)


def test_every_mutant_is_here() -> None:
    assert {*CAUGHT, INTENT} == set(MUTANTS)


@pytest.mark.parametrize("mutant", CAUGHT)
def test_caught(mutant: str, tmp_path: Path, zygote: Zygote, ledger: Path) -> None:
    assert set(CAUGHT[mutant]) <= set(SHORT)
    for seed in CAUGHT[mutant]:
        outcome = play(seed, tmp_path / str(seed), zygote, ledger, mutant)
        if outcome.verdict.duplicates:
            return
    pytest.fail(f"nobody noticed {mutant}")


@pytest.mark.parametrize("mutant", ["", INTENT])
def test_intent_after_send(mutant: str, tmp_path: Path, zygote: Zygote, ledger: Path) -> None:
    """Killed when a removal was answered: whoever wrote nothing down cannot know it as its own."""
    with doomed("independent", tmp_path / "desk", zygote, ledger, mutant) as play:
        if mutant:
            with pytest.raises(AssertionError):
                killed_and_resumed(play, AFTER_A_REMOVAL, forgotten=True)
        else:
            killed_and_resumed(play, AFTER_A_REMOVAL, forgotten=True)
