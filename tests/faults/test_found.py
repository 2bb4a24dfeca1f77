"""What the long runs found in the product once, each in a schedule of its own."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import rows
from tests.faults.auditor import DONE
from tests.faults.schedule import Outcome, Setting, playing
from tests.faults.zygote import Zygote


def setting(seed: int, stripe: str, *kinds: str, ledger: str = "kept") -> Setting:
    """A workbook that takes nothing away, in small requests."""
    book = rows.make(Random(seed), removes=False)
    return Setting(book, stripe, 2, 1, 0.4 if kinds else 0.0, kinds, 0.0, 0.0, ledger, 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_ledger_restored_from_the_middle_of_a_run(
    seed: int, tmp_path: Path, zygote: Zygote, ledger: Path
) -> None:
    """What was sent after the copy is looked for by its tag, each request of an invoice.

    Updates are sent again and change nothing; the money then does not tie out until the next run.
    """
    outcome = Outcome(seed, setting(seed, "independent", ledger="restored"))
    with playing(outcome, tmp_path / "desk", zygote, ledger) as play:
        assert play.command("run", "w.xlsx", "--yes") == DONE
        play.forget_keys()
        play.end(play.calm(DONE))  # where the ledger becomes the copy
    assert outcome.struck["ledger restored"] == 1
    assert outcome.verdict.all() == [], outcome.told()


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_about_something_else(
    seed: int, tmp_path: Path, zygote: Zygote, ledger: Path
) -> None:
    """A GET answered with another invoice, a list or nothing is no answer."""
    outcome = Outcome(seed, setting(seed, "embedded", "other-invoice", "list", "empty"))
    with playing(outcome, tmp_path / "desk", zygote, ledger) as play:
        play.end(play.calm(play.command("run", "w.xlsx", "--yes")))
    assert outcome.verdict.all() == [], outcome.told()
