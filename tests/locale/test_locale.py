"""Every code and label of the package has words in both languages, and every word has its use."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from batcher import locale
from batcher.core import messages
from batcher.core.model import Problem, Severity
from batcher.locale.text import Text
from tests.locale import sources

LENGTH_MAX = 400
# What `core.messages` puts beside the details of every problem.
PLACE = frozenset({"sheet", "row", "cell", "column", "value"})
# What makes a problem, which of its arguments is the code, and the words that are always with it.
MAKERS: tuple[tuple[str, int, frozenset[str]], ...] = (
    ("Problem", 0, PLACE),
    (".problem", 1, PLACE),
    (".twin", 1, PLACE | {"other"}),
    ("problem_at", 3, PLACE),
    ("_sheet_problem", 0, PLACE),
    ("_error", 0, PLACE),
    ("_unread", 2, PLACE),
    ("Unreadable", 0, PLACE),
    ("Fault", 0, PLACE),
    ("fault", 0, PLACE),
    ("_fault", 0, PLACE),
    ("_ambiguous", 2, PLACE),
    (".unusable", 0, frozenset({"path", "reason"})),
    ("GatewayUnusable", 0, frozenset()),
    ("KeyUnusable", 0, frozenset()),
    ("said", 0, frozenset()),
    ("locale.problem", 0, frozenset()),
)
# The words a row's end, its proof and a halted run are told with (core.reconcile, core.reporting).
LABEL_WORDS: Mapping[str, frozenset[str]] = {
    "row": frozenset({"run", "at", "message", "column", "other"}),
    "proof": frozenset(),
    "halt": frozenset({"reason"}),
}
TEXTS: Mapping[str, Text] = {**locale.PROBLEMS, **locale.LABELS}


def _made() -> list[tuple[sources.Site, frozenset[str]]]:
    """Every place where a problem is made, and the words its message can count on."""
    return [
        (site, always)
        for name, argument, always in MAKERS
        for site in sources.sites(name, argument)
    ]


def _words(text: str) -> dict[str, str]:
    """The placeholders of a text: name -> what stands around it."""
    parsed = string.Formatter().parse(text)
    return {name: around or "" for _, name, around, _ in parsed if name is not None}


def test_the_sources_are_really_read() -> None:
    """Guards the tests below against a collector that finds nothing."""
    found = {site.code for site, _ in _made()}
    assert len(found) > 150
    assert {
        "line_id_as_invoice_item",  # a plain argument
        "line_updated_and_removed",  # a name given by a condition
        "unknown_column_near",  # a name given more than once
        "metadata_key_reserved",  # what a function returns
        "amount_ambiguous",  # the default of a parameter
        "edited_after_applied",  # a constant of the module
        "stripe_unreachable",  # an exception
    } <= found


def test_every_code_has_words() -> None:
    wordless = {s.code: s.place for s, _ in _made() if s.code and s.code not in TEXTS}
    assert wordless == {}


def test_every_code_in_a_table_has_words() -> None:
    """A table that holds one code holds codes only."""
    wordless = {
        f"{place} {text}"
        for place, strings in sources.tables()
        if len(strings & set(locale.PROBLEMS)) > 1
        for text in strings - set(TEXTS)
    }
    assert wordless == set()


def test_every_problem_text_is_used() -> None:
    assert set(locale.PROBLEMS) - sources.literals() == set()


def test_every_label_is_used() -> None:
    """By its whole name, or by its end where the beginning is put before it."""
    literals = sources.literals()
    unused = {
        label
        for label in locale.LABELS
        if not any(label.split(".", n)[-1] in literals for n in range(label.count(".") + 1))
    }
    assert unused == set()


def test_every_label_asked_for_is_there() -> None:
    """Names and beginnings of names as they stand in the sources."""
    asked = {
        text for text in sources.literals() if re.fullmatch(r"(cli|report|row)\.[a-z_.]+", text)
    }
    beginnings = {text for text in asked if text.endswith(".")}
    assert asked - beginnings - set(locale.LABELS) == set()
    assert {b for b in beginnings if not any(n.startswith(b) for n in locale.LABELS)} == set()
    assert {"row.workbook_rejected", "cli.confirm", "report.column."} <= asked


@pytest.mark.parametrize(
    ("prefix", "name", "argument"),
    [
        ("row.", "RowResult", 2),
        ("row.", "Decision", 1),
        ("row.", ".skip", 1),
        ("row.", ".append", "reason"),
        ("proof.", "RowResult", 6),
        ("halt.", ".halt", 0),
        ("halt.", "GatewayUnusable", 0),
    ],
)
def test_every_reason_has_a_label(prefix: str, name: str, argument: int | str) -> None:
    """Of a row's end, its proof, and a run that stops early."""
    # These are raised before a run begins to send: they never stop one.
    early = {"account_differs", "account_of_run", "account_of_plan", "mode_differs"}
    before = early if name == "GatewayUnusable" else set()
    codes = {site.code for site in sources.sites(name, argument) if site.code} - before
    assert codes
    assert {code for code in codes if prefix + code not in locale.LABELS} == set()


def test_both_languages_use_the_same_words() -> None:
    different = {c for c, t in TEXTS.items() if set(_words(t.en)) != set(_words(t.ja))}
    assert different == set()


