"""How a command ends: its exit code, its status word, and what forbids sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import IntEnum

from batcher.core.model import Problem, Severity
from batcher.core.reporting.ends import Account

# These two have options of their own and are not answered by `--accept` (DESIGN 2.4).
OWN_OPTIONS = frozenset({"hidden_rows", "applied_before"})


class Exit(IntEnum):
    """How a command ends; DESIGN section 4."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    UNFINISHED = 3
    STOPPED = 4
    UNUSABLE = 5


def exit_of(account: Account, rows: Mapping[str, int]) -> Exit:
    """The exit code: 0 only when every row is applied or unchanged and the money ties out."""
    if account.blocked:
        return Exit.PROBLEMS
    reached = any(
        state.sends and state.reason != "paused" for state in account.reconciled.states.values()
    )
    if account.halted and account.halted != "stop_run":
        asked = account.halted == "interrupted"
        return Exit.STOPPED if reached or asked or rows["in_doubt"] else Exit.UNUSABLE
    if rows["in_doubt"]:
        return Exit.STOPPED
    left = rows["rejected"] + rows["refused"] + rows["not_sent"]
    # Invoice by invoice: two differences that cancel are two differences.
    differs = any(row.difference_minor for row in account.reconciled.invoices)
    return Exit.UNFINISHED if left or differs else Exit.DONE


def status_of(end: Exit, rows: Mapping[str, int]) -> str:
    """The run's status word."""
    if end is Exit.PROBLEMS:
        return "rejected"
    if end is Exit.STOPPED:
        return "stopped"
    if end is Exit.UNUSABLE:
        return "failed"
    if end is Exit.DONE:
        return "applied" if rows["applied"] else "unchanged"
    return "partly_applied"


def blocking(problems: Iterable[Problem], accepted: frozenset[str]) -> tuple[Problem, ...]:
    """The problems that forbid sending: errors, and questions nobody has answered."""
    return tuple(p for p in problems if blocks(p, accepted))


def raised(problems: tuple[Problem, ...], block: frozenset[str]) -> tuple[Problem, ...]:
    """The same with the warnings of these codes (`all`: of any) turned into questions."""
    if not block:
        return problems
    return tuple(
        replace(p, severity=Severity.QUESTION)
        if p.severity is Severity.WARNING and (p.code in block or "all" in block)
        else p
        for p in problems
    )


def blocks(problem: Problem, accepted: frozenset[str]) -> bool:
    """True for an error, or a question without an answer."""
    if problem.severity is Severity.QUESTION:
        answered = problem.code in accepted or "all" in accepted
        return not answered or problem.code in OWN_OPTIONS
    return problem.severity is Severity.ERROR
