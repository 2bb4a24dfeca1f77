"""A problem or a row's end in words; the texts are in `locale`, this only fills them in."""

from __future__ import annotations

from collections.abc import Mapping

from batcher import locale
from batcher.core.model import Problem

_SHOWN = ("old", "live", "new")  # of a line: `core.plan.effects.shown`


def message(problem: Problem, language: str) -> str:
    """What was found, what is allowed, how to mend it; the bare code where nobody has words."""
    place = {
        "sheet": problem.sheet,
        "row": "" if problem.row is None else str(problem.row),
        "cell": problem.cell or "",
        "column": problem.column,
        "value": problem.value,
    }
    return said(problem.code, language, {**place, **problem.details})


def said(code: str, language: str, details: Mapping[str, str]) -> str:
    """A problem code in words; an old ledger may hold a code this version no longer knows."""
    if code not in locale.PROBLEMS:
        return code
    nothing = {name: locale.word("change.empty", language) for name, value in details.items()
               if value == "(empty)" and name in _SHOWN}  # fmt: skip
    return locale.problem(code, language, {**details, **nothing})


def as_json(problem: Problem, language: str) -> dict[str, object]:
    """A problem as `--json` prints it."""
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "cell": problem.cell,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": message(problem, language),
    }
