"""The review: what would change, whom to ask, and the one click that sends it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from batcher.brought import HANDED, SENT, WITHDRAWN
from batcher.core import money
from batcher.core.approval import may_approve
from batcher.core.model import Role, Severity
from batcher.web import doing, queueing
from batcher.web.asking import answers_of, options_for
from batcher.web.asks import Refused
from batcher.web.screens.uploads import kept_upload_of, settled, under_way, upload_of
from batcher.web.typed import Wanted, mistyped, wanted_of
from batcher.web.views.chart import Bars, before_after
from batcher.web.views.problems import listing, page_asked

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.core.model import Action, ReviewInvoice, Upload
    from batcher.submissions import Submission
    from batcher.web.asks import Ask
    from batcher.web.doing import Planning
    from batcher.web.works import Work

ROWS_PAGE = 25
INVOICES_SHOWN = 25
BEGUN_S = 3.0  # so long a confirmation may take to become a work


def show(
    ask: Ask, problem: str = "", status: int = 200, wrong: frozenset[str] = frozenset()
) -> Response:
    """`/uploads/{upload}/review`. `problem`: why what was just asked was not done; `wrong`: the
    fields that hold another number than the one to be typed."""
    upload = kept_upload_of(ask)
    work = doing.plan(ask.office, upload, ask.visitor.name, ask.language)
    found = settled(work)
    if found is None:
        return under_way(ask, upload, work, 3)
    assert isinstance(found, doing.Planning)
    review, plan = found.review, found.plan
    pages = max(1, -(-len(review.rows) // ROWS_PAGE))
    page = page_asked(ask.query("rows"), pages)
    handed = handed_of(ask, upload)
    sums = sums_of(review.invoices)
    why_not = _why_not(ask, upload, handed, found)
    return ask.screen(
        "review",
        status,
        here=f"/uploads/{upload.upload}/review",  # also where a form was refused
        upload=upload,
        plan=plan,
        review=review,
        sums=sums,
        chart=before_after(
            [Bars(c, b, b + change) for c, b, change, _ in sums],
            ask.word("cli.money.before"), ask.word("page.after"), ask.word("page.review.chart"),
        ),
        rows=review.rows[(page - 1) * ROWS_PAGE : page * ROWS_PAGE],
        page=page,
        pages=pages,
        invoices=review.invoices[:INVOICES_SHOWN],
        invoices_more=max(0, len(review.invoices) - INVOICES_SHOWN),
        customers={one.invoice: one.customer for one in review.invoices},
        listing=listing(found.board, ask.request.query_params),
        questions={p.code for p in found.blocked if p.severity is Severity.QUESTION},
        is_blocked=bool(found.blocked),
        has_errors=any(p.severity is Severity.ERROR for p in found.blocked),
        warnings=[g for g in found.board.groups if g.severity == "warning"],
        seen=ask.lists.get("seen", []),
        wanted=_wanted(found),
        typed=ask.form,
        wrong=wrong,
        answers=answers_of(ask.office, upload),
        options=(options := options_for(ask.office, upload, ask.language)),
        chosen=doing.mark_of(options),
        handed=handed,
        returned=returned_of(ask, upload),
        may_send=why_not is None,
        why_not=why_not,
        problem=problem,
        step=3,
    )  # fmt: skip


def sums_of(invoices: Sequence[ReviewInvoice]) -> list[tuple[str, int, int, int]]:
    """Currency, before, change (minor units) and how many invoices, of what is to be sent."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in invoices:
        known = sums[one.currency]
        known[0] += one.before_minor
        known[1] += one.change_minor
        known[2] += 1
    return [(currency, *found) for currency, found in sums.items() if currency]  # type: ignore[misc]


def returned_of(ask: Ask, upload: Upload) -> Action | None:
    """The decision that sent it back, None where there is none or it was handed over again."""
    for action in ask.office.ledger.desk.actions(upload.upload):
        if action.kind in (HANDED, SENT):
            return None
        if action.kind == WITHDRAWN:
            return action
    return None


def handed_of(ask: Ask, upload: Upload) -> Action | None:
    """The hand-over that waits for a decision, None where nobody asked or it was decided."""
    for action in ask.office.ledger.desk.actions(upload.upload):
        if action.kind in (WITHDRAWN, SENT):
            return None
        if action.kind == HANDED:
            return action
    return None


