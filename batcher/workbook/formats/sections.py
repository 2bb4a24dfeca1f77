"""Says what a section of a number format makes of any number: where its digits stand, how it is
scaled, and whether the words around the digits are harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from batcher.workbook.formats.pieces import Condition, Part, Piece, joined

_MINUS = frozenset("-‐‒–—―−﹣－△▲")
# A dash, beside a currency's sign at most: accounting formats write nothing as `$ -`.
_DASHES = re.compile(
    r"[^\d\s()△▲-]{0,4}\s*(?:[-‐‒–—―−﹣－ーｰ]+|0(?:\.0+)?|zero|nil|ゼロ)\s*[^\d\s()△▲-]{0,4}", re.I
)
_SEPARATORS = ".,'’٫٬·"
_GROUPED = re.compile(
    r"[#0?]+(?:[ ,'’\u00a0\u2009\u202f][#0?]{2,3})*[ ,'’\u00a0\u2009\u202f][#0?]{3}"
)
# Words by which a number is another one: thousands, cents, credit. Kanji such as 千 are numerals.
_SCALES = re.compile(
    r"(?<![^\W\d_])(?:K|k|M|MM|B|BN|[Bb]n|mn|mio|Mio|Mrd|Tsd|[Ll]akhs?|[Cc]rores?|[cp]|[Cc]ents?"
    r"|[Pp]ence|(?i:cr|dr|db|hundreds?|thousands?|mill?ions?|billions?))(?![^\W\d_])"
    r"|[¢￠銭‰‱]|ミリオン"
)
_PERCENT = "%％٪"
_SIGN_ONLY = re.compile(r"[-‐‒–—―−﹣－△▲()\s]+")
_LETTERS = ("letters", "elapsed", "noon", "system")
_DIGITS = ("digit", "slash", "general", "point")


@dataclass(frozen=True, slots=True)
class Section:
    """One section understood.

    `atom`: how digits stand: decimal, general (all there are), power (of ten), fraction, literal
    (none, only words), blank, or day. `before` and `after`: what stands around the digits;
    `places`: after the point; `digits_min`: before it; `scale`: what is shown, in times of what is
    held; `minus`: it has a sign of its own; `misleads`: its words make another number of it.
    """

    atom: str
    pieces: tuple[Piece, ...] = ()
    condition: Condition | None = None
    before: str = ""
    after: str = ""
    places: int = 0
    digits_min: int = 0
    scale: Decimal = Decimal(1)
    grouped: bool = False
    percent: bool = False
    minus: bool = False
    misleads: bool = False

    @property
    def is_dash(self) -> bool:
        """True where it shows a dash, a 0 or the word zero, as accountants write nothing."""
        return _DASHES.fullmatch(self.words) is not None

    @property
    def words(self) -> str:
        """What stands around the digits, before and after."""
        return f"{self.before} {self.after}".strip()


def section_of(part: Part) -> Section:
    """What one section does to the numbers it is for."""
    kinds = {piece.kind for piece in part.pieces}
    if not kinds & {"digit", "general"}:
        return _without_digits(part, kinds)
    pieces = tuple(_as_text(part.pieces))
    places = [n for n, piece in enumerate(pieces) if piece.kind in _DIGITS]
    start, end = places[0], places[-1] + 1
    before, middle, after = pieces[:start], pieces[start:end], pieces[end:]
    atom = _atom(middle)
    around = _texts(before), _texts(after)
    percent = any(p.kind == "percent" for p in pieces) or bool({*_PERCENT} & {*"".join(around)})
    made = Section(
        atom,
        pieces,
        part.condition,
        *around,
        percent=percent,
        minus=_signs(*around) > 0,
        misleads=_misleads(atom, pieces, middle, *around),
    )
    return _with_places(made, middle, after) if atom != "fraction" else made


def _without_digits(part: Part, kinds: set[str]) -> Section:
    if kinds & {*_LETTERS, "power"}:
        return Section("day", part.pieces, part.condition)
    shown = joined(piece for piece in part.pieces if piece.kind != "fill")
    return Section("literal" if shown.strip() else "blank", part.pieces, part.condition, shown)


def _as_text(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Letters of days beside digits are words; so is a comma or a power before any digit."""
    digits = False
    for piece in pieces:
        digits = digits or piece.kind in ("digit", "general")
        is_word = piece.kind in _LETTERS or (
            piece.kind in ("comma", "slash", "power") and not digits
        )
        yield Piece("text", piece.text) if is_word else piece


