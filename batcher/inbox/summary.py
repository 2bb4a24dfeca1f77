"""What a sweep came to, as one object and as one exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from batcher.core.reporting import Exit

# What somebody must hear first: money nobody is sure of; nothing works; half of it is done;
# a workbook to mend; a wrong call.
WORST = (Exit.STOPPED, Exit.UNUSABLE, Exit.UNFINISHED, Exit.PROBLEMS, Exit.USAGE, Exit.DONE)
WORKERS = "workers"  # what a workbook waits for that was handed over


def worst(ends: Iterable[Exit]) -> Exit:
    """The one exit code of several; 0 of none."""
    found = set(ends)
    return next((end for end in WORST if end in found), Exit.DONE)


@dataclass(slots=True)
class Summary:
    """A sweep: its runs as `run` prints them, and what was left where it lay.

    `left`: workbook (absolute) and reason (a sentence). `unknown`: names of files that are none of
    ours. `error`: why the sweep could not be made, `end` its exit then. `news`: whether anything
    came of it that people have not been told before.
    """

    inbox: str
    began_at: str
    runs: list[Mapping[str, Any]] = field(default_factory=list)
    left: list[Mapping[str, str]] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    error: str | None = None
    end: Exit = Exit.DONE
    ended_at: str = ""
    news: bool = False
    notified: Mapping[str, Any] | None = None

    @property
    def exit(self) -> Exit:
        """The worst of all."""
        return worst([self.end, *(Exit(run["exit"]) for run in self.runs)])

    @property
    def has_work(self) -> bool:
        """Whether there was more than to wait for workers."""
        return bool(self.left) or any(run["waits_for"] != WORKERS for run in self.runs)

    @property
    def object(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "runs": list(self.runs),
            "inbox": self.inbox,
            "began_at": self.began_at,
            "ended_at": self.ended_at,
            "exit": int(self.exit),
            "left": list(self.left),
            "unknown": list(self.unknown),
            "notified": self.notified,
            "error": self.error,
        }