def _why_not(ask: Ask, upload: Upload, handed: Action | None, found: Planning) -> str | None:
    """Why this visitor may not send it: a sentence; None where he may."""
    if ask.visitor.is_alone:
        return None
    if not ask.visitor.may(Role.APPROVE):
        return ask.word("page.why_not.role")
    if handed is None:
        return ask.word("page.why_not.handed")
    if not may_approve(ask.visitor.name, {upload.who, handed.who}, another=True):
        return ask.word("page.why_not.own")
    if handed.detail.get("digest") != found.plan.digest:
        return ask.word("page.why_not.drifted")
    return over_limit(ask, found.review.invoices)


def over_limit(ask: Ask, invoices: Sequence[ReviewInvoice]) -> str | None:
    """How much one approval may move: all changes of a currency together, whatever their sign."""
    limits = ask.person.limits_minor if ask.person else {}
    if not limits:
        return None
    moved: dict[str, int] = defaultdict(int)
    for one in invoices:
        moved[one.currency] += abs(one.change_minor)
    for currency, minor in sorted(moved.items(), key=lambda one: one[0] not in limits):
        limit = limits.get(currency, 0)  # of a currency that is not named he may move nothing
        if minor > limit:
            found, allowed = (
                f"{money.show(m, currency)} {currency.upper()}" for m in (minor, limit)
            )
            return ask.word("page.why_not.limit", found=found, allowed=allowed)
    return None


def hand_over(ask: Ask) -> Response:
    """`POST /uploads/{upload}/hand-over`: another person decides."""
    upload, found = upload_of(ask), _planned(ask)
    if found.blocked or found.plan.digest != ask.form.get("digest"):
        return show(ask, ask.word("page.review.moved"), 409)
    ask.act(
        HANDED, upload.upload, digest=found.plan.digest, sha256=upload.sha256,
        account=found.plan.account,
    )  # fmt: skip
    return ask.go(f"/uploads/{upload.upload}/review")


def send_back(ask: Ask) -> Response:
    """`POST /uploads/{upload}/send-back`: it is not approved, and why."""
    upload = upload_of(ask)
    ask.act(WITHDRAWN, upload.upload, why=ask.form.get("why", "")[:500])
    return ask.go(f"/uploads/{upload.upload}/review")


def send(ask: Ask) -> Response:
    """`POST /uploads/{upload}/send`: carry out exactly the plan that was shown, once."""
    upload, found = upload_of(ask), _planned(ask)
    plan = found.plan
    once = ask.form.get("once", "")
    if _sent_by(ask, upload, once) is not None:  # a browser asks again where no answer came
        return ask.go(f"/uploads/{upload.upload}/sending?once={once}")
    handed = handed_of(ask, upload)
    why_not = _why_not(ask, upload, handed, found)
    if why_not is not None:
        return show(ask, why_not, 403)
    options = options_for(ask.office, upload, ask.language)
    agreed = (plan.digest, doing.mark_of(options))
    if found.blocked or agreed != (ask.form.get("digest"), ask.form.get("chosen")):
        return show(ask, ask.word("page.review.moved"), 409)
    wrong = mistyped(_wanted(found), ask.form)
    if wrong:
        return show(ask, ask.word("page.review.mistyped"), 422, wrong)
    if not once or not _all_seen(ask, found):
        return show(ask, ask.word("page.review.unconfirmed"), 422)
    # A hand-over is decided once, whoever of several people decides it at the same moment.
    name = f"send:{upload.upload}:{handed.number if handed else once}"
    told = {"digest": plan.digest, "sha256": upload.sha256, "form": once}
    if not ask.act(SENT, upload.upload, name, **told):
        raise Refused(409, "page.refused.once")
    if queueing.is_on(ask):
        queueing.send(ask, upload, options, plan, once)
    else:
        doing.send(ask.office, upload, options, plan, ask.visitor.name, once)
    return ask.go(f"/uploads/{upload.upload}/sending?once={once}")


def sending(ask: Ask) -> Response:
    """`/uploads/{upload}/sending`: until the run has a name, then on to it."""
    upload, once = upload_of(ask), ask.query("once")
    queued = queueing.of_upload(ask, upload, once)
    if queued is not None:
        return _until_begun(ask, upload, queued)
    work = ask.office.works.of("send", upload.upload, once)
    if work is None:
        return _without_work(ask, upload, once)
    return on_to_run(ask, upload, work, 4)


