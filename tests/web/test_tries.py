"""Wrong passwords run out, and nobody shuts out anybody else with his own."""

from __future__ import annotations

import threading

from batcher.web.tries import Tries


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(tries: Tries, name: str, address: str, count: int) -> int:
    return sum(tries.take(name, address) == 0 for _ in range(count))


def test_a_name_from_an_address_has_five() -> None:
    clock = Clock()
    tries = Tries(clock)
    assert taken(tries, "Aki", "192.0.2.1", 9) == 5
    assert tries.take("AKI", "192.0.2.1") == 300
    clock.now += 299
    assert tries.take("Aki", "192.0.2.1") == 1
    clock.now += 1
    assert tries.take("Aki", "192.0.2.1") == 0


def test_somebody_elsewhere_does_not_shut_a_person_out() -> None:
    tries = Tries(Clock())
    assert taken(tries, "Aki", "198.51.100.9", 100) == 5
    assert tries.take("Aki", "192.0.2.1") == 0


def test_an_address_has_twenty_whatever_the_names() -> None:
    tries = Tries(Clock())
    assert sum(tries.take(f"person {n}", "192.0.2.1") == 0 for n in range(40)) == 20
    assert tries.take("Aki", "192.0.2.2") == 0


def test_many_addresses_are_slow_on_a_name_but_not_for_who_is_known() -> None:
    clock = Clock()
    tries = Tries(clock)
    assert tries.take("Aki", "192.0.2.1") == 0
    tries.give_back("Aki", "192.0.2.1")
    assert sum(taken(tries, "Aki", f"198.51.100.{n}", 5) for n in range(40)) == 50
    assert tries.take("Aki", "203.0.113.5") > 3_000
    assert tries.take("Aki", "192.0.2.1") == 0
    clock.now += 3_601
    assert tries.take("Aki", "203.0.113.5") == 0


def test_an_address_of_ipv6_is_its_network() -> None:
    tries = Tries(Clock())
    assert sum(tries.take("Aki", f"2001:db8:1:2::{n}") == 0 for n in range(1, 40)) == 5
    assert tries.take("Aki", "2001:db8:1:3::1") == 0


def test_what_was_right_does_not_count() -> None:
    tries = Tries(Clock())
    for _ in range(100):
        assert tries.take("Aki", "192.0.2.1") == 0
        tries.give_back("Aki", "192.0.2.1")


def test_many_at_the_same_moment_are_no_more_than_many_in_a_row() -> None:
    tries, found = Tries(Clock()), []
    gate = threading.Barrier(20)

    def guess() -> None:
        gate.wait(10)
        found.append(tries.take("Aki", "192.0.2.1") == 0)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert sum(found) == 5


def test_nothing_is_kept_for_ever() -> None:
    clock = Clock()
    tries = Tries(clock)
    for n in range(500):
        tries.take(f"person {n}", f"10.0.{n // 200}.{n % 200}")
    clock.now += 4_000
    tries.take("Aki", "192.0.2.1")
    assert len(tries._made) == 3
