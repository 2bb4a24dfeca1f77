"""Which currency a sign or a word says an amount is in."""

from __future__ import annotations

import pytest

from batcher.core.signs import named, sign_fits


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", ""),
        ("¥", "¥"),
        ("円(税込)", "円"),
        ("US$ ", "US$"),
        ("$ USD", "$ USD"),
        ("kr.", "kr"),
        ("CHF", "CHF"),
        ("kg", ""),
        ("個", ""),
        ("usd", ""),
        ("ALL", ""),
        ("USDA", ""),
    ],
)
def test_signs_are_found_among_words(text: str, signs: str) -> None:
    assert named(text) == signs


@pytest.mark.parametrize(
    ("text", "currency", "fits"),
    [
        ("US$", "usd", True),
        ("US$", "cad", False),
        ("$", "cad", True),
        ("$ USD", "cad", False),
        ("kr", "sek", True),
        ("kr", "eur", False),
        ("CHF", "chf", True),
        ("Fr", "jpy", False),
        ("元", "cny", True),
        ("米ドル", "usd", True),
        ("米ドル", "aud", False),
        ("ドル", "aud", True),
        ("個", "usd", True),
    ],
)
def test_a_sign_fits_the_currencies_it_may_mean(text: str, currency: str, fits: bool) -> None:
    assert sign_fits(text, currency) is fits
