"""Golden cases: a workbook as CSV beside the invoices and the plan it amounts to.

`pytest tests/core/test_golden.py --update-golden` writes the expected plans anew; review the diff.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from batcher.core.live import Invoice, Live, Missing
from batcher.core.live import invoice as live_invoice
from batcher.core.messages import message
from batcher.core.model import Sheet
from batcher.core.plan import Plan
from batcher.core.plan.identity import request_key
from tests.core.drafts import ids, pairs, plan
from tests.core.sheets import sheet

CASES = sorted(path for path in Path(__file__).parent.parent.joinpath("golden").iterdir())
OBJECTS = ("prices", "invoice_items", "tax_rates", "coupons", "promotion_codes", "customers")


def sheets_of(case: Path) -> list[Sheet]:
    """Every CSV of a case as a sheet of text cells, in order of their names."""
    listed = []
    for path in sorted(case.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[cell or None for cell in row] for row in csv.reader(file, strict=True)]
        listed.append(sheet(path.stem, *rows))
    return listed


def live_of(case: Path) -> Live:
    """live.json: invoices as Stripe's API gives them, other objects by id, null where missing."""
    text = case.joinpath("live.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text, parse_float=Decimal)
    invoices: dict[str, Invoice | Missing] = {
        raw["id"]: live_invoice(raw, raw["lines"]["data"]) for raw in told["invoices"]
    }
    others = {
        kind: {one: Missing("none") if raw is None else raw for one, raw in told[kind].items()}
        for kind in OBJECTS
        if kind in told
    }
    return Live(invoices, **others)


def readable(made: Plan) -> dict[str, object]:
    """What a reviewer wants to see of a plan."""
    return {
        "problems": [
            {
                "at": f"{p.sheet}!{p.cell or p.row}",
                "severity": p.severity.value,
                "code": p.code,
                "message": message(p, "en"),
            }
            for p in made.problems
        ],
        "rows": [
            {
                "at": f"{o.sheet}!{o.row}",
                "id": o.id,
                "status": o.status.value,
                "reason": o.reason,
                "change_minor": o.change_minor,
                "currency": o.currency,
                "changes": [f"{c.column}: {c.old} -> {c.new}" for c in o.changes],
            }
            for o in made.operations
        ],
        "requests": [
            {
                "number": r.number,
                "after": list(r.after),
                "path": r.path,
                "rows": [f"{name}!{row}" for name, row in ids(r.carried, made)],
                "body": pairs(r.body),
                "key": request_key(r.carried, r.path, r.body, r.attempt),
            }
            for r in made.requests
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_plan_of_a_golden_case(case: Path, pytestconfig: pytest.Config) -> None:
    under: dict[str, Any] = json.loads(case.joinpath("terms.json").read_text(encoding="utf-8"))
    made = readable(plan(*sheets_of(case), on=live_of(case), **under))
    expected = case / "plan.json"
    if pytestconfig.getoption("--update-golden"):
        text = json.dumps(made, ensure_ascii=False, indent=1)
        expected.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    assert made == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_golden_cases() -> None:
    assert len(CASES) >= 5
