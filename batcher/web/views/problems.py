"""Problems for a screen: groups with counts, filtered, searched, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from batcher.core.messages import as_json
from batcher.core.model import Problem, Severity
from batcher.locale import word

# What a message says of the command line -> the label of the same answer on the page.
SPOKEN = (
    (re.compile(r"(plan and run take |plan と run で ?)?--accept [a-z_]+"), "page.questions.yes"),
    (re.compile(r"--hidden-rows include"), "page.hidden.include"),
    (re.compile(r"--hidden-rows skip"), "page.hidden.skip"),
    (re.compile(r"--repeat skip"), "page.repeat.skip"),
    (re.compile(r"--repeat again"), "page.repeat.again"),
)
QUOTES = {"en": "“{}”", "ja": "「{}」"}
PAGE_ROWS = 50
ORDER = [severity.value for severity in Severity]
FILTERS = ("severity", "code", "sheet", "q")


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind. `example`: the message of the first."""

    severity: str
    code: str
    count: int
    example: str


@dataclass(frozen=True, eq=False)
class Listing:
    """One page of what was found. `total` counts all, `matching` those that pass the filter."""

    groups: tuple[Group, ...]
    counts: Mapping[str, int]
    rows: Sequence[Mapping[str, Any]]
    sheets: tuple[str, ...]
    total: int
    matching: int
    page: int
    pages: int
    chosen: Mapping[str, str]

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
    text = str(told["message"])
    for flag, label in SPOKEN if "--" in text else ():
        text = flag.sub(QUOTES[language].format(word(label, language)), text)
    return {**told, "message": text}


def listing(problems: Sequence[Mapping[str, Any]], query: Mapping[str, str]) -> Listing:
    """What `query` asks for: severity, code, sheet, q (words anywhere), page."""
    chosen = {name: query.get(name, "").strip() for name in FILTERS}
    found = [problem for problem in problems if _matches(problem, chosen)]
    found.sort(key=_standing(problems))
    pages = max(1, -(-len(found) // PAGE_ROWS))
    asked = query.get("page", "1")
    page = min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 8 else 1
    return Listing(
        groups=groups_of(problems),
        counts={one: sum(p["severity"] == one for p in problems) for one in ORDER},
        rows=found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        sheets=tuple(dict.fromkeys(p["sheet"] for p in problems if p["sheet"])),
        total=len(problems),
        matching=len(found),
        page=page,
        pages=pages,
        chosen=chosen,
    )


def groups_of(problems: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Errors first, then questions and warnings; the largest group of each first."""
    counts: dict[tuple[str, str], list[Any]] = {}
    for problem in problems:
        known = counts.setdefault((problem["severity"], problem["code"]), [0, problem["message"]])
        known[0] += 1
    made = [Group(severity, code, *found) for (severity, code), found in counts.items()]
    return tuple(sorted(made, key=lambda one: (ORDER.index(one.severity), -one.count)))


def _matches(problem: Mapping[str, Any], chosen: Mapping[str, str]) -> bool:
    for name in ("severity", "code", "sheet"):
        if chosen[name] and problem[name] != chosen[name]:
            return False
    if not chosen["q"]:
        return True
    told = " ".join(
        str(problem[name] or "") for name in ("cell", "row", "value", "column", "message")
    )
    text = f"{problem['sheet']}!{problem['cell'] or problem['row']} {told}".casefold()
    return all(word in text for word in chosen["q"].casefold().split())


def _standing(problems: Sequence[Mapping[str, Any]]) -> Any:
    sheets = {name: n for n, name in enumerate(dict.fromkeys(p["sheet"] for p in problems))}

    def key(problem: Mapping[str, Any]) -> tuple[int, int, int, int, str]:
        column = str(problem["cell"] or "").rstrip("0123456789")
        severity = ORDER.index(problem["severity"])
        return severity, sheets[problem["sheet"]], problem["row"] or 0, len(column), column

    return key
