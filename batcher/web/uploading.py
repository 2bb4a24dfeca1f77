"""What somebody drops: one workbook, or several CSV files as one; their names are never paths."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from batcher.workbook.folder import SUFFIXES, pack_files

NAME_LETTERS_MAX = 120
BOOKS = (".xlsx", ".xlsm")


class NotTaken(Exception):
    """These files are not what a run is made of; the argument is a label code."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file as it came: the name the browser told, and its bytes."""

    name: str
    content: bytes


def one_of(dropped: Sequence[Dropped]) -> Dropped:
    """The one input these files make: the file itself, or several CSVs as a folder of them.

    Raises NotTaken.
    """
    files = [Dropped(plain_name(one.name), one.content) for one in dropped if one.name]
    if not files:
        raise NotTaken("page.upload.none")
    if len(files) == 1:
        return files[0]
    if any(_suffix(one.name) not in SUFFIXES for one in files):
        raise NotTaken("page.upload.mixed")
    if len({one.name.casefold() for one in files}) < len(files):
        raise NotTaken("page.upload.twice")
    packed = pack_files((one.name, one.content) for one in files)
    return Dropped(" + ".join(sorted(one.name for one in files))[:NAME_LETTERS_MAX], packed)


def plain_name(told: str) -> str:
    """The name as it is shown: its last part, without letters that control or turn text."""
    last = told.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    return unicodedata.normalize("NFC", shown).strip()[-NAME_LETTERS_MAX:] or "workbook"


def file_name(name: str, suffix: str = "") -> str:
    """A name a download may have everywhere: of Windows' reserved ones, too."""
    stem = "".join("_" if c in '<>:"/\\|?*' else c for c in plain_name(name)).rstrip(". ")
    stem = stem or "workbook"
    if stem.partition(".")[0].upper() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem}{suffix}"


_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
)


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2].casefold()}" if "." in name else ""
