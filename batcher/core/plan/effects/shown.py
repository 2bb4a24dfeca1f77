"""The lists a row sends as people read them: a line does not show what they were before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from batcher.core import money
from batcher.core.plan.parts import Change

LISTS = ("tax_rates", "discounts", "tax_amounts")


def lists(sent: Mapping[str, object], currency: str) -> Iterator[Change]:
    """The lists among what is sent, each whole."""
    for name in LISTS:
        if name in sent:
            yield Change(name, "", _list_shown(sent[name], currency))


def _list_shown(value: object, currency: str) -> str:
    if value == "":
        return "(clear)"
    assert isinstance(value, list)
    return ", ".join(one if isinstance(one, str) else _one_shown(one, currency) for one in value)


def _one_shown(one: Mapping[str, object], currency: str) -> str:
    """A discount by its id; a tax amount as `VAT 20%: 15.00 / 75.00`, tax and what it is of."""
    tax = one.get("tax_rate_data")
    if not isinstance(tax, Mapping):
        return "/".join(str(value) for value in one.values())
    amounts = [one["amount"], one["taxable_amount"]]
    of = " / ".join(money.show(minor, currency) for minor in amounts if isinstance(minor, int))
    return f"{tax['display_name']} {tax['percentage']}%: {of}"
