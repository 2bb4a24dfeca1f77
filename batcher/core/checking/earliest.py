"""Which of several problems of one cell are told: the earliest cause, errors before the rest."""

from __future__ import annotations

from collections.abc import Iterable

from batcher.core.model import Problem, Severity


def earliest(problems: Iterable[Problem]) -> list[Problem]:
    """One problem per cell: the first found, and an error before a question or warning."""
    best: dict[tuple[object, ...], Problem] = {}
    rank = {severity: number for number, severity in enumerate(Severity)}
    for number, problem in enumerate(problems):
        place: tuple[object, ...] = (problem.sheet, problem.row, problem.cell, problem.column)
        if problem.row is None:
            place = (number,)
        known = best.get(place)
        if known is None or rank[problem.severity] < rank[known.severity]:
            best[place] = problem
    return list(best.values())


def later(found: Iterable[Problem], earlier: Iterable[Problem]) -> list[Problem]:
    """What was found later, without further errors of a cell that has one already.

    Questions and warnings of different codes stay: one answered must not answer another.
    """
    told = {(p.sheet, p.cell) for p in earlier if p.severity is Severity.ERROR}
    first: dict[tuple[object, ...], Problem] = {}
    for number, problem in enumerate(found):
        place = (problem.sheet, problem.cell)
        if problem.cell is None:
            first[number,] = problem
        elif place not in told:
            error = problem.severity is Severity.ERROR
            first.setdefault((*place, "" if error else problem.code), problem)
    return [
        problem
        for problem in first.values()
        if problem.severity is Severity.ERROR or (problem.sheet, problem.cell, "") not in first
    ]
