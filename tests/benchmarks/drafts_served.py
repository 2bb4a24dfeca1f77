"""Drafts on the double and the workbook that corrects them, for the benchmarks of sending."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.double.limits import Limiter, endpoint
from tests.double.server import Served, serve

KEY = "sk_live_" + "x" * 6  # of the double: no account has it
HEADERS = {
    "remove_lines": ("invoice", "line", "behavior"),
    "update_lines": ("invoice", "line", "description"),
    "add_lines": ("invoice", "amount", "description"),
}


@dataclass(slots=True)
class Seen:
    """What the server saw: when each call came (monotonic seconds), its endpoint, its status."""

    calls: list[tuple[float, str, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, method: str) -> list[tuple[float, str, int]]:
        """The calls of one method, in the order they came."""
        with self.lock:
            return sorted(call for call in self.calls if call[1].startswith(method))


@contextmanager
def served(latency_s: float, each: float, total: float) -> Iterator[tuple[Served, Seen]]:
    """A double with limits that answers after `latency_s`, and what it sees."""
    seen = Seen()
    with serve(livemode=True, key=KEY) as double:
        answer = double.answer

        def watched(method: str, path: str, text: str, headers: dict[str, str]) -> Any:
            came = time.monotonic()
            reply = answer(method, path, text, headers)
            with seen.lock:
                seen.calls.append((came, endpoint(method, path), reply.status))
            return reply

        double.answer = watched  # type: ignore[method-assign]
        double.latency_s, double.limiter = latency_s, Limiter(each, total)
        yield double, seen


def correct(double: Served, path: Path, invoices: int, lines: int) -> int:
    """Drafts, and a workbook that removes, updates and adds `lines` on each; the rows asked for."""
    book = xlsxwriter.Workbook(path)
    sheets = {name: book.add_worksheet(name) for name in HEADERS}
    for name, headers in HEADERS.items():
        sheets[name].write_row(0, 0, headers)
    for number in range(invoices * lines):
        if number % lines == 0:
            invoice = double.state.invoice("usd")
        gone, kept = (double.state.line(invoice, 1000 + number) for _ in range(2))
        rows = (
            (invoice, gone, "delete"),
            (invoice, kept, f"Order {number}"),
            (invoice, 5, f"Fee {number}"),
        )
        for sheet, row in zip(sheets.values(), rows, strict=True):
            sheet.write_row(number + 1, 0, row)
    book.close()
    return 3 * invoices * lines
