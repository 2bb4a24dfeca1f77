"""From the drop zone to what was understood and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from batcher.web import doing
from batcher.web.asking import ANSWERED, ENCODINGS, SHEETS, answers_of, options_for, read_answers
from batcher.web.asks import Refused
from batcher.web.uploading import Dropped, NotTaken, file_name, one_of
from batcher.web.views.problems import listing

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.core.model import Problem, Upload
    from batcher.web.asks import Ask
    from batcher.web.works import Work

PATIENCE_S = 2.0  # so long a screen waits before it says that the work is still under way


def take(ask: Ask) -> Response:
    """`POST /uploads`"""
    try:
        dropped = one_of(ask.files)
    except NotTaken as error:
        raise Refused(400, str(error)) from None
    return _kept(ask, dropped)


def take_example(ask: Ask) -> Response:
    """`POST /uploads/example`: the example workbook, as if it had been dropped."""
    from batcher.workbook.template import write_template

    with TemporaryDirectory() as folder:
        written = write_template(Path(folder) / "example.xlsx", ask.language, True)
        return _kept(ask, Dropped("example.xlsx", written.read_bytes()))


def _kept(ask: Ask, dropped: Dropped) -> Response:
    who = ask.visitor.name
    upload = ask.office.ledger.desk.bring(dropped.name, dropped.content, who)
    ask.act("uploaded", upload.upload, name=upload.name, sha256=upload.sha256)
    doing.check(ask.office, upload, who, ask.language)
    return ask.go(f"/uploads/{upload.upload}")


def upload_of(ask: Ask) -> Upload:
    """The upload the address names."""
    upload = ask.office.ledger.desk.upload(ask.path("upload"))
    if upload is None:
        raise Refused(404, "page.refused.unknown")
    return upload


def kept_upload_of(ask: Ask) -> Upload:
    """The same, whose bytes are still there to be read."""
    upload = upload_of(ask)
    if not ask.office.ledger.desk.kept([upload.sha256]):
        raise Refused(410, "page.refused.purged")
    return upload


def show(ask: Ask) -> Response:
    """`/uploads/{upload}`: what was understood, and every problem."""
    upload = kept_upload_of(ask)
    work = doing.check(ask.office, upload, ask.visitor.name, ask.language)
    found = settled(work)
    if found is None:
        return under_way(ask, upload, work, 2)
    assert isinstance(found, doing.Checking)
    return ask.screen(
        "upload",
        upload=upload,
        seen=found.seen,
        listing=listing(found.board, ask.request.query_params),
        errors=found.board.counts["error"],
        blocked=found.blocked,
        answers=answers_of(ask.office, upload),
        sheet_kinds=SHEETS,
        encodings=ENCODINGS,
        step=2,
    )


def settled(work: Work) -> object | None:
    """What a work came to, if it does within a moment."""
    work.ended.wait(PATIENCE_S)
    return work.result if work.ended.is_set() else None


def under_way(ask: Ask, upload: Upload, work: Work, step: int) -> Response:
    """The screen of a work that has not ended, or that failed."""
    return ask.screen("working", 503 if work.failure else 200, upload=upload, work=work, step=step)


def answer(ask: Ask) -> Response:
    """`POST /uploads/{upload}/answers`: what a person decides, kept with the upload."""
    upload = upload_of(ask)
    before = answers_of(ask.office, upload)
    given = read_answers(ask.form, ask.lists.get("accept", []))
    if ask.form.get("part") == "reading":  # how it is read; what was accepted stays so
        given["accept"] = before.get("accept", [])
    merged = {**before, **given}
    for name in ("sheet", "encoding"):
        if name in ask.form and not ask.form[name]:
            merged.pop(name, None)
    ask.act(ANSWERED, upload.upload, **merged)
    back = "/review" if ask.form.get("back") == "review" else ""
    return ask.go(f"/uploads/{upload.upload}{back}")


def again(ask: Ask) -> Response:
    """`POST /uploads/{upload}/again`: read Stripe once more."""
    upload = upload_of(ask)
    ask.office.works.drop("plan", upload.upload)
    ask.office.works.drop("check", upload.upload)
    return ask.go(f"/uploads/{upload.upload}/review")


def original(ask: Ask) -> Response:
    """`/uploads/{upload}/file`: the bytes as they came."""
    upload = upload_of(ask)
    content = ask.office.ledger.desk.content(upload.sha256)
    if content is None:
        raise Refused(410, "page.refused.purged")
    packed = content[:2] == b"PK" and not upload.name.casefold().endswith((".xlsx", ".xlsm"))
    return ask.file(content, file_name(upload.name, ".zip" if packed else ""))


def marked(ask: Ask) -> Response:
    """`/uploads/{upload}/marked`: the person's own workbook with its cells marked."""
    from batcher.workbook.annotate import annotate, in_child
    from batcher.workbook.saving import Unwritten

    upload = kept_upload_of(ask)
    options = options_for(ask.office, upload, ask.language)
    problems = _problems(ask, upload)
    content = ask.office.ledger.desk.content(upload.sha256)
    stem = file_name(upload.name.rpartition(".")[0] or upload.name)
    suffix = ".xlsm" if upload.name.casefold().endswith(".xlsm") else ".xlsx"
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"marked{suffix}"
        try:
            written = annotate(
                content or b"", problems, target, ask.language, name=upload.name,
                encoding=options.encoding, sheet=options.sheet, make=in_child,
            )  # fmt: skip
        except Unwritten as error:
            raise Refused(422, "cli.unmarked", reason=str(error)) from None
        if written is None:
            raise Refused(422, "cli.unmarked", reason="")
        return ask.file(written.path.read_bytes(), f"{stem}-marked{written.path.suffix}")


def _problems(ask: Ask, upload: Upload) -> tuple[Problem, ...]:
    """What Stripe showed too, where it was asked; else what was found without it."""
    if ask.query("with") == "stripe":
        work = doing.plan(ask.office, upload, ask.visitor.name, ask.language)
        work.ended.wait()
        if isinstance(work.result, doing.Planning):
            return work.result.plan.problems
    work = doing.check(ask.office, upload, ask.visitor.name, ask.language)
    work.ended.wait()
    if not isinstance(work.result, doing.Checking):
        raise Refused(503, "page.failed", reason=work.failure)
    return work.result.problems
