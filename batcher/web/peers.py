"""From which address a question comes: a proxy's word for it counts only where it is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HOME_BITS = 64  # of an IPv6 address: whoever has one has all that begin so
CHAIN_MAX = 32  # proxies in a row that are believed


def networks(told: Sequence[str]) -> tuple[Network, ...]:
    """Addresses (`10.0.0.7`) and networks (`10.0.0.0/8`) as networks. Raises ValueError."""
    return tuple(ip_network(one, strict=False) for one in told)


def address_of(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours. `peer` is who is connected; `forwarded` are the
    values of X-Forwarded-For in their order, of which only what trusted proxies added counts."""
    found = peer
    for told in _nearest_first(forwarded):
        if not _is_trusted(found, trusted):
            break
        address = read(told)
        if address is None:  # said by a trusted one, yet no address: go no further
            break
        found = str(address)
    return found


def group_of(address: str) -> str:
    """What counts as one origin: an IPv4 address, or the network of an IPv6 address."""
    found = read(address)
    if not isinstance(found, IPv6Address):
        return address if found is None else str(found)
    return str(ip_network((int(found), HOME_BITS), strict=False))


def read(told: str) -> Address | None:
    """An address as proxies write it, with or without a port; None for anything else."""
    text = told.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _nearest_first(forwarded: Sequence[str]) -> Iterator[str]:
    told = ",".join(forwarded).split(",")
    return iter(told[: -CHAIN_MAX - 1 : -1])


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    found = read(address)
    return found is not None and any(found in network for network in trusted)
