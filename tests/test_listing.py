"""Every fault of docs/exactly-once.md is held by a test, and the page says which."""

from __future__ import annotations

from tests.listing import BEGIN, CASES, END, PAGE, marked, written


def test_every_fault_is_held() -> None:
    held = marked()
    assert sorted(CASES) == list(range(1, 49))
    assert set(held) == set(CASES)
    assert min(len(tests) for tests in held.values()) >= 1


def test_the_page_says_by_which() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert written(page) == page, "python -m tests.listing writes it again"
