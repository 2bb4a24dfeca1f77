"""Says what a format makes of a text: whether a person sees the very text that the cell holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from batcher.core.model import Fault
from batcher.workbook.formats.pieces import Part, Piece, joined, parts_of

_PARTS_MAX = 4
_AS_IT_IS = frozenset({"@", "General"})
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class TextFormat:
    """The section of a format that texts are shown by: `@` is the text itself."""

    pieces: tuple[Piece, ...]

    def text(self, held: str) -> str:
        """What a cell shows of a text, without the room around it."""
        return "".join(held if p.kind == "general" else p.text for p in self.pieces).strip()

    def doubt(self, held: str) -> Fault | None:
        """Why a text is not what the person sees, or None."""
        shown = self.text(held)
        if shown == held.strip():
            return None
        if not shown:
            return Fault("text_hidden", held[:_SHOWN_MAX])
        return Fault("text_words", shown[:_SHOWN_MAX], {"held": held[:_SHOWN_MAX]})


def shows_texts(parts: tuple[Part, ...]) -> bool:
    """Whether the last of these sections is for texts: the fourth, or one with `@` in it."""
    return len(parts) == _PARTS_MAX or is_of_texts(parts[-1])


def is_of_texts(part: Part) -> bool:
    """Whether a section has the mark of texts, `@`."""
    return any(piece.kind == "general" and piece.text == "@" for piece in part.pieces)


def text_format(number: str, codes: Mapping[str, str]) -> TextFormat | None:
    """The format of this `numFmtId`, or None where it shows any text as it is, as most do."""
    return parse_text_format(codes.get(number, ""))


@lru_cache(maxsize=4096)
def parse_text_format(code: str) -> TextFormat | None:
    """A format code's section for texts; None where it has none, or one that adds nothing."""
    parts = parts_of(code)
    pieces = tuple(piece for piece in parts[-1].pieces if piece.kind != "fill")
    if not shows_texts(parts) or joined(pieces).strip() in _AS_IT_IS:
        return None
    return TextFormat(pieces)
