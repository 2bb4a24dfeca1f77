"""Money: Stripe's exponents, exact conversion, nothing rounded in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core import money, signs
from batcher.core.model import Fault

currencies = st.sampled_from(sorted(money.CURRENCIES))


def code_of(result: object) -> str:
    assert isinstance(result, Fault), result
    return result.code


@pytest.mark.parametrize(
    ("currency", "exponent", "places"),
    [
        ("usd", 2, 2), ("jpy", 0, 0), ("kwd", 3, 3), ("isk", 2, 0), ("ugx", 2, 0), ("mga", 0, 0),
        ("huf", 2, 2), ("twd", 2, 2), ("clp", 0, 0), ("tnd", 3, 3), ("krw", 0, 0), ("zzz", 2, 2),
    ],
)  # fmt: skip
def test_exponents_are_stripes(currency: str, exponent: int, places: int) -> None:
    assert (money.exponent(currency), money.places(currency)) == (exponent, places)


def test_zero_and_three_decimal_currencies_are_exactly_stripes_lists() -> None:
    by_exponent = {n: {c for c in money.CURRENCIES if money.exponent(c) == n} for n in (0, 3)}
    zero = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
    assert by_exponent[0] == set(zero.split())
    assert by_exponent[3] == {"bhd", "jod", "kwd", "omr", "tnd"}


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("75.00", "usd", 7500), ("75", "usd", 7500), ("-0.29", "usd", -29), ("0.57", "usd", 57),
        ("7500", "jpy", 7500), ("1000.00", "jpy", 1000), ("5.120", "kwd", 5120),
        ("1.234", "kwd", 1234), ("5", "isk", 500), ("5.0", "isk", 500), ("-7", "ugx", -700),
        ("1E+2", "usd", 10000), ("1234.500", "usd", 123450), ("0.500", "usd", 50), ("0", "usd", 0),
        ("999999.99", "usd", 99999999), ("9999999999.99", "idr", 999999999999),
    ],
)  # fmt: skip
def test_to_minor_is_exact(amount: str, currency: str, minor: int) -> None:
    assert money.to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("19.995", "usd", "amount_ambiguous"), ("19.9950", "usd", "amount_places"),
        ("1.000", "usd", "amount_ambiguous"), ("1.000", "jpy", "amount_ambiguous"),
        ("999.5", "jpy", "amount_places"), ("1000.50", "jpy", "amount_places"),
        ("5.5", "isk", "amount_places"), ("5.1234", "kwd", "amount_places"),
        ("1000000.00", "usd", "amount_too_large"), ("1E+400", "usd", "amount_too_large"),
        ("-1000000.00", "usd", "amount_too_large"),
    ],
)  # fmt: skip
def test_to_minor_refuses_instead_of_rounding(amount: str, currency: str, code: str) -> None:
    assert code_of(money.to_minor(Decimal(amount), currency)) == code


def test_a_fault_says_what_would_do() -> None:
    fault = money.to_minor(Decimal("1.234"), "usd")
    assert isinstance(fault, Fault)
    assert fault.shown == "1.234"
    assert fault.details == {
        "currency": "USD", "places": "2", "lower": "1.23", "upper": "1.24",
        "whole": "1234", "exact": "1.2340",
    }  # fmt: skip
    limit = money.to_minor(Decimal(10_000_000), "jpy", 5_000_000)
    assert isinstance(limit, Fault)
    assert limit.details == {"currency": "JPY", "limit": "5000000"}
    whole = money.to_minor(Decimal(1_000_000), "isk")
    assert isinstance(whole, Fault)
    assert whole.details == {"currency": "ISK", "limit": "999999"}


def test_the_limit_is_a_setting() -> None:
    assert money.to_minor(Decimal("1000000.00"), "usd", 10**12) == 100_000_000
    assert code_of(money.check_minor(101, "usd", 100)) == "amount_too_large"
    assert money.check_minor(100, "usd", 100) == 100
    assert [money.minor_max(c) for c in ("usd", "inr", "cop")] == [
        99_999_999, 999_999_999, 9_999_999_999,
    ]  # fmt: skip


def test_whole_hundreds_in_minor_units() -> None:
    assert money.check_minor(-500, "isk") == -500
    fault = money.check_minor(550, "ugx")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.details["suggestion"]) == ("minor_not_whole", "55000")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.0125", "usd", "1.25"), ("1.2340", "usd", "123.4"), ("100", "usd", "10000"),
        ("1.5", "jpy", "1.5"), ("1.234", "kwd", "1234"), ("0.00000000000001", "usd", "1E-12"),
        ("5", "isk", "500"),
    ],
)  # fmt: skip
def test_unit_to_minor_and_back(amount: str, currency: str, minor: str) -> None:
    result = money.unit_to_minor(Decimal(amount), currency)
    assert str(result) == minor
    assert isinstance(result, Decimal)
    assert money.unit_from_minor(result, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1.234", "usd", "unit_ambiguous"),
        ("0.000000000000001", "usd", "unit_places"),
        ("0.0000000000001", "jpy", "unit_places"),
        ("1E+16", "usd", "amount_too_large"),
    ],
)
def test_unit_to_minor_refuses(amount: str, currency: str, code: str) -> None:
    assert code_of(money.unit_to_minor(Decimal(amount), currency)) == code


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (7500, "usd", "75.00"), (7500, "jpy", "7500"), (5120, "kwd", "5.120"), (500, "isk", "5"),
        (-500, "ugx", "-5"), (550, "isk", "5.50"), (-1, "usd", "-0.01"), (0, "usd", "0.00"),
        (5, "kwd", "0.005"), (100_000_000_000, "idr", "1000000000.00"),
    ],
)  # fmt: skip
def test_show(minor: int, currency: str, shown: str) -> None:
    assert money.show(minor, currency) == shown


@given(st.integers(-99_999_900, 99_999_999), currencies)
def test_shown_amounts_come_back(minor: int, currency: str) -> None:
    whole = minor - minor % 100 if currency in ("isk", "ugx") else minor
    assert money.to_minor(Decimal(money.show(whole, currency)), currency) == whole


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None), currencies)
def test_conversions_never_raise_and_never_change_a_value(amount: Decimal, currency: str) -> None:
    minor = money.to_minor(amount, currency)
    if not isinstance(minor, Fault):
        assert money.from_minor(minor, currency) == amount
    unit = money.unit_to_minor(amount, currency)
    assert isinstance(unit, Fault) or money.unit_from_minor(unit, currency) == amount


@pytest.mark.parametrize(
    ("unit", "currency", "shown"),
    [("12500", "usd", "125.00"), ("3.75", "usd", "0.0375"), ("5000", "jpy", "5000"),
     ("0.5", "jpy", "0.5"), ("5000", "kwd", "5.000"), ("-1250", "usd", "-12.50"),
     ("50000", "isk", "500")],
)  # fmt: skip
def test_a_unit_price_is_shown_with_the_currencys_places(
    unit: str, currency: str, shown: str
) -> None:
    assert money.show_unit(Decimal(unit), currency) == shown


def test_three_decimal_warning() -> None:
    assert money.three_decimal_warning(5124, "kwd")
    assert not money.three_decimal_warning(5120, "kwd")
    assert not money.three_decimal_warning(7501, "usd")


@pytest.mark.parametrize(
    ("unit", "quantity", "total", "rounded"),
    [
        ("1500", "3", 4500, False), ("0.5", "1", 1, True), ("-0.5", "1", -1, True),
        ("2.5", "1", 3, True), ("1.25", "2.5", 3, True), ("0.25", "4", 1, False),
        ("0.4", "1", 0, True), ("99999999999.123456789012", "0.123456789012", 12345678901, True),
    ],
)  # fmt: skip
def test_line_total(unit: str, quantity: str, total: int, rounded: bool) -> None:
    assert money.line_total_minor(Decimal(unit), Decimal(quantity)) == (total, rounded)


def test_excel_formats() -> None:
    assert money.excel_format("usd") == "#,##0.00;[Red]-#,##0.00"
    assert money.excel_format("jpy") == "#,##0;[Red]-#,##0"
    assert money.excel_format("kwd") == "#,##0.000;[Red]-#,##0.000"
    assert money.excel_format("isk") == "#,##0;[Red]-#,##0"


def test_trimmed() -> None:
    assert [str(money.trimmed(Decimal(text))) for text in ("1.500", "1E+2", "100", "0.00")] == [
        "1.5", "100", "100", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "currency", "fits"),
    [
        ("€75.00", "usd", False),
        ("$75.00", "usd", True),
        ("$75.00", "cad", True),
        ("￥1,000", "jpy", True),
        ("1,000円", "jpy", True),
        ("1,000円", "cny", False),
        ("¥1,000", "cny", True),
        ("£5", "eur", False),
        ("75.00", "usd", True),
    ],
)
def test_a_currency_sign_is_that_of_the_line(text: str, currency: str, fits: bool) -> None:
    assert signs.sign_fits(text, currency) is fits
