"""Form encoding: literal bytes, refusals, and agreement with the SDK's own encoder."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from batcher.core.form import encode, keep_lines


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({}, ""),
        ({"lines": [{"amount": 5, "on": True}]}, "lines[0][amount]=5&lines[0][on]=true"),
        ({"flags": [True, False]}, "flags[0]=true&flags[1]=false"),
        ({"lines": [{"tax_rates": ""}]}, "lines[0][tax_rates]="),
        ({"a": Decimal("1E+2"), "b": Decimal("0E-12")}, "a=100&b=0.000000000000"),
        ({"amount": -7500}, "amount=-7500"),
        ({"metadata": {"b": "2", "a": "1"}}, "metadata[b]=2&metadata[a]=1"),
        ({"d": "設定 a&b=c+d%[0]"}, "d=%E8%A8%AD%E5%AE%9A+a%26b%3Dc%2Bd%25%5B0%5D"),
        ({"metadata": {"請求 書": "x"}}, "metadata[%E8%AB%8B%E6%B1%82+%E6%9B%B8]=x"),
        ({"discounts": ({"coupon": "c1"}, {"coupon": "c2"})},
         "discounts[0][coupon]=c1&discounts[1][coupon]=c2"),
        ({"colour": Colour.RED}, "colour=red"),
    ],
)  # fmt: skip
def test_the_bytes_are_these(parameters: Mapping[str, object], text: str) -> None:
    assert encode(parameters) == text


@pytest.mark.parametrize("value", [1.5, 10.0, float("nan"), None, b"x", {1, 2}, object()])
@pytest.mark.parametrize("deep", [False, True])
def test_a_type_the_wire_has_no_word_for_is_refused(value: object, deep: bool) -> None:
    with pytest.raises(TypeError, match="amount"):
        encode({"lines": [{"amount": value}]} if deep else {"amount": value})


@pytest.mark.parametrize(
    "parameters",
    [
        {"a[b]": "x"},
        {"metadata": {"a]": "x"}},
        {"metadata": {"": "x"}},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("Infinity")},
        {"lines": []},
        {"lines": [{}]},
        {"metadata": {}},
        {"description": "\ud800"},
    ],
)
def test_what_would_be_lost_or_misread_is_refused(parameters: Mapping[str, object]) -> None:
    with pytest.raises(ValueError):
        encode(parameters)


def test_a_key_that_is_not_text_is_refused() -> None:
    with pytest.raises(TypeError, match="name"):
        encode({"metadata": {1: "x"}})


_KEYS = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), min_size=1)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
# The SDK writes True in a list as "True" and exponents as they come; there we differ on purpose.
_LEAVES = st.one_of(_TEXTS, st.integers())
_NESTED = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(_KEYS, inner, min_size=1)
    ),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _NESTED))
def test_it_agrees_with_the_sdk(parameters: dict[str, object]) -> None:
    theirs = parse_qsl(urlencode(list(_api_encode(parameters))), keep_blank_values=True)
    assert parse_qsl(encode(parameters), keep_blank_values=True) == theirs


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_a_decimal_keeps_its_value_and_has_no_exponent(value: Decimal) -> None:
    text = encode({"x": value}).removeprefix("x=")
    assert "E" not in text.upper()
    assert Decimal(text) == value


KEPT = [
    ([0, 1, 2], "lines[0][a]=1&lines[1][a]=2&lines[2][a]=3&invoice_metadata[k]=v"),
    ([1, 2], "lines[0][a]=2&lines[1][a]=3&invoice_metadata[k]=v"),
    ([2], "lines[0][a]=3&invoice_metadata[k]=v"),
    ([], "invoice_metadata[k]=v"),
]


@pytest.mark.parametrize(("kept", "body"), KEPT)
def test_lines_left_out_are_numbered_anew(kept: list[int], body: str) -> None:
    whole = "lines[0][a]=1&lines[1][a]=2&lines[2][a]=3&invoice_metadata[k]=v"
    assert keep_lines(whole, kept) == body
