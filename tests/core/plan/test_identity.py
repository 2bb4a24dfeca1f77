"""What makes two rows the same operation: pinned, because a change would bill people twice."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from batcher.core.checking import check
from batcher.core.plan.identity import operation_id, ordinal_of, request_key
from batcher.core.values import Context
from tests.core.drafts import invoice, line, live, plan, plan_of
from tests.core.sheets import book, sheet

DRAFTS = live(
    invoice(1, line(1, 100), line(2, 200)),
    invoice(2, currency="jpy"),
    customers={"cus_1": {}},
    prices={"price_1": {"id": "price_1", "currency": "usd", "unit_amount_decimal": "2500"}},
)
ADD = ["invoice", "amount", "description"]


def ids(*sheets: Any, **more: Any) -> list[str]:
    return [operation.id for operation in plan(*sheets, on=DRAFTS, **more).operations]


def one(header: list[str], row: list[object], name: str = "add_lines", **more: Any) -> str:
    (found,) = ids(sheet(name, header, row), **more)
    return found


# The canonical form, version 1. A change of any id here needs a new VERSION and a way to migrate.
PINNED: list[tuple[str, list[str], list[object], str]] = [
    ("add_lines", ADD, ["in_1", 5.0, "Fuel"], "op_9b41a9de72ccebf42361c1c1"),
    ("add_lines", ["invoice", "amount"], ["in_2", 500.0], "op_47d473b4b3bf84add91ca740"),
    (
        "add_lines",
        ["invoice", "price", "quantity"],
        ["in_1", "price_1", 2.5],
        "op_91af2402696adb23535c6b00",
    ),
    (
        "add_lines",
        ["invoice", "unit_amount", "quantity", "product", "tax_behavior", "tax_rates"],
        ["in_1", "0.125", 3.0, "prod_1", "inclusive", "txr_1,txr_2"],
        "op_33d3e5f2313248fd5a098f7e",
    ),
    (
        "add_lines",
        ["invoice", "amount", "period_start", "period_end", "discountable", "metadata.部門"],
        ["in_1", 5.0, "2026-11-01", "2026-11-30", "no", "営業"],
        "op_11ee9809ee72e0a75227daf3",
    ),
    (
        "add_lines",
        [
            "invoice",
            "amount",
            "tax_1_amount",
            "tax_1_taxable_amount",
            "tax_1_name",
            "tax_1_percentage",
            "tax_1_inclusive",
        ],
        ["in_1", 10.0, 1.0, 10.0, "VAT", 10.0, "no"],
        "op_7b71f2f8f8e3e916c36c60b9",
    ),
    (
        "update_lines",
        ["invoice", "line", "amount"],
        ["in_1", "il_1", 5.0],
        "op_2f00d5c76ee597a3d5f04cac",
    ),
    (
        "update_lines",
        ["invoice", "line", "tax_rates"],
        ["in_1", "il_1", "(clear)"],
        "op_0abeafd887e51546263eda6b",
    ),
    (
        "remove_lines",
        ["invoice", "line", "behavior"],
        ["in_1", "il_1", "unassign"],
        "op_47b3938dcb739dbfa8a65262",
    ),
    ("invoice_metadata", ["invoice", "metadata.k"], ["in_1", "v"], "op_9a2543283f8fed3e71b9b965"),
    (
        "create_invoices",
        ["ref", "customer", "collection_method", "currency", "due_date"],
        ["a", "cus_1", "send_invoice", "usd", "2026-12-31"],
        "op_5e218c808c0c8afe9df19935",
    ),
]


@pytest.mark.parametrize(("name", "header", "row", "pinned"), PINNED)
def test_the_canonical_form_is_pinned(
    name: str, header: list[str], row: list[object], pinned: str
) -> None:
    assert one(header, row, name) == pinned


def test_the_idempotency_key_is_pinned() -> None:
    (request,) = plan(sheet("add_lines", ADD, ["in_1", 5.0, "Fuel"]), on=DRAFTS).requests
    key = request_key(request.carried, request.path, request.body, 1)
    assert key == "b1-0bef09d03127fc159739b8ea59d8388e1834dd1b"
    others = {
        request_key(["op_2"], request.path, request.body, 1),
        request_key(request.carried, "/v1/invoices/in_2/add_lines", request.body, 1),
        request_key(request.carried, request.path, request.body + "&x=1", 1),
        request_key(request.carried, request.path, request.body, 2),
    }
    assert len(others | {key}) == 5


SAME: list[tuple[list[str], list[object]]] = [
    (["請求書ID", "金額", "説明"], ["in_1", 5.0, "Fuel"]),
    (["description", "amount", "invoice"], ["Fuel", 5.0, "in_1"]),
    (ADD, ["in_1", "５", "Fuel "]),
    (ADD, ["in_1", "$5.00", "Fuel"]),
    (["invoice", "amount_minor", "description"], ["in_1", 500.0, "Fuel"]),
    ([*ADD, "currency"], ["in_1", 5.0, "Fuel", "USD"]),
    ([*ADD, "note"], ["in_1", 5.0, "Fuel", "mine"]),
    ([*ADD, "status", "operation_id"], ["in_1", 5.0, "Fuel", "refused", "op_other R-1 x!2"]),
]


@pytest.mark.parametrize(("header", "row"), SAME)
def test_language_order_and_notes_do_not_count(header: list[str], row: list[object]) -> None:
    assert one(header, row) == one(ADD, ["in_1", 5.0, "Fuel"])


OTHER: list[tuple[list[str], list[object]]] = [
    (ADD, ["in_1", 5.01, "Fuel"]),
    (ADD, ["in_1", -5.0, "Fuel"]),
    (ADD, ["in_1", 5.0, "fuel"]),
    ([*ADD, "correction_no"], ["in_1", 5.0, "Fuel", "2"]),
    ([*ADD, "discountable"], ["in_1", 5.0, "Fuel", "yes"]),
    ([*ADD, "metadata.k"], ["in_1", 5.0, "Fuel", "v"]),
    ([*ADD, "tax_rates"], ["in_1", 5.0, "Fuel", "(clear)"]),
    (["invoice", "unit_amount", "description"], ["in_1", 5.0, "Fuel"]),
    (ADD, ["in_2", 500.0, "Fuel"]),
]


@pytest.mark.parametrize(("header", "row"), OTHER)
def test_any_other_content_is_another_operation(header: list[str], row: list[object]) -> None:
    assert one(header, row) != one(ADD, ["in_1", 5.0, "Fuel"])


def test_a_key_that_may_not_read_its_account_meets_the_same_ids() -> None:
    first = one(ADD, ["in_1", 5.0, "Fuel"])
    assert one(ADD, ["in_1", 5.0, "Fuel"], account="acct_unnamed") == first


def test_the_number_of_lines_in_a_request_does_not_count() -> None:
    rows = [["in_1", float(n), "x"] for n in range(1, 8)]
    assert ids(sheet("add_lines", ADD, *rows)) == ids(
        sheet("add_lines", ADD, *rows), lines_per_request=2
    )


def test_the_order_of_rows_does_not_count() -> None:
    rows = [["in_1", 5.0, "a"], ["in_1", 5.0, "a"], ["in_1", 6.0, "b"]]
    assert set(ids(sheet("add_lines", ADD, *rows))) == set(
        ids(sheet("add_lines", ADD, *rows[::-1]))
    )


def test_identical_rows_are_told_apart_by_their_ordinal() -> None:
    same = ["in_1", 5.0, "Fuel"]
    first, second = ids(sheet("add_lines", ADD, same, same))
    assert first == one(ADD, same)
    assert first != second


def test_a_leftovers_row_keeps_its_ordinal_while_its_content_is_the_same() -> None:
    same = ["in_1", 5.0, "Fuel"]
    first, second = ids(sheet("add_lines", ADD, same, same))
    header = [*ADD, "operation_id"]
    assert one(header, [*same, f"{second} R-1 add_lines!3"]) == second
    both = ids(sheet("add_lines", header, [*same, f"{first} R-1"], [*same, f"{first} R-1"]))
    assert both == [first, second]
    changed = one(header, ["in_1", 6.0, "Fuel", f"{second} R-1 add_lines!3"])
    assert changed == one(ADD, ["in_1", 6.0, "Fuel"])


def test_identities_of_an_earlier_run_win() -> None:
    same = ["in_1", 5.0, "Fuel"]
    first, second = ids(sheet("add_lines", ADD, same, same))
    settled = {("add_lines", 2): second, ("add_lines", 3): first}
    assert ids(sheet("add_lines", ADD, same, same), identities=settled) == [second, first]


DATES: list[tuple[object, object, str]] = [
    ("2026-11-01", "2026/11/1", "Asia/Tokyo"),
    ("2026-11-01", "令和8年11月1日", "America/New_York"),
    ("2026-11-01", "2026-11-01", "Asia/Kathmandu"),
]


@pytest.mark.parametrize(("first", "second", "zone"), DATES)
def test_dates_count_as_written_whatever_the_zone(first: object, second: object, zone: str) -> None:
    header = ["invoice", "amount", "period_start", "period_end"]

    def own(day: object, name: str) -> str:
        made = book(sheet("add_lines", header, ["in_1", 5.0, day, "2026-12-31"]))
        read = check(made, Context(ZoneInfo(name)))
        return plan_of(read, DRAFTS, zone=ZoneInfo(name)).operations[0].id

    assert own(first, "UTC") == own(second, zone)


def test_a_day_and_an_instant_within_it_differ() -> None:
    header = ["invoice", "amount", "period_start", "period_end"]
    ends = ["2026-11-30", "2026-11-30T00:00:00", "2026-11-30T12:00:00", "2026-11-30T23:59:59"]
    own = [one(header, ["in_1", 5.0, "2026-11-01", end]) for end in ends]
    assert own[0] == own[3]
    assert len(set(own)) == 3


def test_a_new_invoices_rows_belong_to_what_creates_it() -> None:
    header = ["ref", "customer", "collection_method", "currency"]

    def rows(customer: str) -> list[str]:
        return ids(
            sheet("create_invoices", header, ["a", customer, "charge_automatically", "usd"]),
            sheet("add_lines", ["invoice", "amount"], ["@a", 5.0]),
        )

    assert rows("cus_1") == rows("cus_1")
    assert rows("cus_1")[1] != rows("cus_2")[1]


def test_ordinals_are_found_again() -> None:
    assert ordinal_of("c", operation_id("c", 3), 3) == 3
    assert ordinal_of("c", operation_id("c", 3), 2) is None
    assert ordinal_of("d", operation_id("c", 3), 3) is None
