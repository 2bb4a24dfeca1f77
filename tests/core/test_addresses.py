"""Where a secret may travel: sealed, or not off this machine."""

from __future__ import annotations

import pytest

from batcher.core.addresses import is_loopback, is_sealed


@pytest.mark.parametrize(
    "address",
    ["https://id.example.com", "https://id.example.com:8443/a?b=c", "http://127.0.0.1:5000/x",
     "http://localhost", "http://[::1]:5000"],
)  # fmt: skip
def test_good_ones(address: str) -> None:
    assert is_sealed(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "http://id.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "ftp://a",
        "https://", "https:///path", "https://me@id.example.com", "https://:x@id.example.com",
        "https://id.example.com/#part", "javascript:alert(1)", "file:///etc/passwd", "//id.example",
        "https://id.example.com\n.evil.example", "https://a b", "https://a:port", "https://[::1",
        "http://localhost@evil.example", None, 7, b"https://id.example.com", ["https://a"],
    ],
)  # fmt: skip
def test_bad_ones(address: object) -> None:
    assert not is_sealed(address)


def test_this_machine() -> None:
    assert [is_loopback(one) for one in ("127.0.0.1", "127.9.9.9", "::1", "localhost")] == [
        True
    ] * 4
    assert [is_loopback(one) for one in ("", "0.0.0.0", "::", "10.0.0.1", "x")] == [False] * 5
