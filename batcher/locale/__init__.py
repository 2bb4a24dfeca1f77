"""Every word people read, in English and Japanese. Imported by all, imports nothing of ours.

`problem()` renders a problem code, `word()` a label. The texts stand beside this file, one file per
room of the package; a code that is in none of them is a KeyError, and a test finds it.
"""

from __future__ import annotations

from collections.abc import Mapping

from batcher.locale import (
    checking,
    connecting,
    exporting,
    planning,
    reading,
    running,
    undoing,
    values,
)
from batcher.locale.labels import LABELS
from batcher.locale.text import Text

__all__ = ["LABELS", "LANGUAGES", "PROBLEMS", "problem", "word"]

LANGUAGES = ("en", "ja")

PROBLEMS: dict[str, Text] = {
    **reading.PROBLEMS,
    **values.PROBLEMS,
    **checking.PROBLEMS,
    **exporting.PROBLEMS,
    **planning.PROBLEMS,
    **running.PROBLEMS,
    **connecting.PROBLEMS,
    **undoing.PROBLEMS,
}


class _Detail(str):
    """A detail in a text: `{reason: (%)}` shows it where the % stands, and nothing if empty."""

    def __format__(self, around: str) -> str:
        return (around or "%").replace("%", self) if self else ""


class _Details(dict[str, str]):
    """Details a caller left out read as empty rather than as an error at the worst moment."""

    def __getitem__(self, key: str) -> _Detail:
        return _Detail(self.get(key, ""))


def problem(code: str, language: str = "en", details: Mapping[str, str] | None = None) -> str:
    """The message of a problem: what was found, what is allowed, how to mend it."""
    text = PROBLEMS[code]
    template = text.ja if language == "ja" else text.en
    return template.format_map(_Details(details or {}))


def word(code: str, language: str = "en", /, **details: str) -> str:
    """A label or a sentence of the report, the page or the command line."""
    text = LABELS[code]
    template = text.ja if language == "ja" else text.en
    return template.format_map(_Details(details))
