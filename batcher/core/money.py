"""The one place where money is converted between what a person writes and what Stripe holds.

Amounts are `Decimal` in the major unit (75.00) or `int` in Stripe's minor unit (7500); a unit price
in minor units may have places and is a `Decimal`. Nothing is ever rounded without saying so.
"""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

import numpy as np
import numpy.typing as npt

from batcher.core.model import Fault

# Stripe's table (docs.stripe.com/currencies), not ISO 4217's: MGA has no places there.
_ZERO_CODES = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_ZERO = frozenset(_ZERO_CODES.split())
_THREE = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Sent times 100, but only whole units exist: the integer must end in 00.
_WHOLE_HUNDREDS = frozenset({"isk", "ugx"})

# Stripe's presentment currencies, with a few retired codes that old accounts still hold.
_CODES = """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn
    bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel ghs gip gmd
    gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak
    lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mru mur mvr mwk mxn myr mzn nad ngn nio nok npr
    nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sll sos srd
    ssp std stn svc szl thb tjs tnd top try ttd twd tzs uah ugx usd usdc uyu uzs vef ves vnd vuv wst
    xaf xcd xcg xof xpf yer zar zmw
"""
CURRENCIES = frozenset(_CODES.split())

# Largest amount of one line in minor units. Stripe states a bound for charges only: 8 digits, and
# more for these three (docs.stripe.com/currencies); a setting can raise it.
_MINOR_MAX = 99_999_999
_MINOR_MAX_OF = {"inr": 999_999_999, "cop": 9_999_999_999, "idr": 999_999_999_999}

UNIT_PLACES_MAX = 12
_DIGITS_MAX = 15

# Wide enough for everything the grammar lets through; a result that would have to be rounded is our
# own mistake and raises.
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
_ROUNDING = Context(prec=80, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])


def exponent(currency: str) -> int:
    """Power of ten between the major unit and Stripe's integer: usd 2, jpy 0, kwd 3, isk 2."""
    if currency in _ZERO:
        return 0
    return 3 if currency in _THREE else 2


def places(currency: str) -> int:
    """Decimal places a person may use: usd 2, jpy 0, kwd 3, isk and ugx 0."""
    return 0 if currency in _WHOLE_HUNDREDS else exponent(currency)


def minor_max(currency: str) -> int:
    """The largest line amount taken without a setting, in minor units, either sign."""
    return _MINOR_MAX_OF.get(currency, _MINOR_MAX)


def to_minor(amount: Decimal, currency: str, limit_minor: int | None = None) -> int | Fault:
    """`amount` (major) as Stripe's integer; a Fault for too many places, ambiguity or size.

    `limit_minor` is the largest amount allowed; None means `minor_max(currency)`.
    """
    if is_ambiguous(amount, currency):
        return _ambiguous(amount, currency)
    if amount.adjusted() > _DIGITS_MAX:
        return _too_large(_plain(amount), currency, limit_minor)
    if _places_of(amount) > places(currency):
        return _too_many_places(amount, currency)
    minor = int(_EXACT.scaleb(amount, Decimal(exponent(currency))))
    return check_minor(minor, currency, limit_minor)


