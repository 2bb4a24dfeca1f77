"""The whole way: example, check, review, confirm, progress, result, files, undo, history."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from batcher.fleet.upkeep import VERIFIED
from batcher.submissions import CANCELLED, ENDED, GIVEN_BACK, OPENED, SUBMITTED, TAKEN
from batcher.web.office import Office
from batcher.web.screens import review
from tests.web.somebody import Somebody


def tiles(page: str) -> dict[str, str]:
    return dict(re.findall("<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def test_the_first_screen_says_what_to_do(owner: Somebody) -> None:
    owner.get("/")
    assert "Fill in the workbook: one row for each change" in owner.page
    assert owner.has_form("/uploads/example")
    for name in ("example", "template"):
        book = owner.client.get(f"/templates/{name}.xlsx").content
        assert "add_lines" in openpyxl.load_workbook(io.BytesIO(book)).sheetnames


def test_the_example_is_corrected_and_taken_back(owner: Somebody, office: Office) -> None:
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    assert "220 rows, no errors." in owner.said()
    owner.review()
    assert tiles(owner.page)["Rows to send"] == "220"
    digest = owner.form("/send")["digest"]
    owner.confirm()
    run = owner.path
    assert run.startswith("/runs/R-")
    assert tiles(owner.page)["Applied"] == "220"
    assert "Every row of the workbook now stands in Stripe." in owner.said()

    report = owner.client.get(f"{run}/files/report")
    assert "Reconciliation" in openpyxl.load_workbook(io.BytesIO(report.content)).sheetnames
    plan = owner.client.get(f"{run}/files/plan").json()
    assert plan["digest"] == digest
    kept = owner.client.get(f"{run}/files/evidence").content
    assert "report.xlsx" in zipfile.ZipFile(io.BytesIO(kept)).namelist()

    owner.get(run)
    owner.send("/verify")
    assert "Nothing has changed in Stripe since the run." in owner.said()
    owner.send("/undo")
    owner.wait()
    assert owner.path.startswith("/uploads/U-")
    assert "undo-R-" in owner.page
    owner.review()
    owner.confirm(accept=[])
    assert tiles(owner.page)["In doubt"] == "0"
    history = owner.get("/runs")
    assert history.count('href="/runs/R-') >= 4
    owner.get("/activity")
    assert "confirmed and sent" in owner.said()


def test_what_workers_did_stands_among_what_people_did(owner: Somebody, office: Office) -> None:
    """The queue's workers write into the same ledger."""
    for kind in (SUBMITTED, TAKEN, OPENED, GIVEN_BACK, ENDED, CANCELLED):
        office.ledger.desk.act("worker-1", kind, "U-20261101-00000000")
    office.ledger.desk.act("worker-1", VERIFIED, "R-20261101-080000-000000")
    owner.get("/activity")
    assert owner.status == 200
    assert "took it from the queue" in owner.said()


def test_a_plan_is_sent_once_however_often_it_is_asked(owner: Somebody, office: Office) -> None:
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    fields = {**owner.form("/send"), "seen": re.findall('name="seen" value="([^"]+)"', owner.page)}
    address = owner.path.replace("/review", "/send")
    owner.post(address, fields)
    owner.post(address, fields)
    owner.wait()
    assert len(office.ledger.runs()) == 1
    office.works.drop("send")
    owner.post(address, fields)
    (record,) = office.ledger.runs()
    assert owner.path == f"/runs/{record.run}"


def test_another_plan_than_the_one_shown_is_not_sent(owner: Somebody, office: Office) -> None:
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    owner.confirm(digest="0" * 64)
    assert owner.status == 409
    assert "Something has changed since you looked." in owner.said()
    assert office.ledger.runs() == []


def test_warnings_have_to_be_ticked(owner: Somebody, office: Office) -> None:
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    if 'name="seen"' in owner.page:
        owner.confirm(seen=[])
        assert owner.status == 422
        assert office.ledger.runs() == []


def test_problems_are_grouped_filtered_and_marked(owner: Somebody) -> None:
    lines = ["invoice,description,amount,currency"]
    lines += [f"in_1,row {n},1.2345,usd" for n in range(120)]
    lines += ["cus_9,wrong id,5.00,usd"]
    owner.bring("add_lines.csv", "\n".join([*lines, ""]).encode())
    assert "121 errors have to be mended first" in owner.said()
    path = owner.path
    owner.get(f"{path}?code=id_wrong_prefix")
    assert "1 of 121" in owner.said()
    assert "A122" in owner.said()
    owner.get(f"{path}?code=amount_places&page=3")
    assert "120 of 121" in owner.said()
    assert "Page 3 of 3" in owner.said()
    owner.get(f"{path}?q=c7+usd")
    assert "C7" in owner.said()
    marked = owner.client.get(f"{path}/marked")
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames[1:] == ["add_lines"]


def test_several_csv_files_are_one_workbook(owner: Somebody) -> None:
    owner.get("/")
    files = [
        ("files", ("C:\\fake\\add_lines.csv", b"invoice,description,amount\nin_1,a,5.00\n")),
        ("files", ("../update_lines.csv", b"invoice,line,amount\nin_1,il_1,6.00\n")),
    ]
    owner.send("/uploads", files=files)
    owner.wait()
    assert "2 rows, no errors." in owner.said()
    owner.get("/")
    owner.send("/uploads", files=[files[0], ("files", ("b.xlsx", b"PK"))])
    assert owner.status == 400
    assert "CSV or TSV files" in owner.said()


def test_what_no_run_can_read_is_said(owner: Somebody) -> None:
    owner.bring("picture.xlsx", b"%PDF-1.7 not a workbook")
    assert "could not be read" in owner.said()
    assert not owner.has_form("/send")


@pytest.mark.parametrize("is_opened", [False, True])
def test_a_confirmation_no_run_came_of_is_told_as_that(
    owner: Somebody, office: Office, monkeypatch: pytest.MonkeyPatch, is_opened: bool
) -> None:
    """The server ended between writing the confirmation down and the run; the browser, which had
    no answer, sends the same form again. That it `was sent already` would be untrue."""
    monkeypatch.setattr(review, "BEGUN_S", 0.0)
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    upload = owner.path.split("/")[2]
    seen = re.findall('name="seen" value="([^"]+)"', owner.page)
    fields = {**owner.form("/send"), "seen": seen}
    once = fields["once"]
    told = {"digest": fields["digest"], "form": once}
    assert office.ledger.desk.act(office.owner, "sent", upload, f"send:{upload}:{once}", **told)
    if is_opened:  # and its run was named, but not yet in the ledger
        office.ledger.desk.act(office.owner, "run_opened", upload, run="R-20261123-000000-aaaaaa")
    owner.post(f"/uploads/{upload}/send", fields)
    assert owner.path == f"/uploads/{upload}/sending"
    assert "no run has come of it so far: nothing was sent" in owner.said()
    assert office.ledger.runs() == []
    owner.confirm()
    assert "Every row of the workbook now stands in Stripe." in owner.said()
    (record,) = office.ledger.runs()
    owner.post(f"/uploads/{upload}/send", fields)  # the first form, once more
    assert owner.path == f"/runs/{record.run}"
    assert len(office.ledger.runs()) == 1
