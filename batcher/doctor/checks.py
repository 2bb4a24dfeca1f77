"""What one check came to, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from batcher.core.redacting import redact
from batcher.locale import word


class Health(StrEnum):
    """How bad it is: `warning` lets work begin, `problem` does not."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `found` and `todo` are for people, `todo` '' where nothing is to do."""

    name: str
    status: Health
    found: str
    todo: str = ""


def usable(checks: Iterable[Check]) -> bool:
    """Whether nothing stands in the way of work."""
    return all(check.status is not Health.PROBLEM for check in checks)


def fine(name: str, found: str) -> Check:
    """Nothing to do."""
    return Check(name, Health.OK, redact(found))


def mind(name: str, found: str, todo: str, language: str, **details: str) -> Check:
    """A warning; `todo` is a code of `locale.word`."""
    return Check(name, Health.WARNING, redact(found), word(todo, language, **details))


def stop(name: str, found: str, todo: str, language: str, **details: str) -> Check:
    """A problem; `todo` is a code of `locale.word`."""
    return Check(name, Health.PROBLEM, redact(found), word(todo, language, **details))
