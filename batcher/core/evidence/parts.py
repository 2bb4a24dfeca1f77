"""What stands in the zip of a run's evidence, part by part; everything comes from the ledger."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from batcher.core.evidence.check_script import CHECK
from batcher.core.live import Invoice
from batcher.core.messages import as_json
from batcher.core.model import Event, EventRecord, RunRecord, Sealed, Severity
from batcher.core.plan.parts import Plan
from batcher.core.reconcile import invoices_of, sends, snapshot
from batcher.locale.evidence import README

MANIFEST = "manifest.json"
FORMAT = 1
_ANSWERS = ("accept", "hidden_rows", "repeat", "on_problem", "on_refusal", "canary",
            "expected_rows", "expected_changes")  # fmt: skip
_CONFIRMED = (Event.CONFIRMED, Event.RESUMED)


def parts_of(
    record: RunRecord, sealed: Sealed, plan: Plan, events: Iterable[EventRecord]
) -> dict[str, bytes]:
    """Name -> bytes of every part but the report, the leftovers and the manifest."""
    listed = list(events)
    read, after = invoices_of(listed)
    return {
        f"input/{_safe(record.workbook_name)}": sealed.workbook,
        "plan.json": sealed.plan.encode("utf-8", "surrogatepass"),
        "confirmation.json": _text(_confirmation(record, plan, listed)),
        "before.json": _text(_invoices({**plan.before, **read})),
        "after.json": _text(_invoices(after)),
        "exchanges.json": _text(_exchanges(listed)),
        "README.txt": _readme(record.run),
        "check.py": CHECK.encode(),
        "ledger/events.jsonl": "".join(_line(asdict(one)) for one in sealed.events).encode(),
    }


def with_manifest(run: str, sealed: Sealed, parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts in their order, after the list of what each must be."""
    named = {
        name: {"bytes": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}
        for name in sorted(parts)
    }
    listed = {
        "format": FORMAT,
        "run": run,
        "ledger_head": sealed.head,
        "ledger_events": len(sealed.events),
        "parts": named,
    }
    return {MANIFEST: _text(listed), **{name: parts[name] for name in named}}


def _readme(run: str) -> bytes:
    """In both languages: nobody knows who will read it."""
    return ("\n\n\n".join(README).replace("{run}", run) + "\n").encode()


def _safe(name: str) -> str:
    """A file name that no program takes for a folder, a drive or something to hide."""
    last = re.split(r"[/\\]", name)[-1].encode("utf-8", "replace").decode()
    return re.sub(r'[\x00-\x1f<>:"|?*]', "_", last).strip(". ") or "workbook"


def _confirmation(record: RunRecord, plan: Plan, events: Iterable[EventRecord]) -> object:
    """Who began it and said go, when, and what was answered to the questions of its workbook."""
    return {
        "run": record.run,
        "continues": record.parent,
        "opened_by": record.owner,
        "opened_at": record.created_at,
        "account": record.account,
        "livemode": record.livemode,
        "plan_digest": record.plan_digest,
        "said": [
            {"at": event.at, "event": event.kind.value, "who": event.detail.get("who")}
            for event in events
            if event.kind in _CONFIRMED
        ],
        "answers": {name: record.settings.get(name) for name in _ANSWERS},
        "questions": [
            as_json(problem, "en")
            for problem in plan.problems
            if problem.severity is Severity.QUESTION
        ],
    }


def _invoices(invoices: Mapping[str, Invoice]) -> list[object]:
    return [snapshot(invoices[name]) for name in sorted(invoices)]


def _exchanges(events: Iterable[EventRecord]) -> list[dict[str, object]]:
    """Every request that went out, byte for byte, and the answer, as raw as it came."""
    found: list[dict[str, object]] = []
    bodies: dict[int, object] = {}
    for request, sent, followed in sends(events):
        bodies[request] = sent.detail.get("body", bodies.get(request))
        detail = {**sent.detail, "body": bodies[request]}
        exchange: dict[str, object] = {"request": request, "sent_at": sent.at, "sent": detail}
        for event in followed:
            if event.kind is Event.ANSWERED:
                exchange["answer"] = {"at": event.at, **event.detail}
            else:
                exchange["outcome"] = {"event": event.kind.value, "at": event.at, **event.detail}
        found.append(exchange)
    return found


def _text(value: object) -> bytes:
    """JSON for people and programs, one spelling per value."""
    return (json.dumps(value, ensure_ascii=True, indent=1, sort_keys=True) + "\n").encode()


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")) + "\n"
