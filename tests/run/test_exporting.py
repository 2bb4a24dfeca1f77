"""Export, edit, run, and export again: what was edited stands, and nothing else has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from batcher.core.live import SUBSCRIPTION, Line
from batcher.core.live import line as live_line
from batcher.core.model import Answer, Workbook
from batcher.core.money import from_minor, line_total_minor, unit_from_minor
from batcher.core.ports import Gateway
from batcher.run import Exported, Source, Wanted, export
from batcher.run import run as run_workbook
from batcher.workbook.prefilled import write_prefilled
from batcher.workbook.reader import read
from tests.double.forms import decode
from tests.run.world import Shelf, World, rows

WORDS = ("Storage", "月額保管料", "=1+1", "Line\nbreak", "007", "Fuel, October")
KEYS = ("team", "order no", "部門")


class Books(Shelf):
    """Workbooks are real files; reports are kept as values."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """Read as the program does, in this process."""
        path = self.folder / name
        path.write_bytes(content)
        return read(path)


def exported(world: World, **more: Any) -> Exported:
    with world.edges(**more) as edges:
        return export(Wanted(), "Asia/Tokyo", "en", edges)


def written(world: World, folder: Path) -> Path:
    return write_prefilled(exported(world).book, folder / "export.xlsx").path


def run(world: World, path: Path) -> Any:
    with world.edges() as edges:
        source = Source(path.read_bytes(), path.name, str(path))
        return run_workbook(source, world.options(time_zone="Asia/Tokyo"), edges)


# A draft of any kind of line, and an edit of any kind of cell.


def drafts(random: Random) -> list[dict[str, Any]]:
    """Customers with drafts whose lines are priced in every way."""
    found: list[dict[str, Any]] = [{"object": "product", "id": "prod_A", "name": "Any"}]
    for number, currency in enumerate(random.choices(("usd", "jpy", "kwd"), k=3)):
        customer = f"cus_{number}"
        found.append({"object": "customer", "id": customer, "name": f"Customer {number}"})
        lines = [_line(random, f"il_{number}_{n}") for n in range(random.randint(0, 14))]
        metadata = {key: random.choice(WORDS) for key in random.sample(KEYS, random.randint(0, 2))}
        found.append(
            {
                "object": "invoice",
                "id": f"in_{number}",
                "customer": customer,
                "currency": currency,
                "metadata": metadata,
                "lines": lines,
            }
        )
    return found


def _line(random: Random, identity: str) -> dict[str, Any]:
    keys = random.sample(KEYS, random.randint(0, 2))
    made: dict[str, Any] = {
        "id": identity,
        "description": random.choice(WORDS),
        "metadata": {key: random.choice(WORDS) for key in keys},
        "discountable": random.random() < 0.5,
    }
    if random.random() < 0.5:
        return {**made, "amount": random.randint(1, 5000) * 10}
    unit = random.choice(("5000", "12.5", "1990"))
    quantity = random.choice(("1", "3", "2.5"))
    priced = {
        **made,
        "product": "prod_A",
        "unit_amount_decimal": unit,
        "quantity_decimal": quantity,
    }
    if random.random() < 0.2:
        return {**priced, "subscription": "sub_A", "discountable": True}
    return priced


Cells = dict[str, Any]  # header -> what a person writes


def edit(random: Random, line: Line, currency: str) -> tuple[Cells, dict[str, Any], set[str]]:
    """Cells that a person writes, the line as it must stand then, and the parameters sent."""
    choices: list[Callable[[], tuple[Cells, dict[str, Any], set[str]]]] = [
        lambda: _metadata(random, line)
    ]
    if line.kind != SUBSCRIPTION:
        choices += [
            lambda: _words(random, line),
            lambda: _count(random, line),
            lambda: _unit(random, line, currency),
            lambda: _total(random, line, currency),
            lambda: ({"discountable": _yes(line)}, {"discountable": not line.discountable},
                     {"discountable"}),
        ]  # fmt: skip
    return random.choice(choices)()


def _yes(line: Line) -> str:
    return "no" if line.discountable else "yes"


def _metadata(random: Random, line: Line) -> tuple[Cells, dict[str, Any], set[str]]:
    key, value = random.choice(KEYS), random.choice(WORDS)
    if key in line.metadata and random.random() < 0.4:
        left = {k: v for k, v in line.metadata.items() if k != key}
        return {f"metadata.{key}": "(clear)"}, {"metadata": left}, {"metadata"}
    cells: Cells = {f"metadata.{key}": value}
    changed = line.metadata.get(key) != value
    return cells, {"metadata": {**line.metadata, key: value}}, {"metadata"} if changed else set()


def _words(random: Random, line: Line) -> tuple[Cells, dict[str, Any], set[str]]:
    words = random.choice([one for one in WORDS if one != line.description])
    return {"description": words}, {"description": words}, {"description"}


def _count(random: Random, line: Line) -> tuple[Cells, dict[str, Any], set[str]]:
    assert line.unit_amount is not None
    count = random.choice([n for n in (Decimal(4), Decimal("0.75")) if n != line.quantity])
    total, _ = line_total_minor(line.unit_amount, count)
    name = "quantity" if count == 4 else "quantity_decimal"
    return {"quantity": float(count)}, {"quantity": count, "amount": total}, {name}


def _unit(random: Random, line: Line, currency: str) -> tuple[Cells, dict[str, Any], set[str]]:
    assert line.quantity is not None
    unit = Decimal(random.choice(("70", "3100")))
    total, _ = line_total_minor(unit, line.quantity)
    whole = line.quantity == line.quantity.to_integral_value()
    cells: Cells = {"unit_amount": float(unit_from_minor(unit, currency))}
    sent = {"price_data", "quantity" if whole else "quantity_decimal"}
    return cells, {"unit_amount": unit, "amount": total, "price": ""}, sent


def _total(random: Random, line: Line, currency: str) -> tuple[Cells, dict[str, Any], set[str]]:
    total = random.randint(1, 999) * 10 + (0 if line.amount % 10 else 100_000)
    after = {"amount": total, "unit_amount": Decimal(total), "quantity": Decimal(1)}
    cells: Cells = {"amount": float(from_minor(total, currency))}
    return cells, {**after, "price": "", "product": ""}, {"amount"}


def edited(path: Path, edits: dict[str, Cells]) -> Path:
    """Each line's cells written into its row; a key that has no column gets one beside the rest."""
    book = openpyxl.load_workbook(path)
    page = book["update_lines"]
    headers = [str(cell.value).rstrip("*") for cell in page[1]]
    for row in range(2, page.max_row + 1):
        for header, value in edits.get(str(page.cell(row, 2).value), {}).items():
            if header not in headers:
                headers.append(header)
                page.cell(1, len(headers), header)
            page.cell(row, headers.index(header) + 1).value = value
            page.cell(row, headers.index(header) + 1).data_type = (
                "s" if isinstance(value, str) else "n"
            )
    book.save(path)
    return path


