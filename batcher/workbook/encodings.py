"""Knows the names people give encodings: whatever Shift JIS is called, Windows' table is meant."""

from __future__ import annotations

import codecs

# The standard's own table lacks ① and ㈱ and gives ～ another character: no program writes by it.
_WINDOWS_JAPANESE = frozenset({"shift_jis", "windows_31j", "windows_932", "x_sjis", "x_ms_cp932"})


def encoding_named(name: str) -> str:
    """Python's name of an encoding. Raises LookupError for one that is not known."""
    plain = name.strip().casefold().replace("-", "_").replace(" ", "_")
    if plain in _WINDOWS_JAPANESE:
        return "cp932"
    known = codecs.lookup(name.strip()).name
    return "cp932" if known in _WINDOWS_JAPANESE else known
