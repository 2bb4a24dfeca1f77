"""Writes the person's own workbook back with its problems marked; the input is never touched.

The zip is edited, not written anew. openpyxl, the obvious way, drops what it does not know (shapes,
slicers, threads of comments, form controls, parts of charts) and every value beside a formula, and
sets `fullCalcOnLoad`, so that our own reader would refuse each formula of the copy. Here a sheet
keeps every byte but the format number of a marked cell; values, formulas with their values, other
sheets, charts, macros, defined names and validations are copied. What is lost: a digital signature
no longer matches. What changes: `styles.xml` has more formats, the workbook one more sheet in
front, which is the one selected.

Files of other people are parsed by `in_child`, in a child process with limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from batcher.core.model import Problem
from batcher.workbook.annotate.copying import Copy, Wanted, marked_copy
from batcher.workbook.annotate.safely import in_child
from batcher.workbook.reader import stored
from batcher.workbook.saving import Unwritten, Written, save

__all__ = ["annotate", "in_child"]


def annotate(
    source: Path | bytes,
    problems: Sequence[Problem],
    target: Path,
    language: str = "en",
    *,
    name: str = "",
    encoding: str | None = None,
    sheet: str | None = None,
    make: Callable[[bytes, Wanted], Copy | None] = marked_copy,
) -> Written | None:
    """Write a copy of `source` with `problems` marked at `target`, or at the next free name.

    A bad cell is coloured by severity and commented; a first sheet lists the problems with links.
    A CSV or a folder becomes a workbook of text cells; `sheet` (as `--sheet` names it) is what the
    one sheet of a CSV is called there. Marks of an earlier copy are taken off. The suffix of
    `target` is made to fit. `source` as bytes are those of `reader.stored`, with `name`. `make`:
    who parses it, `in_child` for files of other people.

    None where the file cannot be read at all: there is nothing to mark. Raises OSError where the
    copy cannot be written, Unwritten where a part that no value depends on is broken, the copy
    reads back with other cells than the input, or the child came to no end.
    """
    content = source if isinstance(source, bytes) else stored(source)
    known = name or ("" if isinstance(source, bytes) else source.resolve().name)
    wanted = Wanted(tuple(problems), known, target.name, language, encoding, sheet)
    copy = make(content, wanted)
    if copy is None:
        return None

    def write(temporary: Path) -> Mapping[str, int]:
        temporary.write_bytes(copy.content)
        return {}

    return save(target.with_name(copy.name), write, lambda path, _: _verify(path, copy.content))


def _verify(path: Path, expected: bytes) -> None:
    if path.read_bytes() != expected:
        raise Unwritten(f"{path.name} reads back otherwise than it was written")
