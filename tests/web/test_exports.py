"""Drafts out of Stripe: the workbook of `batcher export`, edited and brought back."""

from __future__ import annotations

import io

import openpyxl

from batcher.web.office import Office
from tests.web.somebody import Somebody

MONTH = "2026-10-01"


def exported(owner: Somebody, **asked: str) -> Somebody:
    owner.get("/exports")
    owner.send("/exports", **asked)
    owner.wait()
    return owner


def test_drafts_are_edited_and_brought_back(owner: Somebody, office: Office) -> None:
    owner.get("/")
    assert 'href="/exports"' in owner.page
    exported(owner)
    assert "The workbook is ready." in owner.said()
    answer = owner.client.get(f"{owner.path}/file")
    assert answer.headers["content-disposition"].startswith('attachment; filename="drafts-')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["update_lines"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    amounts = [
        row for row in range(2, sheet.max_row + 1)
        if isinstance(sheet.cell(row, heads["amount"]).value, int | float)
    ]  # fmt: skip
    changed = sheet.cell(amounts[0], heads["amount"])
    before = changed.value
    assert isinstance(before, int | float)
    changed.value = before + 7
    edited = io.BytesIO()
    book.save(edited)
    owner.bring("drafts.xlsx", edited.getvalue())
    assert "no errors" in owner.said()
    owner.review()
    owner.confirm()
    (record,) = office.ledger.runs()
    assert "now stands in Stripe" in owner.said()
    applied = [e for e in office.ledger.events(record.run) if e.kind == "applied"]
    assert len(applied) == 1
    acted = [one for one in office.ledger.desk.actions() if one.kind == "exported"]
    assert [one.detail["status"] for one in acted] == ["draft"]


def test_only_what_was_asked_for(owner: Somebody) -> None:
    exported(owner, invoice="in_Quillmere", customer="")
    assert "<dt>Invoices</dt><dd>1</dd>" in owner.page
    exported(owner, **{"from": "1999-01-01", "to": "1999-12-31"})
    assert "No invoice matches." in owner.said()
    assert "/file" not in owner.page
    exported(owner, status="paid")
    assert "No invoice matches." in owner.said()


def test_what_cannot_be_meant_is_said_and_kept(owner: Somebody, office: Office) -> None:
    exported(owner, invoice="cus_1", customer="cus_2, cus_3")
    assert owner.status == 422
    assert "“cus_1” is no id of that kind: it begins with in_" in owner.said()
    assert ">cus_2, cus_3</textarea>" in owner.page
    exported(owner, **{"from": "2026-12-31", "to": MONTH})
    assert owner.status == 422
    assert "the first is after the last" in owner.said()
    assert office.ledger.desk.actions_of([""], ["exported"]) == []


def test_it_is_for_whoever_asked(owner: Somebody, office: Office) -> None:
    exported(owner, invoice="in_Quillmere")
    path = owner.path
    office.owner = "somebody else"
    with Somebody(office) as other:
        other.get("/enter?token=launch-token-of-these-tests")
        other.get(path)
        assert other.path == "/exports"
        other.get(f"{path}/file")
        assert other.status == 404
