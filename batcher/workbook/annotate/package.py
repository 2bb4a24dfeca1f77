"""A workbook's zip whose parts can be changed and added; every other part is copied as it is."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from batcher.workbook.annotate.splice import append, as_utf8, attribute, spans, splice
from batcher.workbook.container import LIMITS, Parts, Unreadable, open_zip
from batcher.workbook.markup import chunks

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points at: last word of the relation's type, path of the part (no leading /)."""

    kind: str
    target: str


class Package:
    """The parts of one workbook, found without regard to case."""

    def __init__(self, content: bytes) -> None:
        self._archive = open_zip(content)
        self._parts = Parts(self._archive)
        self._changed: dict[str, tuple[str, bytes]] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        known = self._plain(name)
        return known in self._changed or (name in self._parts and known not in self._dropped)

    def read(self, name: str) -> bytes:
        """An XML part in UTF-8. Raises Unreadable where it is missing or damaged."""
        changed = self._changed.get(self._plain(name))
        return as_utf8(self._stored(name)) if changed is None else changed[1]

    def put(self, name: str, content: bytes) -> None:
        """Change a part, or add one that `declare` makes known."""
        self._changed[self._plain(name)] = (name, content)
        self._dropped.discard(self._plain(name))

    def forget_relations(self, part: str) -> None:
        """Let a part point at nothing."""
        known = self._plain(_relations_of(part))
        self._changed.pop(known, None)
        self._dropped.add(known)

    def free(self, pattern: str) -> str:
        """The first name of a pattern like `xl/comments{}.xml` that no part has."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def declare(self, name: str, content_type: str) -> None:
        """Say what a new part is."""
        content = self.read(_TYPES)
        root = spans(content, {"Types"})[0]
        override = (
            f"<{root.prefix.decode()}Override PartName={attribute('/' + name)} "
            f"ContentType={attribute(content_type)}/>"
        )
        self.put(_TYPES, splice(content, [append(root, override.encode())]))

    def content_type(self, name: str) -> str:
        """What `[Content_Types].xml` says a part is, '' where it says nothing of its own."""
        for span in spans(self.read(_TYPES), {"Override"}):
            if self._plain(span.attributes.get("PartName", "")) == self._plain(name):
                return span.attributes.get("ContentType", "")
        return ""

    def relations(self, part: str) -> dict[str, Relation]:
        """Relation id -> what it points at inside the file; nothing where there are none."""
        path = _relations_of(part)
        if path not in self:
            return {}
        folder = posixpath.dirname(part)
        return {
            span.attributes.get("Id", ""): Relation(
                span.attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(
                    posixpath.join(
                        "/", folder, span.attributes.get("Target", "").replace("\\", "/")
                    )
                ).lstrip("/"),
            )
            for span in spans(self.read(path), {"Relationship"})
            if span.attributes.get("TargetMode") != "External"
        }

    def target(self, part: str, kind: str) -> str:
        """The first part of a kind that `part` points at, '' for none."""
        found = (one.target for one in self.relations(part).values() if one.kind == kind)
        return next(found, "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Point from `part` at `target`; the new relation's id."""
        path = _relations_of(part)
        empty = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        content = self.read(path) if path in self else empty
        taken = {span.attributes.get("Id", "") for span in spans(content, {"Relationship"})}
        number = 1
        while f"batcher{number}" in taken:
            number += 1
        root = spans(content, {"Relationships"})[0]
        relation = (
            f'<{root.prefix.decode()}Relationship Id="batcher{number}" Type="{OFFICE}/{kind}" '
            f"Target={attribute('/' + target)}/>"
        )
        self.put(path, splice(content, [append(root, relation.encode())]))
        return f"batcher{number}"

    def write(self, target: IO[bytes]) -> None:
        """Write all parts, in their old order, new ones last. Raises Unreadable."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            left = dict(self._changed)
            for entry in self._archive.infolist():
                known = self._plain(entry.filename)
                if known in self._dropped or entry.is_dir():
                    continue
                _, content = left.pop(known, ("", None))
                if content is None:
                    content = self._stored(entry.filename)
                written.writestr(entry.filename, content, _method(content))
            for name, content in left.values():
                written.writestr(name, content, _method(content))

    def _stored(self, name: str) -> bytes:
        with self._parts.open(name) as stream:
            return b"".join(chunks(stream))

    @staticmethod
    def _plain(name: str) -> str:
        return name.replace("\\", "/").lstrip("/").casefold()


def _method(content: bytes) -> int:
    """How to pack a part. Thousands of equal comments pack so well that our own reader would take
    them for a bomb: those stay unpacked."""
    if len(content) <= LIMITS.ratio_from_bytes:
        return zipfile.ZIP_DEFLATED
    packed = len(zlib.compress(content, 1))
    unlike_a_bomb = len(content) <= packed * LIMITS.ratio_max // 2
    return zipfile.ZIP_DEFLATED if unlike_a_bomb else zipfile.ZIP_STORED


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def book_of(package: Package) -> str:
    """The path of the workbook's own part. Raises Unreadable where there is none."""
    path = package.target("", "officeDocument") or "xl/workbook.xml"
    if path not in package:
        raise Unreadable("file_damaged", reason=f"{path} is missing")
    return path
