"""The page of problem codes is complete and says what the program says."""

from __future__ import annotations

import ast
import string

import pytest

from batcher import locale
from batcher.core.model import Severity
from tests.locale import problem_page, sources
from tests.locale.problem_examples import EXAMPLES


def test_the_page_is_what_the_words_give() -> None:
    written = problem_page.PAGE.read_text(encoding="utf-8")
    assert written == problem_page.page(), "run: python -m tests.locale.problem_page"


def test_every_code_has_an_example_and_every_example_a_code() -> None:
    assert set(EXAMPLES) == set(locale.PROBLEMS)


@pytest.mark.parametrize("code", sorted(locale.PROBLEMS))
def test_an_example_fills_in_every_word_and_no_other(code: str) -> None:
    template = locale.PROBLEMS[code].en
    words = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    assert {name for name, value in EXAMPLES[code].items() if value} == words


def test_every_code_stands_on_the_page_once() -> None:
    lines = problem_page.page().splitlines()
    headings = [line.strip("# `") for line in lines if line.startswith("### ")]
    assert sorted(headings) == sorted(locale.PROBLEMS)


def test_warnings_are_those_of_the_sources() -> None:
    """Each code that stands in a call beside Severity.WARNING."""
    found: set[str] = set()
    for tree in sources.modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _says(node, "WARNING"):
                found.update(
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and one.value in locale.PROBLEMS
                )
    assert found == problem_page.WARNINGS


def _says(node: ast.Call, severity: str) -> bool:
    return any(
        isinstance(one, ast.Attribute)
        and one.attr == severity
        and isinstance(one.value, ast.Name)
        and one.value.id == "Severity"
        for one in node.args
    )


@pytest.mark.parametrize(
    ("code", "severity", "answer"),
    [
        ("number_thousands", Severity.ERROR, ""),
        ("unknown_column", Severity.QUESTION, "--accept unknown_column"),
        ("hidden_rows", Severity.QUESTION, "--hidden-rows include|skip"),
        ("applied_before", Severity.QUESTION, "--repeat skip|again"),
        ("applied_then_changed", Severity.QUESTION, "--accept applied_then_changed"),
        ("rounded_total", Severity.WARNING, ""),
    ],
)
def test_a_question_says_how_it_is_answered(code: str, severity: Severity, answer: str) -> None:
    assert problem_page.severity(code) is severity
    assert problem_page.answer(code) == answer


def test_a_code_as_it_stands_on_the_page() -> None:
    assert (
        "### `unknown_column_near`\n\n"
        "question / 確認: `--accept unknown_column_near`\n\n"
        "| English | 日本語 |\n|---|---|\n"
        "| “{value}” is not a column known here; did you mean {nearest}? "
    ) in problem_page.page()
    assert "| *“amout” is not a column known here; did you mean amount?" in problem_page.page()
