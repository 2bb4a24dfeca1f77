"""Form decoding and validation by the vendor's own types."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import params

from batcher import sandbox
from batcher.sandbox import form
from batcher.sandbox.parameters import hints, validate
from batcher.sandbox.refusal import Refusal

ADD = params.InvoiceAddLinesParams
UPDATE = params.InvoiceUpdateLinesParams
REMOVE = params.InvoiceRemoveLinesParams


def checked(schema: type, body: str) -> dict[str, Any]:
    return validate(schema, form.nest(form.split(body)))


def refusal(schema: type, body: str) -> tuple[str | None, str | None, str]:
    with pytest.raises(Refusal) as caught:
        checked(schema, body)
    return caught.value.code, caught.value.param, caught.value.message


def test_values_come_in_their_own_types():
    body = urlencode(
        {
            "lines[0][amount]": "-7500",
            "lines[0][discountable]": "true",
            "lines[0][description]": "見本 & more",
            "lines[0][metadata][k]": "v",
            "lines[1][pricing][price]": "price_A",
            "lines[1][quantity_decimal]": "1.250",
            "lines[1][tax_rates][0]": "txr_1",
            "lines[1][period][start]": "1",
            "lines[1][period][end]": "2",
            "expand[]": "customer",
            "invoice_metadata[done]": "",
        }
    )
    assert checked(ADD, body) == {
        "lines": [
            {
                "amount": -7500,
                "discountable": True,
                "description": "見本 & more",
                "metadata": {"k": "v"},
            },
            {
                "pricing": {"price": "price_A"},
                "quantity_decimal": Decimal("1.250"),
                "tax_rates": ["txr_1"],
                "period": {"start": 1, "end": 2},
            },
        ],
        "expand": ["customer"],
        "invoice_metadata": {"done": ""},
    }


@pytest.mark.parametrize(
    ("schema", "body", "code", "param", "message"),
    [
        (
            ADD,
            "lines[0][price]=p",
            "parameter_unknown",
            "lines[0][price]",
            "Received unknown parameter: lines[0][price]",
        ),
        (
            ADD,
            "lines[0][amount]=1&lines[0][currency]=usd",
            "parameter_unknown",
            "lines[0][currency]",
            "Received unknown parameter: lines[0][currency]",
        ),
        (
            ADD,
            "lines[0][amount]=1&api_key=x",
            "parameter_unknown",
            "api_key",
            "Received unknown parameter: api_key",
        ),
        (
            UPDATE,
            "lines[0][id]=il_1&lines[0][invoice_item]=ii_1",
            "parameter_unknown",
            "lines[0][invoice_item]",
            "Received unknown parameter: lines[0][invoice_item]",
        ),
        (
            REMOVE,
            "lines[0][id]=il_1",
            "parameter_missing",
            "lines[0][behavior]",
            "Missing required param: lines[0][behavior].",
        ),
        (ADD, "", "parameter_missing", "lines", "Missing required param: lines."),
        (
            ADD,
            "lines[0][amount]=1.5",
            "parameter_invalid_integer",
            "lines[0][amount]",
            "Invalid integer: 1.5",
        ),
        (
            ADD,
            "lines[0][amount]=10.0",
            "parameter_invalid_integer",
            "lines[0][amount]",
            "Invalid integer: 10.0",
        ),
        (
            ADD,
            "lines[0][quantity_decimal]=1E%2B2",
            None,
            "lines[0][quantity_decimal]",
            "Invalid decimal: 1E+2",
        ),
        (
            ADD,
            "lines[0][quantity_decimal]=0.1234567890123",
            None,
            "lines[0][quantity_decimal]",
            "Invalid decimal: 0.1234567890123",
        ),
        (
            ADD,
            "lines[0][discountable]=yes",
            None,
            "lines[0][discountable]",
            "Invalid boolean: yes",
        ),
        (
            REMOVE,
            "lines[0][id]=il_1&lines[0][behavior]=drop",
            None,
            "lines[0][behavior]",
            "Invalid behavior: must be one of delete or unassign",
        ),
        (
            ADD,
            "lines[1][amount]=1",
            None,
            "lines",
            "Invalid array: indices must be consecutive from 0",
        ),
        (ADD, "lines[x][amount]=1", None, "lines", "Invalid array: indices must be numeric"),
        (ADD, "lines[0][amount]=1&lines=2", None, "lines", "Invalid object: lines"),
        (
            ADD,
            "lines[0][metadata][a[b]]=1",
            None,
            "lines[0][metadata][a[b]]",
            "Invalid parameter name: lines[0][metadata][a[b]] (wording of batcher's sandbox)",
        ),
    ],
)
def test_refusals(schema: type, body: str, code: str | None, param: str, message: str):
    assert refusal(schema, body) == (code, param, message)


def test_an_empty_value_clears_only_what_can_be_cleared():
    cleared = checked(ADD, "lines[0][tax_rates]=&lines[0][metadata]=&lines[0][discounts]=")
    assert cleared == {"lines": [{"tax_rates": "", "metadata": "", "discounts": ""}]}
    code, param, _ = refusal(ADD, "lines[0][description]=")
    assert (code, param) == ("parameter_invalid_empty", "lines[0][description]")
    assert refusal(ADD, "lines[0][amount]=")[0] == "parameter_invalid_empty"


def test_lengths():
    assert refusal(ADD, f"lines[0][description]={'x' * 5001}")[2] == (
        "Invalid string: xxxxxxxxxx...xxxxxxxxxx; must be at most 5000 characters"
    )
    long = "A" * 501
    assert refusal(ADD, f"lines[0][metadata][k]={long}")[1:] == (
        "lines[0][metadata]",
        "Metadata values can have up to 500 characters, but you passed in a value that is "
        f"501 characters. Invalid value: {long}",
    )
    assert refusal(ADD, f"lines[0][metadata][{'k' * 41}]=v")[1] == "lines[0][metadata]"
    many = "&".join(f"lines[0][metadata][k{n}]=v" for n in range(51))
    assert refusal(ADD, many)[1] == "lines[0][metadata]"


def test_huge_numbers_are_refused_not_computed():
    assert refusal(ADD, f"lines[0][amount]={'9' * 6000}")[0] == "parameter_invalid_integer"
    assert refusal(ADD, f"lines[{'9' * 6000}][amount]=1")[1] == "lines"


def test_the_clients_own_options_are_no_parameters():
    assert set(hints(ADD)) == {"expand", "invoice_metadata", "lines"}


def test_a_time_filter_is_a_number_or_bounds():
    listing = params.InvoiceListParams
    assert checked(listing, "created=5") == {"created": 5}
    assert checked(listing, "created[gte]=5") == {"created": {"gte": 5}}
    assert refusal(listing, "status=open2")[2] == (
        "Invalid status: must be one of draft, open, paid, uncollectible, or void"
    )


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20)))
def test_every_text_survives_the_form(metadata: dict[str, str]):
    body = urlencode({f"m[{key}]": value for key, value in metadata.items()})
    nested = form.nest(form.split(body))
    assert nested == ({"m": metadata} if metadata else {})


def test_of_the_vendor_only_the_published_types_are_used():
    found = set()
    for path in Path(sandbox.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names if name.name.startswith("stripe")}
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
                found |= {f"{node.module}.{name.name}" for name in node.names}
    assert found == {"stripe.params"}
