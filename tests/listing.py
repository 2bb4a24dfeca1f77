"""The table of the 48 faults in docs/exactly-once.md, and which tests hold each of them.

A test names the rows it holds: `@pytest.mark.fault(3, 4)`. `python -m tests.listing` writes the
table again."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "exactly-once.md"
BEGIN, END = "<!-- begin faults -->\n", "<!-- end faults -->\n"

# What goes wrong, and what must come of it.
CASES = {
    1: ("killed before the plan is in the ledger", "nothing was sent; the next run plans anew"),
    2: ("killed after the plan, before `sent`", "`resume` sends, once"),
    3: ("killed after `sent`, before the call", "read, then the same key: once"),
    4: ("killed after the call, before the answer", "read: it is there, nothing is sent"),
    5: ("killed after the answer, before it is stored", "the same"),
    6: ("killed between the answer stored and its meaning", "the same"),
    7: ("killed while the report is written", "a whole report or none; `resume` writes it"),
    8: ("4, and the keys have expired; it was applied", "found by tag or value, nothing is sent"),
    9: ("4, and the keys have expired; it was not applied", "sent once, under the same key"),
    10: ("resumed when the key is 23 to 25 hours old", "read first; then the same key is safe"),
    11: ("connection refused, no such host, offline", "waits, then exit 4; `resume` completes"),
    12: ("the connection is reset after the whole request", "same key: the stored answer; once"),
    13: ("the answer is cut short", "in doubt, not failed; same key"),
    14: ("the answer drips a byte at a time", "cut off at the deadline of the whole call"),
    15: ("the request lands after we gave up", "the same key waits for it; never a second one"),
    16: ("429, with and without a time", "waits as long as asked; no row fails"),
    17: ("429 `lock_timeout`, stored under its key", "wait, read, then the next attempt's key"),
    18: ("500 stored, though it was applied", "read: it is there"),
    19: ("500 stored, and it was not applied", "read: absent; the next attempt's key, once"),
    20: ("502 or 504 from the edge, applied", "same key: the stored answer"),
    21: ("500 for ever", "stops within the budget: in doubt, exit 4"),
    22: ("409, the key is in use", "waits with the same key"),
    23: ("400, the key was used for something else", "the run stops, nothing is sent again"),
    24: ("200 with a page, nothing, or a list; 204", "in doubt; reading decides"),
    25: ("200 about another invoice", "in doubt; reading decides"),
    26: ("a redirect to another host", "never followed; the key goes nowhere"),
    27: ("TLS breaks in the middle of the answer", "in doubt; same key"),
    28: ("401 in the middle", "the run pauses; goes on with a new key of the same account"),
    29: ("a live key for a test plan, another account", "refused before anything is sent"),
    30: ("`.netrc` and proxies in the surroundings", "without effect; a proxy where it is set"),
    31: ("finalized between plan and send", "its rows are not applied, other invoices go on"),
    32: ("a line edited in the Dashboard meanwhile", "nothing is sent to that invoice"),
    33: ("one of our lines deleted while in doubt", "a person must look: in doubt, exit 4"),
    34: ("two processes, two machines", "the second is told who runs; tags are found"),
    35: ("the same workbook again, renamed, re-ordered", "nothing is sent"),
    36: ("two identical rows, both meant", "both, once each"),
    37: ("the ledger is lost, or yesterday's", "what was added is found by its tag; no duplicate"),
    38: ("the ledger is damaged, full or read-only", "nothing is sent that is not written down"),
    39: ("the disk is full when the answer is stored", "stops; `resume` reads: once"),
    40: ("no room for the report, open in Excel, odd text", "the ledger is whole; `report` again"),
    41: ("clocks set anew, a laptop that slept", "no key, no order and no wait depends on it"),
    42: ("0, 1, 51, 250, 251 lines", "requests of 50; 251 on one invoice are refused"),
    43: ("one bad line in a request", "the whole request refused, Stripe's words; others go on"),
    44: ("a subscription line that has metadata", "its metadata is sent along and stays"),
    45: ("50 keys of metadata", "refused before anything is sent"),
    46: ("files made to do harm", "could not be read, at once; the program lives"),
    47: ("checks switched off from outside", "the program refuses to start"),
    48: ("a double click, a second tab", "one run"),
}  # fmt: skip


def marked(folder: Path = TESTS) -> dict[int, list[str]]:
    """Number -> the tests that hold it, as `folder/file.py::test`."""
    found: dict[int, list[str]] = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in _numbers(node):
                    name = f"{file.relative_to(folder).as_posix()}::{node.name}"
                    found[number].append(name)
    return found


def _numbers(test: ast.FunctionDef) -> Iterator[int]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
            for argument in mark.args:
                assert isinstance(argument, ast.Constant)
                assert isinstance(argument.value, int)
                yield argument.value


def table() -> str:
    """The table as it must be."""
    held = marked()
    lines = ["| | what goes wrong | what must come of it | held by |", "|---|---|---|---|"]
    for number, (fault, outcome) in CASES.items():
        tests = "<br>".join(f"`{name}`" for name in held[number])
        lines.append(f"| {number} | {fault} | {outcome} | {tests} |")
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """The page with the table in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
