"""Writes the evidence of a run as one zip: the same parts give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from batcher.workbook.saving import Unwritten, Written, save

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; real times stand in the parts
_UNIX, _MODE = 3, 0o644 << 16  # on every system, so that the bytes are the same


def write_evidence(parts: Mapping[str, bytes], path: Path) -> Written:
    """Write `parts` in their order at `path`, or at `name-2.zip` … where that name is taken.

    Raises OSError where the folder cannot be written, Unwritten where the file reads back broken.
    """
    return save(path, lambda temporary: _write(parts, temporary), _verify)


def _write(parts: Mapping[str, bytes], path: Path) -> Mapping[str, int]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _MODE
            archive.writestr(entry, content)
    return {name: len(content) for name, content in parts.items()}


def _verify(path: Path, sizes: Mapping[str, int]) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            found = {entry.filename: entry.file_size for entry in archive.infolist()}
    except zipfile.BadZipFile as broken:
        raise Unwritten(f"{path.name} cannot be read back: {broken}") from broken
    if damaged or found != dict(sizes):
        raise Unwritten(f"{path.name} reads back otherwise: {damaged or sorted(found)}")
