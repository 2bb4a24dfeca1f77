"""Number cells judged as a column say of each what the exact way says of it alone."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core import money

CURRENCIES = st.sampled_from(["usd", "jpy", "isk", "ugx", "kwd", "idr"])
CELLS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**12), 10**12).map(lambda cents: cents / 100),
    st.integers(-(10**12), 10**12).map(lambda tenths: tenths / 1000),
)


@given(cell=CELLS, currency=CURRENCIES, limit=st.sampled_from([None, 5000, 10**15, 10**18]))
def test_a_plain_amount_is_taken_exactly(cell: float, currency: str, limit: int | None) -> None:
    (plain,) = money.are_plain(np.array([cell]), currency, limit)
    if plain:
        minor = money.to_minor(Decimal(f"{cell:.15g}"), currency, limit)
        assert isinstance(minor, int)
        assert not money.three_decimal_warning(minor, currency)


@pytest.mark.parametrize(
    ("currency", "cells", "plain"),
    [
        ("usd", [0.1, 75.25, -3.0, 75.255, 1e6, 999999.99], [1, 1, 1, 0, 0, 1]),
        ("jpy", [75.0, 75.5, 99999999.0, 1e8], [1, 0, 1, 0]),
        ("isk", [500.0, 0.5, 999999.0, 1e6], [1, 0, 1, 0]),
        ("kwd", [5.0], [0]),
    ],
)
def test_most_amounts_are_plain(currency: str, cells: list[float], plain: list[int]) -> None:
    assert money.are_plain(np.array(cells), currency, None).tolist() == [bool(p) for p in plain]