def _atom(middle: Sequence[Piece]) -> str:
    kinds = [piece.kind for piece in middle]
    if "general" in kinds:
        return "general"
    if "power" in kinds:
        return "power"
    return "fraction" if "slash" in kinds else "decimal"


def _texts(pieces: Sequence[Piece]) -> str:
    return joined(piece for piece in pieces if piece.kind == "text")


def _signs(before: str, after: str) -> int:
    """How many signs a number has: a minus in front or behind, a triangle, brackets around it."""
    opened, closed = (text.count("(") - text.count(")") for text in (before, after))
    brackets = max(abs(opened), abs(closed)) if opened * closed <= 0 else abs(opened + closed)
    return brackets + sum(sign in _MINUS for sign in before + after)


def _misleads(
    atom: str, pieces: Sequence[Piece], middle: Sequence[Piece], before: str, after: str
) -> bool:
    """Whether a person reads other digits, or another power of ten, than stand in the cell; also
    where programs do not agree: about words beside fractions and powers of ten, and before a point
    that no place for a digit stands before."""
    inside = joined(piece for piece in middle if piece.kind == "text")
    fills = joined(piece for piece in pieces if piece.kind == "fill")
    return (
        _signs(before, after) > 1
        or (before + after).count("(") != (before + after).count(")")
        or (atom in ("fraction", "power") and bool(_SIGN_ONLY.sub("", before + after)))
        or (middle[0].kind == "point" and bool(before.strip()))
        or any(sign.isnumeric() for sign in before + inside + after + fills)
        or any(sign in _MINUS or sign in _SEPARATORS for sign in fills)
        or any(_SCALES.search(text) for text in (before, after, inside))
        or re.search(rf"(?:^|[^\w])[{_SEPARATORS}]\s*$", before) is not None
        or after[:1] in tuple(_SEPARATORS)
        or not _stand_together(atom, middle)
    )


def _stand_together(atom: str, middle: Sequence[Piece]) -> bool:
    """False where words part the digits, but for thousands: `# ##0.00`, `##\\,##\\,##0`."""
    kinds = [piece.kind for piece in middle]
    if atom == "general":
        return len(middle) == 1
    if atom == "fraction":
        # Without a whole number before it 12 is shown as 12/1, which may be a day.
        return kinds[-1] == "slash" and {*kinds[:-1]} == {"digit", "text"}
    if kinds.count("point") > 1 or "percent" in kinds:
        return False
    if "text" not in kinds:
        return True
    point = kinds.index("point") if "point" in kinds else len(kinds)
    written = joined(middle[:point])
    return (
        "text" not in kinds[point:] and "comma" not in kinds and bool(_GROUPED.fullmatch(written))
    )


def _with_places(section: Section, middle: Sequence[Piece], after: Sequence[Piece]) -> Section:
    kinds = [piece.kind for piece in middle]
    stop = kinds.index("power") if "power" in kinds else len(kinds)
    point = kinds.index("point") if "point" in kinds[:stop] else stop
    whole = joined(piece for piece in middle[:point] if piece.kind == "digit")
    last = max((n for n, kind in enumerate(kinds[:point]) if kind == "digit"), default=-1)
    thousands = kinds[last + 1 :].count("comma") + [p.kind for p in after].count("comma")
    percents = sum(piece.kind == "percent" for piece in section.pieces)
    return replace(
        section,
        places=kinds[point:stop].count("digit"),
        digits_min=len(whole[whole.index("0") :]) if "0" in whole else 0,
        scale=Decimal(100) ** percents / Decimal(1000) ** thousands,
        grouped="comma" in kinds[: max(last, 0)],
    )
