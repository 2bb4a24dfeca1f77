"""The nouns of the page: who may do what, the files people brought, and what they did with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may do on the page."""

    PREPARE = "prepare"  # bring workbooks, answer questions, hand over for approval
    APPROVE = "approve"  # approve what another person handed over
    ADMIN = "admin"  # say who may do what


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name on the page. `password` is an argon2 hash; `limits_minor`: currency ->
    how much one approval may move at most, in minor units; a currency that is not there has no
    limit. `since` (ISO): when it was last changed; sessions begun before it have ended."""

    name: str
    password: str
    roles: frozenset[Role]
    limits_minor: Mapping[str, int] = field(default_factory=dict)
    active: bool = True
    since: str = ""

    def may(self, role: Role) -> bool:
        """True when this person has the role."""
        return self.active and role in self.roles


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody brought: its bytes are kept under `sha256`, its name is shown, never used."""

    upload: str
    sha256: str
    name: str
    size_bytes: int
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class Action:
    """One thing somebody did on the page: never changed. `subject`: the upload, run or person it
    was done to, '' for none."""

    number: int
    at: str
    who: str
    kind: str
    subject: str
    detail: Mapping[str, object]