def lines(world: World) -> dict[str, tuple[Line, str]]:
    """Every line as it stands now, and its currency."""
    state = world.stripe.state
    found = [live_line(raw) for number in range(3) for raw in state.lines(f"in_{number}")]
    return {one.id: (one, one.currency) for one in found}


@pytest.mark.parametrize("number", range(12))
def test_what_was_edited_stands_and_nothing_else(begin: Any, tmp_path: Path, number: int) -> None:
    random = Random(number)
    here = begin(drafts(random))
    here.files = Books(tmp_path)
    before = lines(here)
    expected = {name: one for name, (one, _) in before.items()}
    edits: dict[str, Cells] = {}
    sent: dict[str, set[str]] = {}
    for name, (one, currency) in before.items():
        if random.random() < 0.5:
            edits[name], after, sent[name] = edit(random, one, currency)
            expected[name] = replace(one, **after)
    path = written(here, tmp_path)
    result = run(here, edited(path, edits))
    assert [p["code"] for p in result.object["problems"] if p["severity"] != "warning"] == []
    assert int(result.exit) == 0
    assert {money["difference"].strip("0.") for money in result.object["money"].values()} <= {""}
    changed = {name: names for name, names in sent.items() if names}
    assert rows(result).get("applied", 0) == len(changed)
    assert _sent(here) == changed
    for name, (one, _) in lines(here).items():
        want = expected[name]
        same = {n: getattr(one, n) for n in ("price", "product") if not getattr(want, n)}
        assert one == replace(want, tax_minor=one.tax_minor, **same), name
    again = run(here, written(here, tmp_path))
    assert rows(again).keys() <= {"total", "unchanged"}


