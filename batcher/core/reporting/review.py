"""A plan as a person reviews it: by invoice and currency, and by row only what changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from batcher.core.live import Invoice
from batcher.core.model import Kind, Review, ReviewInvoice, ReviewRow, Severity, Status
from batcher.core.plan.parts import Change, Operation, Plan
from batcher.core.reporting.ends import Account, RowEnd
from batcher.core.reporting.wording import worded

# What a review says of the run that is none yet.
FACTS = (
    "workbook", "workbook_sha256", "account", "mode", "api_base", "versions", "time_zone",
    "settings", "plan_digest", "answers",
)  # fmt: skip


def review_of(account: Account, ends: Mapping[tuple[str, int], RowEnd]) -> Review:
    """What the plan of a workbook would do. `ends`: as of `row_ends`."""
    plan = account.plan
    moving = moving_of(plan)
    severities = Counter(problem.severity for problem in account.problems)
    known = dict(account.facts)
    facts = [(name, known[name]) for name in FACTS if name in known]
    return Review(
        facts=(*facts, ("read_at", plan.read_at)),
        counts={
            "rows_to_send": len(moving),
            "requests_planned": len(plan.requests),
            "invoices": len({o.invoice for o in moving}),
            "rows_left_alone": len(ends) - len(moving),
            "errors": severities[Severity.ERROR],
            "questions": severities[Severity.QUESTION],
            "warnings": severities[Severity.WARNING],
        },
        invoices=review_invoices(plan, moving),
        rows=tuple(_rows(account, ends, moving)),
        problems=account.problems,
        blocked=account.blocked,
        language=account.language,
    )


def moving_of(plan: Plan) -> list[Operation]:
    """The rows that are to be sent; of a plan that is blocked those that would be, were its
    questions answered and its problems mended."""
    return [
        o for o in plan.operations if o.is_sent or (o.status is Status.NOT_SENT and bool(o.changes))
    ]


def review_invoices(plan: Plan, moving: Sequence[Operation]) -> tuple[ReviewInvoice, ...]:
    """The invoices these rows change, biggest movers first, each currency by itself."""
    by_invoice: dict[str, list[Operation]] = defaultdict(list)
    for operation in moving:
        by_invoice[operation.invoice].append(operation)
    listed = [_invoice(plan, name, own) for name, own in by_invoice.items()]
    return tuple(sorted(listed, key=lambda one: (one.currency, -abs(one.change_minor))))


def _invoice(plan: Plan, name: str, own: Sequence[Operation]) -> ReviewInvoice:
    live = plan.before.get(name)
    count = len(live.lines) if live else 0
    added = sum(o.kind is Kind.ADD for o in own) - sum(o.kind is Kind.REMOVE for o in own)
    return ReviewInvoice(
        invoice=name,
        customer=(live.customer_name or live.customer) if live else "",
        currency=own[0].currency,
        livemode=plan.livemode,
        rows=len(own),
        lines_before=count,
        lines_after=count + added,
        before_minor=live.amount if live else 0,
        change_minor=sum(o.change_minor for o in own),
        finalizes_at=_finalizes(live),
    )


def _finalizes(live: Invoice | None) -> str:
    if live is None or live.finalizes_at is None:
        return ""
    return datetime.fromtimestamp(live.finalizes_at, UTC).isoformat()


def _rows(
    account: Account, ends: Mapping[tuple[str, int], RowEnd], moving: Sequence[Operation]
) -> Iterator[ReviewRow]:
    """Every row in the workbook's order: what it changes, or why it is left alone."""
    sent = {(o.sheet, o.row) for o in moving}
    known = {(o.sheet, o.row): o for o in account.plan.operations}
    texts = {(r.sheet, r.row): r.text("description") for r in account.checked.rows}
    for place, end in ends.items():
        operation = known.get(place)
        if operation is None:
            yield ReviewRow(*place, "", "", "", "", "", "", "", "", None, end.message)
        elif place in sent:
            yield from _changes(operation, account, texts.get(place, ""))
        else:
            yield _row(operation, account.plan, "", Change("", "", ""), None, end.message)


def _changes(operation: Operation, account: Account, text: str) -> Iterator[ReviewRow]:
    plan, language = account.plan, account.language
    for number, change in enumerate(operation.changes):
        moved = operation.change_minor if number == 0 else None
        yield _row(operation, plan, text, worded(change, operation.kind, language), moved, "")


def _row(
    operation: Operation, plan: Plan, text: str, change: Change, moved: int | None, message: str
) -> ReviewRow:
    live = plan.before.get(operation.invoice)
    line = live.line(operation.line) if live and operation.line else None
    return ReviewRow(
        operation.sheet,
        operation.row,
        operation.kind.value,
        operation.invoice,
        operation.line,
        line.description if line else text,
        operation.currency,
        change.column,
        change.old,
        change.new,
        moved,
        message,
    )
