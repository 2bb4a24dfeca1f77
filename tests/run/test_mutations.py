"""Each rule of exactly once, broken on purpose: the tests beside this one must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from batcher.core.model import Event
from batcher.core.outcome import classify
from batcher.gateway.client import StripeGateway
from batcher.run import answers, delivery, readback, turn
from batcher.run.delivery import Delivery, Draw
from tests.run import test_continuing, test_crash, test_faults
from tests.run.world import DAY_S, World

Patch = pytest.MonkeyPatch
Broken = Callable[[Patch], None]
ADD_TO_A = 4  # the number of that POST in the crash matrix


def send_before_sent(patch: Patch) -> None:
    """`sent` reaches the ledger only when the answer is there."""
    held: list[Callable[[], None]] = []
    true_append, true_stored = Delivery.append, delivery.stored

    def append(self: Delivery, request: Any, kind: Event, **detail: Any) -> None:
        if kind is Event.SENT:
            held.append(lambda: true_append(self, request, kind, **detail))
        else:
            true_append(self, request, kind, **detail)

    def stored(answer: Any) -> Any:
        held.pop()()
        return true_stored(answer)

    patch.setattr(Delivery, "append", append)
    patch.setattr(delivery, "stored", stored)


def new_key_each_time(patch: Patch) -> None:
    """A lost answer is followed by another key."""
    true_post, numbers = StripeGateway.post, count()
    patch.setattr(
        StripeGateway,
        "post",
        lambda self, path, body, key: true_post(self, path, body, f"{key}-{next(numbers)}"),
    )


def trust_replays(patch: Patch) -> None:
    """A stored answer is taken for a fresh one."""
    true_classify = answers.classify
    patch.setattr(
        answers, "classify", lambda *given: replace(true_classify(*given), replayed=False)
    )


def no_reading_back(patch: Patch) -> None:
    """After a stored failure everything is sent again under the next key."""
    patch.setattr(
        readback, "missing_lines", lambda request, _shown: tuple(range(len(request.operations)))
    )


def resume_unseen(patch: Patch) -> None:
    """What a dead process sent is sent again without a look."""

    def resume(self: Delivery, request: Any, state: Any) -> None:
        self._attempt(request, Draw(state.path, state.body, state.attempt, state.kept))

    patch.setattr(Delivery, "_resume", resume)


def blind_to_tags(patch: Patch) -> None:
    """Before a first send nobody looks whether another machine did it."""
    patch.setattr(readback, "is_there", lambda _request, _shown: False)


def old_reads_are_fresh(patch: Patch) -> None:
    """A read is good for ever."""
    patch.setattr(turn, "FRESH_S", 10 * DAY_S)


def never_halted(patch: Patch) -> None:
    """What has its turn starts whatever happened."""
    patch.setattr(Delivery, "halt", lambda *_given: None)


def any_invoice_will_do(patch: Patch) -> None:
    """A 200 about another invoice counts."""
    patch.setattr(delivery, "understood", lambda _request, _path, answer: classify(answer))


def doubts_are_unsent(patch: Patch) -> None:
    """A refused key after a lost answer is taken for `never arrived`."""
    true_settle = Delivery._settle

    def settle(self: Delivery, *given: Any, was_lost: bool) -> None:
        true_settle(self, *given, was_lost=False)

    patch.setattr(Delivery, "_settle", settle)


NOTICED: list[tuple[Broken, Callable[[World], None]]] = [
    (
        send_before_sent,
        lambda here: test_crash.test_resumed(here, "post", ADD_TO_A, "after", 2 * DAY_S),
    ),
    (new_key_each_time, lambda here: test_faults.test_healed(here, "drop after", "add_lines")),
    (trust_replays, test_continuing.test_a_replayed_yes_is_looked_behind),
    (
        no_reading_back,
        lambda here: test_faults.test_healed(here, "500 saved, applied", "add_lines"),
    ),
    (
        resume_unseen,
        lambda here: test_crash.test_resumed(here, "post", ADD_TO_A, "after", 2 * DAY_S),
    ),
    (blind_to_tags, test_continuing.test_resumed_after_another_machine),
    (old_reads_are_fresh, test_faults.test_edited_between_plan_and_send),
    (never_halted, lambda here: test_faults.test_stop_run(here, 1)),
    (
        any_invoice_will_do,
        lambda here: test_faults.test_healed(here, "200 of another", "/v1/invoices"),
    ),
    (doubts_are_unsent, test_faults.test_key_refused_after_a_lost_answer),
]


@pytest.mark.parametrize(("mutation", "scenario"), NOTICED, ids=[m.__name__ for m, _ in NOTICED])
def test_noticed(
    here: World, monkeypatch: Patch, mutation: Broken, scenario: Callable[[World], None]
) -> None:
    mutation(monkeypatch)
    with pytest.raises(AssertionError):
        scenario(here)


@pytest.mark.parametrize("scenario", [s for _, s in NOTICED], ids=[m.__name__ for m, _ in NOTICED])
def test_unbroken(here: World, scenario: Callable[[World], None]) -> None:
    """The same scenarios hold as the product is, so that the failures above mean something."""
    scenario(here)
