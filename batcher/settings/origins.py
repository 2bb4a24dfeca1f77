"""Where a setting's value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """The places a value may stand, the weakest first."""

    DEFAULT = "default"
    FILE = "file"
    ACCOUNT = "account"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Origin:
    """A place: `name` is the path of the file, the table of the account, the variable or the flag;
    '' for a default."""

    where: Where
    name: str = ""