def are_plain(
    amounts: npt.NDArray[np.float64], currency: str, limit_minor: int | None
) -> npt.NDArray[np.bool_]:
    """Which cells of a number column `to_minor` takes without a word; the others are to be asked.

    A number cell has 15 digits: one that equals k / 100 and has no more digits is that amount
    exactly. Currencies of three places have rules of their own and are never plain.
    """
    if places(currency) == 3:
        return np.zeros(len(amounts), dtype=bool)
    limit = minor_max(currency) if limit_minor is None else limit_minor
    parts, scale = 10 ** (exponent(currency) - places(currency)), 10 ** places(currency)
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.rint(amounts * scale)
        fits = (whole / scale == amounts) & (np.abs(whole) <= min(limit // parts, 10**_DIGITS_MAX))
    return np.asarray(fits)


def check_minor(minor: int, currency: str, limit_minor: int | None = None) -> int | Fault:
    """`minor` itself, or a Fault where this currency cannot have that integer."""
    if abs(minor) > (minor_max(currency) if limit_minor is None else limit_minor):
        return _too_large(show(minor, currency), currency, limit_minor)
    if currency in _WHOLE_HUNDREDS and minor % 100:
        suggestion = f"{minor * 100}"
        return _fault(
            "minor_not_whole", str(minor), currency=currency.upper(), suggestion=suggestion
        )
    return minor


def has_whole(currency: str) -> bool:
    """True for the currencies whose amounts are whole, though Stripe counts in hundredths."""
    return currency in _WHOLE_HUNDREDS


def is_sayable(minor: int, currency: str) -> bool:
    """Whether a cell can say this integer, whatever its size: 13.33 ISK is in no cell, though
    Stripe may come to it."""
    return not isinstance(check_minor(minor, currency, abs(minor)), Fault)


def unit_to_minor(amount: Decimal, currency: str) -> Decimal | Fault:
    """A unit price (major) in minor units, exact, without trailing zeros; at most 12 places."""
    if is_ambiguous(amount, currency):
        return _ambiguous(amount, currency, "unit_ambiguous")
    if amount.adjusted() > _DIGITS_MAX:
        return _too_large(_plain(amount), currency, None)
    allowed = UNIT_PLACES_MAX + exponent(currency)
    if _places_of(amount) > allowed:
        shown = _plain(amount)
        return _fault("unit_places", shown, currency=currency.upper(), allowed=str(allowed))
    return trimmed(_EXACT.scaleb(amount, Decimal(exponent(currency))))


def from_minor(minor: int, currency: str) -> Decimal:
    """Stripe's integer in the major unit, exact, with all places: usd 7500 -> 75.00."""
    return _EXACT.scaleb(Decimal(minor), Decimal(-exponent(currency)))


def unit_from_minor(unit_minor: Decimal, currency: str) -> Decimal:
    """A unit price in minor units in the major unit, exact, without trailing zeros."""
    return trimmed(_EXACT.scaleb(unit_minor, Decimal(-exponent(currency))))


def show(minor: int, currency: str) -> str:
    """The amount as a person writes it: usd "75.00", jpy "7500", kwd "5.120", isk 500 "5"."""
    if currency in _WHOLE_HUNDREDS and minor % 100 == 0:
        return str(minor // 100)
    return _plain(from_minor(minor, currency))


def show_unit(unit_minor: Decimal, currency: str) -> str:
    """A unit price as a person writes it: all its places, and at least the currency's own."""
    major = unit_from_minor(unit_minor, currency)
    return f"{major:.{max(places(currency), _places_of(major))}f}"


def three_decimal_warning(minor: int, currency: str) -> bool:
    """True where a three-decimal currency has a last digit other than 0; Stripe may refuse it."""
    return currency in _THREE and minor % 10 != 0


def line_total_minor(unit_minor: Decimal, quantity: Decimal) -> tuple[int, bool]:
    """Unit price x quantity as Stripe bills it, in minor units, and whether it had to be rounded.

    Half a minor unit goes away from zero.
    """
    product = _EXACT.multiply(unit_minor, quantity)
    total = product.to_integral_value(context=_ROUNDING)
    return int(total), total != product


def excel_format(currency: str) -> str:
    """The number format of amounts of this currency in a workbook: negative ones in red."""
    number = "#,##0" + ("." + "0" * places(currency) if places(currency) else "")
    return f"{number};[Red]-{number}"


def is_ambiguous(amount: Decimal, currency: str) -> bool:
    """True for 1.234, which is a thousand and more to half of Europe; not where a currency has
    three places. Values from number cells never look so: see `values.numbers`."""
    return looks_grouped(amount) and places(currency) != 3


def looks_grouped(amount: Decimal) -> bool:
    """True for exactly three places after one to three digits, none of them a leading zero."""
    return amount.as_tuple().exponent == -3 and 1 <= abs(amount) < 1000


def trimmed(amount: Decimal) -> Decimal:
    """The same value without trailing zeros or powers of ten: 1.500 -> 1.5, 1E+2 -> 100."""
    short = _EXACT.normalize(amount)
    return _EXACT.quantize(short, Decimal(1)) if _exponent_of(short) > 0 else short


def _exponent_of(amount: Decimal) -> int:
    power = amount.as_tuple().exponent
    assert isinstance(power, int), "infinities never get past the grammar"
    return power


def _places_of(amount: Decimal) -> int:
    return max(0, -_exponent_of(_EXACT.normalize(amount)))


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _fault(code: str, shown: str, **details: str) -> Fault:
    return Fault(code, shown, details)


def _too_many_places(amount: Decimal, currency: str) -> Fault:
    return _fault(
        "amount_places",
        _plain(amount),
        currency=currency.upper(),
        places=str(places(currency)),
        **_around(amount, currency),
    )


def _too_large(shown: str, currency: str, limit_minor: int | None) -> Fault:
    limit = minor_max(currency) if limit_minor is None else limit_minor
    limit -= limit % 100 if currency in _WHOLE_HUNDREDS else 0
    return _fault("amount_too_large", shown, currency=currency.upper(), limit=show(limit, currency))


def _ambiguous(amount: Decimal, currency: str, code: str = "amount_ambiguous") -> Fault:
    shown = _plain(amount)
    return _fault(
        code,
        shown,
        currency=currency.upper(),
        places=str(places(currency)),
        **_around(amount, currency),
        whole=shown.replace(".", ""),
        exact=f"{shown}0",
    )


def _around(amount: Decimal, currency: str) -> dict[str, str]:
    """The two amounts of this currency that the number lies between, the smaller first."""
    step = Decimal(1).scaleb(-places(currency))
    either = (ROUND_FLOOR, ROUND_CEILING)
    lower, upper = (f"{amount.quantize(step, way, _ROUNDING):f}" for way in either)
    # A place too many that is 0 lies between nothing: 12.500 is 12.50.
    return {"lower": lower, "upper": upper if upper != lower else ""}