def _sent(world: World) -> dict[str, set[str]]:
    """Line -> the names of the parameters that were sent for it."""
    found: dict[str, set[str]] = {}
    for request in world.writes("/update_lines"):
        for line in decode(request.body)["lines"].values():
            found[line["id"]] = set(line) - {"id"}
    return found


# What vanishes while it is read.


class Losing:
    """A gateway behind which a draft vanishes: Stripe knows it no more when its lines are read."""

    def __init__(self, inner: Gateway, gone: str, cursor: str = "") -> None:
        self.inner, self.gone, self.cursor = inner, gone, cursor

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """A 404 for the lines of what is gone, a 400 for a cursor that is."""
        if path == f"/v1/invoices/{self.gone}/lines":
            return _refused(404)
        if self.cursor and ("starting_after", self.cursor) in query:
            return _refused(400)
        return self.inner.get(path, query)

    def post(self, path: str, body: str, key: str) -> Answer:
        """Nothing is ever sent."""
        raise AssertionError(path)


def _refused(status: int) -> Answer:
    error = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such"}
    return Answer(status, json.dumps({"error": error}))


def many(count: int) -> list[dict[str, Any]]:
    """Drafts of eleven lines each, so that their lines are read apart."""
    customer = {"object": "customer", "id": "cus_A", "name": "A"}
    lines = [{"amount": 100, "description": str(n)} for n in range(11)]
    made = [
        {"object": "invoice", "id": f"in_{n}", "customer": "cus_A", "currency": "usd",
         "lines": lines if n < 3 else []}
        for n in range(count)
    ]  # fmt: skip
    return [customer, *made]


def test_a_draft_that_vanishes_is_left_out_with_a_note(begin: Any) -> None:
    here = begin(many(3))
    found = exported(here, gateway=lambda inner: Losing(inner, "in_1"))
    assert (found.invoices, found.lines) == (2, 22)
    assert [one.invoice for one in found.left_out] == ["in_1"]
    assert found.notes == ("Left out: in_1: it is not there any more.",)


def test_a_list_goes_on_where_its_last_draft_vanished(begin: Any) -> None:
    here = begin(many(150))
    whole = exported(here)
    first_page = here.stripe.state.requests[1]
    assert first_page.path == "/v1/invoices"
    last = _last_of_first_page(here)
    found = exported(here, gateway=lambda inner: Losing(inner, "", last))
    assert found.invoices == whole.invoices == 150


def _last_of_first_page(world: World) -> str:
    with world.edges() as edges:
        answer = edges.gateway.get("/v1/invoices", [("status", "draft"), ("limit", "100")])
    return str(json.loads(answer.body)["data"][-1]["id"])


def test_a_key_that_may_not_read_pending_items_still_exports(begin: Any) -> None:
    class Shy(Losing):
        def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
            return _refused(403) if path == "/v1/invoiceitems" else self.inner.get(path, query)

    found = exported(begin(many(3)), gateway=lambda inner: Shy(inner, ""))
    assert (found.invoices, found.pending) == (3, 0)
    assert found.notes == ("Pending invoice items are not shown: Invoice items: Read (No such)",)
