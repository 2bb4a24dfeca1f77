"""Undoing in the world of the tests: through real workbook files, and what stands afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batcher.core.inverse import Inverse, sheets_of
from batcher.core.model import Workbook
from batcher.run import Result, Source
from batcher.run import run as run_workbook
from batcher.run import undo as take_back
from batcher.workbook.prefilled import write_prefilled
from batcher.workbook.reader import read_bytes
from tests.run.world import Shelf, World


class Desk(Shelf):
    """Reads real files too."""

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """A workbook put together by a test, or a real one."""
        if content.startswith(b"PK"):
            return read_bytes(content, name, encoding=encoding)
        return super().read(content, name, encoding)


def desk(here: World) -> World:
    """The world, with real files."""
    here.files = Desk()
    return here


def undo(here: World, run: str, language: str = "en") -> tuple[Inverse, Source]:
    """`batcher undo RUN`: what it comes to, and the workbook it wrote."""
    with here.edges() as edges:
        inverse = take_back(run, edges).inverse
    path = here.home / f"undo-{run}-{language}.xlsx"
    path.unlink(missing_ok=True)
    written = write_prefilled(sheets_of(inverse, run, language), path).path
    return inverse, Source(written.read_bytes(), path.name, str(path))


def run(here: World, source: Source, **chosen: Any) -> Result:
    """`batcher run` of a workbook file."""
    with here.edges() as edges:
        return run_workbook(source, here.options(**chosen), edges)


def undone(here: World, name: str, **chosen: Any) -> Result:
    """`batcher undo RUN` and `batcher run` of what it wrote."""
    return run(here, undo(here, name)[1], **chosen)


Standing = dict[str, tuple[dict[str, str], Counter[str]]]


def standing(here: World) -> Standing:
    """All invoices by id: their metadata, and their lines with all that Stripe shows of them but
    ids, tags, and the prices made for one line alone."""
    state = here.stripe.state
    return {
        invoice["id"]: (
            _untagged(invoice["metadata"]),
            Counter(_line(here, line) for line in state.lines(invoice["id"])),
        )
        for invoice in state.invoices()
    }


def pending(here: World) -> Counter[str]:
    """The pending items, as lines are told."""
    return Counter(_line(here, item) for item in here.stripe.state.pending())


def _line(here: World, line: Mapping[str, Any]) -> str:
    shown = {
        "amount": line["amount"],
        "quantity": line["quantity_decimal"],
        "unit": line["pricing"]["unit_amount_decimal"],
        "description": line["description"],
        "discountable": line["discountable"],
        "period": line["period"],
        "metadata": _untagged(line["metadata"]),
        "taxes": [(tax["amount"], tax["taxable_amount"]) for tax in line.get("taxes", ())],
        "off": [one["amount"] for one in line.get("discount_amounts", ())],
    }
    return str(shown)


def _untagged(metadata: Mapping[str, str]) -> dict[str, str]:
    return {key: metadata[key] for key in sorted(metadata) if key != "batcher"}


def file_of(here: World, name: str) -> Path:
    """Where `undo` wrote."""
    return here.home / name
