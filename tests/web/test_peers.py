"""From where somebody comes: what proxies of ours say counts, what anybody else says does not."""

from __future__ import annotations

import pytest

from batcher.web.peers import address_of, group_of, networks

PROXIES = networks(["10.0.0.0/8", "2001:db8:ffff::1", "127.0.0.1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.5"], "192.0.2.1"),  # no proxy of ours: not believed
        ("10.0.0.7", [], "10.0.0.7"),
        ("10.0.0.7", ["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.7", ["127.0.0.1, 203.0.113.5"], "203.0.113.5"),  # the first was made up
        ("10.0.0.7", ["198.51.100.1, 203.0.113.5, 10.9.9.9"], "203.0.113.5"),
        ("10.0.0.7", ["198.51.100.1", "203.0.113.5"], "203.0.113.5"),  # two lines are one list
        ("10.0.0.7", ["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
        ("10.0.0.7", ["nonsense"], "10.0.0.7"),
        ("10.0.0.7", ["198.51.100.1, nonsense, 10.9.9.9"], "10.9.9.9"),
        ("10.0.0.7", [""], "10.0.0.7"),
        ("10.0.0.7", ["203.0.113.5:4711"], "203.0.113.5"),
        ("10.0.0.7", ["[2001:db8::5]:4711"], "2001:db8::5"),
        ("10.0.0.7", ["2001:db8::5"], "2001:db8::5"),
        ("10.0.0.7", ["::ffff:203.0.113.5"], "203.0.113.5"),
        ("::ffff:10.0.0.7", ["203.0.113.5"], "203.0.113.5"),
        ("2001:db8:ffff::1", ["203.0.113.5"], "203.0.113.5"),
        ("testclient", ["203.0.113.5"], "testclient"),
        ("", ["203.0.113.5"], ""),
    ],
)
def test_the_nearest_that_is_no_proxy_of_ours(peer: str, forwarded: list[str], found: str) -> None:
    assert address_of(peer, forwarded, PROXIES) == found


def test_without_proxies_nobody_is_believed() -> None:
    assert address_of("127.0.0.1", ["203.0.113.5"], ()) == "127.0.0.1"


def test_a_long_list_is_not_read_to_its_end() -> None:
    forwarded = ["203.0.113.5", *["10.0.0.1"] * 100_000]
    assert address_of("10.0.0.7", forwarded, PROXIES) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_what_counts_as_one_origin(address: str, group: str) -> None:
    assert group_of(address) == group
