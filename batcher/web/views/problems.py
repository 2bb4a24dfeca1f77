"""Problems for a screen: groups with counts, filtered, searched, one page at a time.

Tens of thousands may be found: they are worded and put in order once, not for every screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from batcher.core.messages import as_json
from batcher.core.model import Problem, Severity
from batcher.web.views.spoken import on_the_page

PAGE_ROWS = 50
ORDER = [severity.value for severity in Severity]
FILTERS = ("severity", "code", "sheet", "q")
Found = Mapping[str, Any]  # a problem as `--json` prints it


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind. `example`: the message of the first."""

    severity: str
    code: str
    count: int
    example: str


@dataclass(frozen=True, eq=False)
class Board:
    """Everything that was found, in the order it is shown, and what each screen of it says alike:
    `counts` by severity, `groups` by kind, the `sheets`."""

    problems: tuple[Found, ...]
    groups: tuple[Group, ...]
    counts: Mapping[str, int]
    sheets: tuple[str, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What is searched, one for each problem; made when somebody first searches."""
        return tuple(map(_text, self.problems))


@dataclass(frozen=True, eq=False)
class Listing:
    """One page of what was found. `total` counts all, `matching` those that pass the filter."""

    board: Board
    rows: Sequence[Found]
    matching: int
    page: int
    pages: int
    chosen: Mapping[str, str]

    @property
    def total(self) -> int:
        """All that was found."""
        return len(self.board.problems)

    def link(self, **changed: object) -> str:
        """The query of this listing with other values."""
        told = {**self.chosen, "page": "1"} | {name: str(value) for name, value in changed.items()}
        kept = {
            name: value for name, value in told.items() if value and (name, value) != ("page", "1")
        }
        return f"?{urlencode(kept)}#problems"


def spoken(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as `--json` prints it, but that its message names the page's answers."""
    told = as_json(problem, language)
    return {**told, "message": on_the_page(str(told["message"]), language)}


def board_of(problems: Iterable[Found]) -> Board:
    """Problems as `spoken` gives them, in any order."""
    listed = list(problems)
    sheets = tuple(dict.fromkeys(p["sheet"] for p in listed if p["sheet"]))
    found = tuple(sorted(listed, key=_standing(listed)))
    counts = Counter(str(p["severity"]) for p in listed)
    return Board(found, _groups(listed), {one: counts[one] for one in ORDER}, sheets)


def listing(board: Board, query: Mapping[str, str]) -> Listing:
    """What `query` asks for: severity, code, sheet, q (words anywhere), page."""
    chosen = {name: query.get(name, "").strip() for name in FILTERS}
    found = _matching(board, chosen)
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = page_asked(query.get("page", ""), pages)
    rows = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return Listing(board, rows, len(found), page, pages, chosen)


def page_asked(told: str, pages: int) -> int:
    """The number of a page that is there: the one asked for, else the nearest."""
    return min(pages, max(1, int(told))) if told.isdecimal() and len(told) < 8 else 1


def _groups(problems: Sequence[Found]) -> tuple[Group, ...]:
    """Errors first, then questions and warnings; the largest group of each first."""
    counts: dict[tuple[str, str], list[Any]] = {}
    for problem in problems:
        known = counts.setdefault((problem["severity"], problem["code"]), [0, problem["message"]])
        known[0] += 1
    made = [Group(severity, code, *found) for (severity, code), found in counts.items()]
    return tuple(sorted(made, key=lambda one: (ORDER.index(one.severity), -one.count)))


def _matching(board: Board, chosen: Mapping[str, str]) -> Sequence[Found]:
    found: Sequence[Found] = board.problems
    words = chosen["q"].casefold().split()
    if words:
        pairs = zip(found, board.texts, strict=True)
        found = [problem for problem, text in pairs if all(word in text for word in words)]
    for name in ("severity", "code", "sheet"):
        if chosen[name]:
            found = [problem for problem in found if problem[name] == chosen[name]]
    return found


def _text(problem: Found) -> str:
    told = " ".join(
        str(problem[name] or "") for name in ("cell", "row", "value", "column", "message")
    )
    return f"{problem['sheet']}!{problem['cell'] or problem['row']} {told}".casefold()


def _standing(problems: Iterable[Found]) -> Callable[[Found], tuple[int, int, int, int, str]]:
    sheets = {name: n for n, name in enumerate(dict.fromkeys(p["sheet"] for p in problems))}

    def key(problem: Found) -> tuple[int, int, int, int, str]:
        column = str(problem["cell"] or "").rstrip("0123456789")
        severity = ORDER.index(problem["severity"])
        return severity, sheets[problem["sheet"]], problem["row"] or 0, len(column), column

    return key