def test_every_word_of_a_problem_is_handed_in() -> None:
    """Each place that makes a problem gives all the words of its message."""
    missing: dict[str, set[str]] = defaultdict(set)
    for site, always in _made():
        if site.whole and site.code in locale.PROBLEMS:
            needed = set(_words(locale.PROBLEMS[site.code].en))
            missing[f"{site.place} {site.code}"] |= needed - always - site.words
    assert {place: words for place, words in missing.items() if words} == {}


def test_no_problem_needs_a_word_nobody_knows() -> None:
    """Also of the codes whose makers are too far away to be found."""
    known = PLACE.union(*(always | site.words for site, always in _made()))
    unknown = {c: set(_words(t.en)) - known for c, t in locale.PROBLEMS.items()}
    assert {code: words for code, words in unknown.items() if words} == {}


def test_every_word_of_a_reason_is_handed_in() -> None:
    for label, text in locale.LABELS.items():
        known = LABEL_WORDS.get(label.split(".", maxsplit=1)[0])
        if known is not None:
            assert set(_words(text.en)) <= known, label


def test_words_that_may_be_missing_say_where_they_stand() -> None:
    """`{reason: (%)}`: exactly one % for the word itself."""
    wrong = {
        code
        for code, text in TEXTS.items()
        for one in text
        for around in _words(one).values()
        if around and around.count("%") != 1
    }
    assert wrong == set()


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_texts_are_whole_with_and_without_their_details(language: str) -> None:
    for code, text in TEXTS.items():
        say = locale.problem if code in locale.PROBLEMS else _label
        full = say(code, language, dict.fromkeys(_words(text.en), "WORD"))
        assert full.count("WORD") >= len(_words(text.en)), code
        assert not set("{}") & set(full), code
        assert "  " not in full, code
        assert say(code, language, {}), code


def _label(code: str, language: str, details: Mapping[str, str]) -> str:
    return locale.word(code, language, **details)


def test_no_message_is_longer_than_a_person_reads() -> None:
    long = {code: len(text.en) for code, text in TEXTS.items() if len(text.en) > LENGTH_MAX}
    assert long == {}


def test_each_language_is_itself() -> None:
    japanese = re.compile("[぀-ヿ一-鿿]")
    assert {c for c, t in locale.PROBLEMS.items() if not japanese.search(t.ja)} == set()
    # English may quote what a Japanese workbook holds, never be made of it.
    mixed = {c for c, t in TEXTS.items() if len(japanese.findall(t.en)) > 20}
    assert mixed == set()


def test_no_code_has_two_texts() -> None:
    """The files of the room are merged into one mapping; none may hide another's text."""
    written: Counter[object] = Counter()
    for path in Path(locale.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                written.update(k.value for k in node.keys if isinstance(k, ast.Constant))
    assert {code for code in TEXTS if written[code] != 1} == set()
    assert set(locale.PROBLEMS) & set(locale.LABELS) == set()


def test_every_question_says_how_it_is_answered() -> None:
    """`--accept` with its code, or the option of its own."""
    questions = {
        "unknown_column": "--accept unknown_column.",
        "unknown_column_near": "--accept unknown_column_near.",
        "column_not_used": "--accept column_not_used.",
        "column_without_header": "--accept column_without_header.",
        "currency_blank": "--accept currency_blank.",
        "finalizes_soon": "--accept finalizes_soon.",
        "edited_after_applied": "--accept edited_after_applied.",
        "hidden_rows": "--hidden-rows",
        "applied_before": "--repeat again",
        "applied_then_changed": "--accept applied_then_changed",
    }
    for code, option in questions.items():
        assert option in locale.problem(code, "en"), code
        assert option.rstrip(".") in locale.problem(code, "ja"), code


def test_a_problem_is_told_with_its_place_and_details() -> None:
    problem = Problem(
        "line_twice", Severity.ERROR, "update_lines", 7, "B7", "line", "il_1",
        {"other": "update_lines!3"},
    )  # fmt: skip
    assert messages.message(problem, "en") == (
        "The line il_1 stands already in update_lines!3. Put everything about one line into one"
        " row."
    )
    assert messages.message(problem, "ja") == (
        "明細 il_1 は update_lines!3 にもあります。一つの明細への指定は1行にまとめてください。"
    )


def test_a_word_that_is_missing_leaves_no_trace() -> None:
    said = locale.word("row.refused", "en", message="No such price.", column="price")
    assert said.startswith("Stripe refused this row because of price. Its words: No such price.")
    said = locale.word("row.refused", "en", message="No such price.")
    assert said.startswith("Stripe refused this row. Its words: No such price.")
    assert locale.problem("stripe_unreachable", "en", {"reason": "timed out"}).startswith(
        "Stripe does not answer. (timed out) Check"
    )
    assert locale.problem("stripe_unreachable", "en").startswith("Stripe does not answer. Check")


def test_a_detail_is_never_read_as_a_text() -> None:
    """Braces and percent signs come from cells and from Stripe; they stay as they are."""
    said = locale.problem("unknown_operation", "en", {"value": "{x} 5%", "allowed": "add"})
    assert said.startswith("“{x} 5%” does not say")
    said = locale.word("halt.key_refused", "ja", reason="100% {no}")
    assert "Stripe の回答：100% {no}" in said


def test_an_unknown_code_is_not_forgiven() -> None:
    with pytest.raises(KeyError):
        locale.problem("no_such_code")
    with pytest.raises(KeyError):
        locale.word("no.such.label")