def _sent_by(ask: Ask, upload: Upload, once: str) -> Action | None:
    """The confirmation by this very form, None where it never came."""
    found = ask.office.ledger.desk.actions_of([upload.upload], (SENT,))
    return next((one for one in found if once and one.detail.get("form") == once), None)


def _without_work(ask: Ask, upload: Upload, once: str) -> Response:
    """On to the run of a confirmation that this server does nothing about: it began again since,
    or the same form came twice and the first one is about to begin."""
    sent = _sent_by(ask, upload, once)
    if sent is None:
        return ask.go(f"/uploads/{upload.upload}/review")
    until_s = time.monotonic() + BEGUN_S
    while not (run := _run_of(ask, upload, sent)) and time.monotonic() < until_s:
        if ask.office.works.of("send", upload.upload, once) is not None:
            return ask.go(f"/uploads/{upload.upload}/sending?once={once}")
        time.sleep(0.1)
    return ask.go(f"/runs/{run}") if run else show(ask, ask.word("page.review.no_run"))


def _run_of(ask: Ask, upload: Upload, sent: Action) -> str:
    """The run that came of a confirmation; '' where the server ended before there was one."""
    ledger = ask.office.ledger
    opened = ledger.desk.actions_of([upload.upload], (doing.OPENED,))
    for run in (str(one.detail["run"]) for one in opened if one.number > sent.number):
        if ledger.run(run) is not None:
            return run
    same = (one.run for one in ledger.runs() if one.plan_digest == sent.detail.get("digest"))
    return next(same, "")  # one of this very plan, that was stopped before, was gone on with


def _until_begun(ask: Ask, upload: Upload, queued: Submission) -> Response:
    """On to the run once a worker has begun it; until then it may be taken back."""
    run = queued.runs[-1] if queued.runs else ""
    if run and ask.office.ledger.run(run) is not None:
        ask.office.works.drop("plan")
        return ask.go(f"/runs/{run}")
    work = queueing.as_work(ask, queued)
    back = None if queued.is_over else f"/uploads/{upload.upload}/take-back"
    return ask.screen("working", upload=upload, work=work, step=4, take_back=back)


def take_back(ask: Ask) -> Response:
    """`POST /uploads/{upload}/take-back`: out of the queue, where no worker has begun it."""
    upload, once = upload_of(ask), ask.form.get("asked", "")
    queued = queueing.of_upload(ask, upload, once)
    if queued is not None and not queued.is_over:
        ask.act("stopped", upload.upload)
        queueing.stop(ask, queued)
    return ask.go(f"/uploads/{upload.upload}/sending?once={once}")


def on_to_run(ask: Ask, upload: Upload | None, work: Work, step: int) -> Response:
    """On to the run a work opened or goes on with, once the ledger holds it."""
    for _ in range(30):
        if work.ended.wait(0.1) or (work.run and ask.office.ledger.run(work.run)):
            break
    run = work.result.object.get("run") if work.result else work.run
    if run and ask.office.ledger.run(run) is not None:
        ask.office.works.drop("plan")
        return ask.go(f"/runs/{run}")
    return ask.screen("working", 503 if work.failure else 200, upload=upload, work=work, step=step)


def _planned(ask: Ask) -> Planning:
    """The plan as reviewed; made anew where this server does not hold it any more."""
    work = doing.plan(ask.office, kept_upload_of(ask), ask.visitor.name, ask.language)
    work.ended.wait()
    if not isinstance(work.result, doing.Planning):
        raise Refused(503, "page.failed", reason=work.failure)
    return work.result


def _all_seen(ask: Ask, found: Planning) -> bool:
    """Every kind of warning has its tick."""
    warned = {p.code for p in found.plan.problems if p.severity is Severity.WARNING}
    return warned <= set(ask.lists.get("seen", []))


def _wanted(found: Planning) -> tuple[Wanted, ...]:
    """What has to be typed by hand: of a live account the rows and each currency's change."""
    if not found.plan.livemode:
        return ()
    changes = ((currency, change) for currency, _, change, _ in sums_of(found.review.invoices))
    return wanted_of(found.review.counts["rows_to_send"], changes)
