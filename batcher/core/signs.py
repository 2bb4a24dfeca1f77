"""The signs and words by which people say whose money an amount is, and the currencies each may
mean. It knows no amounts."""

from __future__ import annotations

import re
from functools import lru_cache

_DOLLARS = frozenset(
    {
        *("usd", "aud", "bbd", "bmd", "bnd", "brl", "bsd", "bzd", "cad", "clp", "cop"),
        *("dop", "fjd", "gyd", "hkd", "jmd", "kyd", "lrd", "mop", "mxn", "nad", "nio"),
        *("nzd", "sbd", "sgd", "srd", "top", "ttd", "twd", "uyu", "wst", "xcd"),
    }
)
_POUNDS = frozenset({"gbp", "egp", "fkp", "gip", "shp", "lbp"})
_FRANCS = frozenset({"chf", "bif", "cdf", "djf", "gnf", "kmf", "rwf", "xaf", "xof", "xpf"})
# The longest that fits is what is meant: US$ is no other dollar.
_SIGNS: dict[str, frozenset[str]] = {
    "¥": frozenset({"jpy", "cny"}),
    "￥": frozenset({"jpy", "cny"}),
    "円": frozenset({"jpy"}),
    "元": frozenset({"cny", "twd", "hkd"}),
    "€": frozenset({"eur"}),
    "ユーロ": frozenset({"eur"}),
    "£": _POUNDS,
    "￡": _POUNDS,
    "ポンド": _POUNDS,
    "$": _DOLLARS,
    "＄": _DOLLARS,
    "ドル": _DOLLARS,
    "米ドル": frozenset({"usd"}),
    "US$": frozenset({"usd"}),
    "A$": frozenset({"aud"}),
    "AU$": frozenset({"aud"}),
    "C$": frozenset({"cad", "nio"}),
    "CA$": frozenset({"cad"}),
    "HK$": frozenset({"hkd"}),
    "MX$": frozenset({"mxn"}),
    "NT$": frozenset({"twd"}),
    "NZ$": frozenset({"nzd"}),
    "R$": frozenset({"brl"}),
    "S$": frozenset({"sgd"}),
    "₩": frozenset({"krw"}),
    "￦": frozenset({"krw"}),
    "ウォン": frozenset({"krw"}),
    "₹": frozenset({"inr"}),
    "₫": frozenset({"vnd"}),
    "฿": frozenset({"thb"}),
    "₱": frozenset({"php"}),
    "₽": frozenset({"rub"}),
    "₺": frozenset({"try"}),
    "₴": frozenset({"uah"}),
    "₦": frozenset({"ngn"}),
    "₪": frozenset({"ils"}),
}
_WORDS: dict[str, frozenset[str]] = {
    "kr": frozenset({"sek", "nok", "dkk", "isk"}),
    "zł": frozenset({"pln"}),
    "kč": frozenset({"czk"}),
    "ft": frozenset({"huf"}),
    "fr": _FRANCS,
    "yen": frozenset({"jpy"}),
    "euro": frozenset({"eur"}),
    "rmb": frozenset({"cny"}),
}
# Codes a format may well say of money; rarer ones are words before they are currencies (ALL, TOP).
_CODE_WORDS = """
    AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KWD MXN MYR NOK NZD
    PHP PLN SAR SEK SGD THB TWD USD VND ZAR
"""
_CODES = frozenset(_CODE_WORDS.split())
_FOUND = re.compile(
    "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
    + r"|(?<![^\W\d_])[^\W\d_]{2,4}(?![^\W\d_])"
)


@lru_cache(maxsize=4096)
def named(text: str) -> str:
    """The signs and words for money in a text, in its order; '' where it has none."""
    return " ".join(dict.fromkeys(sign for sign in _FOUND.findall(text) if _currencies(sign)))


def sign_fits(text: str, currency: str) -> bool:
    """False where a text carries the sign of another currency: €75 on a USD line."""
    return all(currency in _currencies(sign) for sign in named(text).split())


def _currencies(sign: str) -> frozenset[str]:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign in _CODES:
        return frozenset({sign.lower()})
    return _WORDS.get(sign.casefold(), frozenset())
