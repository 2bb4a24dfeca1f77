"""Why settings cannot be used: file, name, value, what is allowed, in both languages."""

from __future__ import annotations

from batcher.core.redacting import redact
from batcher.locale import word

SHOWN_CHARACTERS_MAX = 80


class SettingsUnusable(Exception):
    """Settings that cannot be used; every reason found, as (code of `locale.word`, details)."""

    def __init__(self, *reasons: tuple[str, dict[str, str]]) -> None:
        self.reasons = reasons
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """All reasons in words, without a key or a password."""
        return redact(" ".join(word(code, language, **details) for code, details in self.reasons))


def shown(value: object) -> str:
    """A value as a message repeats it: short, and nothing that lets somebody in."""
    text = redact(value if isinstance(value, str) else str(value))
    return text if len(text) <= SHOWN_CHARACTERS_MAX else f"{text[:SHOWN_CHARACTERS_MAX]}…"
