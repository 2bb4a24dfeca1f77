"""How long something has been waited for, whatever this machine's clock does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from batcher.core.ports import Clock

# No call takes longer: what a clock shows beyond it is a clock set anew, or a laptop that slept.
STEP_MAX_S = 600.0


@dataclass(slots=True)
class Patience:
    """Counts the seconds since it was made, step by step.

    A step that the clock shows as negative or as absurdly long counts as the pause in it: a clock
    set back must not make a run wait for ever, and one that jumps must not end it.
    """

    clock: Clock
    waited_s: float = 0.0
    _at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._at = self.clock.now()

    def step(self, paused_s: float) -> float:
        """Seconds waited in all, after one more call that followed a pause of `paused_s`."""
        now = self.clock.now()
        shown_s = (now - self._at).total_seconds()
        self._at = now
        self.waited_s += shown_s if 0 <= shown_s < paused_s + STEP_MAX_S else paused_s
        return self.waited_s
