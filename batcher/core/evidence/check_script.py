"""The script in the evidence that checks it with Python alone; a test runs it as it stands."""

from __future__ import annotations

# Everything it needs is in it: whoever checks need not trust, or have, this package.
CHECK = r'''"""Checks the evidence beside it: `python check.py`. Needs Python alone, not batcher."""

import hashlib
import json
import sys
from pathlib import Path


def chained(line, before):
    """The hash that an event must have after the one whose hash is `before`."""
    names = ("run", "at", "kind", "request", "detail")
    content = json.dumps([before, *(line[name] for name in names)], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def faults(folder):
    """What is not as it was written, in words; nothing where all is well."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, told in manifest["parts"].items():
        part = folder / name
        if not part.is_file() or hashlib.sha256(part.read_bytes()).hexdigest() != told["sha256"]:
            yield f"{name} is missing or is not what the manifest says"
    events = (folder / "ledger" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    before = ""
    for number, line in enumerate(map(json.loads, events), 1):
        if line["hash"] != chained(line, before):
            yield f"event {number} does not follow from the one before it"
        before = line["hash"]
    if before != manifest["ledger_head"] or len(events) != manifest["ledger_events"]:
        yield "the last event is not the one the manifest names"
    first = json.loads(json.loads(events[0])["detail"])
    pairs = [("plan_sha256", folder / "plan.json")]
    pairs += [("workbook_sha256", part) for part in (folder / "input").iterdir()]
    for name, part in pairs:
        if hashlib.sha256(part.read_bytes()).hexdigest() != first[name]:
            yield f"{part.name} is not what the first event says"


if __name__ == "__main__":
    found = list(faults(Path(__file__).parent))
    said = found or ["All parts and all events are as they were written."]
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(1 if found else 0)
'''
