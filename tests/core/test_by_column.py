"""Values kept by column come back as they were, one by one or all together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from batcher.core.by_column import ByColumn, column_of
from batcher.core.live import Line, Tax
from batcher.core.plan.identity import tagged
from tests.core.drafts import invoice, line

LINES = (
    line(1, 100, description="a\x1fb", metadata={"batcher": "op_1"}, quantity=Decimal("1.0")),
    line(2, 200, description="", quantity=Decimal(1), taxes=(Tax("txr_1", 5, 100, False),)),
    line(3, 100, kind="", discountable=None, unit_amount=None, price_object={"id": "price_1"}),
)


@pytest.mark.parametrize("lines", [(), LINES[:1], LINES, (LINES[0],) * 3])
def test_each_comes_back_as_it_was(lines: tuple[Line, ...]) -> None:
    kept = ByColumn(Line, lines)
    assert [repr(one) for one in kept] == [repr(one) for one in lines]
    assert [repr(kept[place]) for place in range(len(kept))] == [repr(one) for one in lines]
    assert (kept, len(kept), kept[:2]) == (lines, len(lines), lines[:2])
    assert repr(kept) == repr(lines)


def test_equal_to_the_last_digit_or_not_the_same() -> None:
    kept = ByColumn(Line, LINES[:2])
    assert [str(one.quantity) for one in kept] == ["1.0", "1"]
    flags = ByColumn(Line, [replace(LINES[0], discountable=flag) for flag in (True, False, None)])
    assert [one.discountable for one in flags] == [True, False, None]


def test_places_count_from_either_end_and_end_there() -> None:
    kept = ByColumn(Line, LINES)
    assert kept[-1] == LINES[2]
    for place in (3, -4):
        with pytest.raises(IndexError):
            kept[place]


def test_a_column_however_the_values_are_kept() -> None:
    for lines in (LINES, ByColumn(Line, LINES)):
        assert list(column_of(lines, "amount")) == [100, 200, 100]
        assert list(column_of(lines, "description")) == ["a\x1fb", "", "Line 3"]
        assert list(column_of(lines, "currency")) == ["usd"] * 3


def test_an_invoice_of_them_answers_as_ever() -> None:
    for lines in (LINES, ByColumn(Line, LINES)):
        own = replace(invoice(1), lines=lines)
        assert (own.amount, own.line("il_2"), own.line("il_9")) == (400, LINES[1], None)
        assert tagged(own, ("op_1",)) == LINES[0]
        assert tagged(own, ("op_2", "")) is None
