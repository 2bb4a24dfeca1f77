"""The script in the evidence that checks it with Python alone; a test runs it as it stands."""

from __future__ import annotations

# Everything it needs is in it: whoever checks need not trust, or have, this package.
CHECK = r'''"""Checks the evidence beside it: `python check.py`. Needs Python alone, not batcher."""

import hashlib
import json
import sys
from pathlib import Path

NEEDED = ["plan.json", "confirmation.json", "before.json", "after.json", "exchanges.json",
          "report.xlsx", "ledger/events.jsonl"]


def chained(line, before):
    """The hash that an event must have after the one whose hash is `before`."""
    names = ("run", "at", "kind", "request", "detail")
    content = json.dumps([before, *(line[name] for name in names)], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def read(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def shown(events):
    """name -> what a part tells, as the events have it: reads before and after, exchanges, who."""
    before, after, exchanges, said, last, bodies = {}, {}, [], [], {}, {}
    for line in events:
        detail, number = json.loads(line["detail"]), line["request"]
        if line["kind"] in ("read", "verified"):
            reads = before if line["kind"] == "read" else after
            reads[detail["invoice"]["id"]] = detail["invoice"]
        elif line["kind"] in ("confirmed", "resumed"):
            said.append({"at": line["at"], "event": line["kind"], "who": detail.get("who")})
        elif line["kind"] == "sent":
            last[number] = len(exchanges)
            bodies[number] = detail.get("body", bodies.get(number))
            sent = {**detail, "body": bodies[number]}
            exchanges.append({"request": number, "sent_at": line["at"], "sent": sent})
        elif number in last:
            answered = line["kind"] == "answered"
            own = {"at": line["at"], **detail}
            own = own if answered else {"event": line["kind"], **own}
            exchanges[last[number]]["answer" if answered else "outcome"] = own
    return before, after, exchanges, said


def same(told, held):
    """Whether a part tells of an invoice what an event, or the plan, holds of it."""
    return told is not None and all(told.get(name) == value for name, value in held.items())


def untrue(folder, events):
    """The parts made of the events that tell something else."""
    before, after, exchanges, said = shown(events)
    known = {**read(folder, "plan.json")["before"], **before}
    for name, held in (("before.json", known), ("after.json", after)):
        told = {one["id"]: one for one in read(folder, name)}
        if set(told) != set(held) or not all(same(told[one], held[one]) for one in held):
            yield f"{name} is not what the events say"
    if read(folder, "exchanges.json") != exchanges:
        yield "exchanges.json is not what the events say"
    if read(folder, "confirmation.json")["said"] != said:
        yield "confirmation.json is not what the events say"


def faults(folder):
    """What is not as it was written, in words; nothing where all is well."""
    manifest = read(folder, "manifest.json")
    inputs = [name for name in manifest["parts"] if name.startswith("input/")]
    missing = [name for name in NEEDED if name not in manifest["parts"]]
    missing += [] if len(inputs) == 1 else ["input/"]
    yield from (f"{name} is not named in the manifest" for name in missing)
    if missing:
        return
    for name, told in manifest["parts"].items():
        part = folder / name
        if not part.is_file() or hashlib.sha256(part.read_bytes()).hexdigest() != told["sha256"]:
            yield f"{name} is missing or is not what the manifest says"
    text = (folder / "ledger" / "events.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    before = ""
    for number, line in enumerate(events, 1):
        if line["hash"] != chained(line, before):
            yield f"event {number} does not follow from the one before it"
        before = line["hash"]
    if before != manifest["ledger_head"] or len(events) != manifest["ledger_events"]:
        yield "the last event is not the one the manifest names"
    first = json.loads(events[0]["detail"])
    for name, part in (("plan_sha256", "plan.json"), ("workbook_sha256", inputs[0])):
        part = folder / part
        if hashlib.sha256(part.read_bytes()).hexdigest() != first[name]:
            yield f"{part.name} is not what the first event says"
    yield from untrue(folder, events)


if __name__ == "__main__":
    here = Path(__file__).parent
    head = read(here, "manifest.json")["ledger_head"]
    found = list(faults(here))
    said = found or ["All parts and all events are as they were written.", f"ledger_head {head}"]
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(1 if found else 0)
'''
