"""One text in every language we speak."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A template in English and Japanese; `{value}` and the details of a problem are filled in."""

    en: str
    ja: str
