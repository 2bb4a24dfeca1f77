"""The auditor itself: a true account passes, and each sort of wrong is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.faults.account import Account, Invoice, Line
from tests.faults.auditor import Case, Claim, Hand, judge, statuses
from tests.faults.rows import Row

LINES = {
    "il_1": Line("il_1", "ii_1", 1000, "1", "first"),
    "il_2": Line("il_2", "ii_2", 2000, "1", "second"),
    "il_3": Line("il_3", "ii_3", 4000, "1", "third"),
}
BEFORE = Account({"in_A": Invoice("in_A", "draft", "usd", "", {"kept": "yes"}, LINES)}, {})
ROWS = (
    Row("r1", "update", "in_A", "usd", "il_1", "ii_1", 1500, change=500),
    Row("r2", "delete", "in_A", "usd", "il_2", "ii_2", change=-2000),
    Row("r3", "add", "in_A", "usd", amount=70, description="new", size=2, change=70),
    Row("r4", "add", "in_A", "usd", amount=70, description="new", size=2, change=70),
    Row("r5", "metadata", "in_A", "usd", description="seen"),
)
DONE_LINES = {
    "il_1": replace(LINES["il_1"], amount=1500),
    "il_3": LINES["il_3"],
    "il_9": Line("il_9", "ii_9", 70, "1", "new"),
    "il_8": Line("il_8", "ii_8", 70, "1", "new"),
}
SEEN = {"kept": "yes", "checked": "seen"}
AFTER = Account({"in_A": Invoice("in_A", "draft", "usd", "", SEEN, DONE_LINES)}, {})
MONEY = {"before": "70.00", "expected_change": "-13.60", "actual_change": "-13.60",
         "other_change": "0.00", "difference": "0.00"}  # fmt: skip
SAID = {f"r{n}": "applied" for n in range(1, 6)}
COUNTS = {"total": 5, "applied": 5, "unchanged": 0, "rejected": 0, "refused": 0, "not_sent": 0,
          "in_doubt": 0}  # fmt: skip
TOLD = {"rows": COUNTS, "money": {"usd": MONEY}, "problems": []}


def found(
    now: Account = AFTER,
    code: int = 0,
    told: Mapping[str, Any] = TOLD,
    said: Mapping[str, str] | None = SAID,
    *,
    hands: tuple[Hand, ...] = (),
    final: bool = False,
) -> list[str]:
    case = Case(BEFORE, ROWS, hands)
    return judge(case, now, Claim(code, told, said, 3), final=final).all()


def lines(change: Callable[[dict[str, Line]], object], now: Account = AFTER) -> Account:
    """The account with the lines of its one invoice changed."""
    own = dict(now.invoices["in_A"].lines)
    change(own)
    return replace(now, invoices={"in_A": replace(now.invoices["in_A"], lines=own)})


def counted(**counts: int) -> dict[str, Any]:
    return {**TOLD, "rows": {**COUNTS, **counts}}


def test_all_is_well() -> None:
    assert found(final=True) == []


def test_a_line_twice() -> None:
    now = lines(lambda own: own.update(il_7=Line("il_7", "ii_7", 70, "1", "new")))
    assert any(one.startswith("duplicates: r3 add: 3 x, asked 2 x") for one in found(now))


def test_a_line_that_is_missing() -> None:
    now = lines(lambda own: own.pop("il_8"))
    assert "untrue: r3 add is said ['applied', 'applied'], stands 1 x" in found(now)
    assert "lost: r3 add: 1 x" in found(now, final=True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda own: own.update(il_3=replace(LINES["il_3"], amount=1)), "il_3 became"),
        (lambda own: own.update(il_1=replace(DONE_LINES["il_1"], quantity="2")), "il_1 became"),
        (lambda own: own.pop("il_3"), "il_3 is gone"),
        (lambda own: own.update(il_7=Line("il_7", "", 5, "1", "odd")), "which nobody asked for"),
    ],
)
def test_what_nobody_asked_for(change: Callable[[dict[str, Line]], object], told: str) -> None:
    assert any(one.startswith("foreign: ") and told in one for one in found(lines(change)))


def test_other_things_nobody_asked_for() -> None:
    invoice = AFTER.invoices["in_A"]
    for now, told in (
        (replace(AFTER, pending={"ii_2": 2000}), "ii_2 was left pending"),
        (replace(AFTER, invoices={}), "in_A is gone"),
        (replace(AFTER, invoices={"in_A": replace(invoice, status="open")}), "became open"),
        (replace(AFTER, invoices={"in_A": replace(invoice, metadata={})}), "has kept=None"),
        (replace(AFTER, invoices={**AFTER.invoices, "in_B": replace(invoice, invoice="in_B")}),
         "was made for nobody"),
    ):  # fmt: skip
        assert any(told in one for one in found(now)), told


@pytest.mark.parametrize(
    ("status", "counts"),
    [("not_sent", {"applied": 4, "not_sent": 1}), ("refused", {"applied": 4, "refused": 1})],
)
def test_denied_though_it_stands(status: str, counts: dict[str, int]) -> None:
    money = {**MONEY, "expected_change": "-18.60", "difference": "5.00"}
    told = {**counted(**counts), "money": {"usd": money}}
    assert found(code=3, told=told, said={**SAID, "r1": status}) == [
        f"untrue: r1 update is said ['{status}'], stands 1 x"
    ]


def test_doubt_is_no_claim() -> None:
    money = {**MONEY, "expected_change": "-18.60", "difference": "5.00"}
    told = {**counted(applied=4, in_doubt=1), "money": {"usd": money}}
    said = {**SAID, "r1": "in_doubt"}
    assert found(code=4, told=told, said=said) == []
    assert found(code=3, told=told, said=said) == ["untrue: rows in doubt with exit 3"]


@pytest.mark.parametrize(
    ("code", "told", "wrong"),
    [
        (0, counted(applied=4, refused=1), "exit 0 with"),
        (0, counted(total=6), "the rows do not add up"),
        (0, {**TOLD, "money": {"usd": {**MONEY, "difference": "1.00"}}}, "exit 0 with"),
        (0, {**TOLD, "money": {"usd": {**MONEY, "before": "80.00"}}}, "come to 6640, 5640"),
        (0, {**TOLD, "money": {"usd": {**MONEY, "other_change": "1.00"}}}, "by others, who did"),
        (0, {**TOLD, "money": {}}, "is not among the money"),
        (0, {**TOLD, "money": {"": MONEY}}, "money of no currency"),
        (1, TOLD, "exit 1 without a problem"),
        (3, TOLD, "exit 3 although everything is there"),
        (5, TOLD, "exit 5 after 3 writes"),
        (99, TOLD, "it crashed with exit 99"),
    ],
)
def test_what_a_command_may_not_say(code: int, told: dict[str, Any], wrong: str) -> None:
    assert any(one.startswith("untrue: ") and wrong in one for one in found(code=code, told=told))


def test_report_and_json_agree() -> None:
    assert any("report Counter" in one for one in found(said={**SAID, "r5": "unchanged"}))
    assert any("rows of the report" in one for one in found(said={"r1": "applied"}))
    assert "untrue: there is no report" in found(said=None)


def test_people_may_change_what_they_touched_and_no_more() -> None:
    edited = lines(lambda own: own.update(il_3=replace(LINES["il_3"], amount=4007)))
    hand = Hand("edit", "in_A", "il_3", 4007, BEFORE)
    assert found(edited, hands=(hand,)) == []
    assert found(edited, hands=(replace(hand, line="il_1"),)) != []


def test_people_may_change_what_a_row_added() -> None:
    mended = replace(DONE_LINES["il_9"], amount=77)
    hand = Hand("edit", "in_A", "il_9", 77, AFTER)
    now = lines(lambda own: own.update(il_9=mended))
    assert found(now, hands=(hand,)) == []
    assert found(now) != []


def test_people_may_change_it_before_its_like_was_added() -> None:
    mended = replace(DONE_LINES["il_9"], amount=77)
    hand = Hand("edit", "in_A", "il_9", 77, lines(lambda own: own.pop("il_8")))
    now = lines(lambda own: own.update(il_9=mended))
    assert found(now, hands=(hand,)) == []
    assert found(lines(lambda own: own.pop("il_8"), now), hands=(hand,)) != []


def test_people_who_change_a_line_hide_no_duplicate() -> None:
    hand = Hand("edit", "in_A", "il_9", 77, AFTER)
    now = lines(lambda own: own.update(il_9=replace(DONE_LINES["il_9"], amount=77)))
    assert found(now, hands=(hand,)) == []
    twice = lines(lambda own: own.update(il_7=Line("il_7", "ii_7", 70, "1", "new")), now)
    assert found(twice, hands=(hand,)) == ["duplicates: r3 add: 3 x, asked 2 x",
                                           "duplicates: r4 add: 3 x, asked 2 x"]  # fmt: skip


def test_a_line_changed_twice_by_hand_stands_for_one_row() -> None:
    hands = (Hand("edit", "in_A", "il_9", 77, AFTER), Hand("edit", "in_A", "il_9", 84, AFTER))
    now = lines(lambda own: own.update(il_9=replace(DONE_LINES["il_9"], amount=84)))
    assert found(now, hands=hands) == []
    lost = lines(lambda own: own.pop("il_8"), now)
    assert "untrue: r3 add is said ['applied', 'applied'], stands 0 x" in found(lost, hands=hands)


def test_statuses(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["a title"], ["invoice", "#mark", "status"], ["in_A", "r1", "applied"], [None] * 3,
                ["in_A", "r2", "refused"]):  # fmt: skip
        sheet.append(row)
    book.create_sheet("Summary").append(["status", "applied"])
    book.save(tmp_path / "r.xlsx")
    assert statuses(tmp_path / "r.xlsx") == {"r1": "applied", "r2": "refused"}
