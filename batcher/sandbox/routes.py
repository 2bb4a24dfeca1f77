"""The endpoints: method, path, the vendor's type of their parameters, their own rules, the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from stripe import params

from batcher.sandbox import bulk, catalogue, invoices, line_rules
from batcher.sandbox.call import Call, Rules
from batcher.sandbox.refusal import unknown_url
from batcher.sandbox.state import Record

Check = Callable[[Record, Rules], None]


def unchecked(parameters: Record, rules: Rules) -> None:
    """The published types say all there is."""


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. `path` has `*` where an id stands; `check` runs before execution begins."""

    method: str
    path: str
    schema: type
    run: Callable[[Call], Record]
    check: Check = unchecked

    @property
    def name(self) -> str:
        """What the endpoint is called where it is counted."""
        return f"{self.method} {self.path}"


def read_account(call: Call) -> Record:
    """GET /v1/account."""
    return dict(call.account)


def lines_rule(check: Callable[[Record, int], None]) -> Check:
    """A rule over the lines of a bulk call with the account's limit."""
    return lambda parameters, rules: check(parameters, rules.lines_per_request_max)


def alone(check: Callable[[Record], None]) -> Check:
    """A rule that does not depend on the account."""
    return lambda parameters, _: check(parameters)


def check_line(parameters: Record) -> None:
    """The rules of one line where the parameters are that line."""
    line_rules.check_fields(parameters, "")


def account_routes() -> Iterator[Route]:
    """The account and what invoices refer to."""
    yield Route("GET", "/v1/account", params.AccountRetrieveCurrentParams, read_account)
    yield from collection(
        "customer",
        "customers",
        params.CustomerCreateParams,
        params.CustomerRetrieveParams,
        params.CustomerListParams,
    )
    yield from collection(
        "product",
        "products",
        params.ProductCreateParams,
        params.ProductRetrieveParams,
        params.ProductListParams,
    )
    yield from collection(
        "price",
        "prices",
        params.PriceCreateParams,
        params.PriceRetrieveParams,
        params.PriceListParams,
    )
    yield from collection(
        "tax_rate",
        "tax_rates",
        params.TaxRateCreateParams,
        params.TaxRateRetrieveParams,
        params.TaxRateListParams,
    )
    yield from collection(
        "coupon",
        "coupons",
        params.CouponCreateParams,
        params.CouponRetrieveParams,
        params.CouponListParams,
    )
    yield from collection(
        "promotion_code",
        "promotion_codes",
        params.PromotionCodeCreateParams,
        params.PromotionCodeRetrieveParams,
        params.PromotionCodeListParams,
    )


def collection(kind: str, plural: str, made: type, read: type, listed: type) -> Iterator[Route]:
    """POST and GET of a collection, GET of one of it."""
    url = f"/v1/{plural}"
    check = alone(catalogue.check_coupon) if kind == "coupon" else unchecked
    yield Route("POST", url, made, partial(catalogue.create, kind), check)
    yield Route("GET", url, listed, partial(catalogue.read_all, kind, url))
    yield Route("GET", f"{url}/*", read, partial(catalogue.read, kind))


def invoice_item_routes() -> Iterator[Route]:
    """Invoice items."""
    url = "/v1/invoiceitems"
    yield Route(
        "POST",
        url,
        params.InvoiceItemCreateParams,
        catalogue.create_invoice_item,
        alone(catalogue.check_invoice_item),
    )
    yield Route("GET", url, params.InvoiceItemListParams, catalogue.read_invoice_items)
    yield Route("GET", f"{url}/*", params.InvoiceItemRetrieveParams, catalogue.read_invoice_item)


def invoice_routes() -> Iterator[Route]:
    """Invoices by themselves."""
    url = "/v1/invoices"
    yield Route("POST", url, params.InvoiceCreateParams, invoices.create)
    yield Route("GET", url, params.InvoiceListParams, invoices.read_all)
    yield Route("GET", f"{url}/*", params.InvoiceRetrieveParams, invoices.read)
    yield Route("POST", f"{url}/*", params.InvoiceUpdateParams, invoices.update)
    yield Route("DELETE", f"{url}/*", params.InvoiceDeleteParams, invoices.delete)
    finalize = params.InvoiceFinalizeInvoiceParams
    yield Route("POST", f"{url}/*/finalize", finalize, invoices.finalize)
    yield Route("POST", f"{url}/*/void", params.InvoiceVoidInvoiceParams, invoices.void)


def line_routes() -> Iterator[Route]:
    """The lines of an invoice."""
    url = "/v1/invoices/*"
    listed, single = params.InvoiceLineItemListParams, params.InvoiceLineItemUpdateParams
    yield Route("GET", f"{url}/lines", listed, invoices.read_lines)
    yield Route("POST", f"{url}/lines/*", single, bulk.update_line, alone(check_line))
    for name, schema, run, check in (
        ("add_lines", params.InvoiceAddLinesParams, bulk.add_lines, line_rules.check_added),
        (
            "update_lines",
            params.InvoiceUpdateLinesParams,
            bulk.update_lines,
            line_rules.check_updated,
        ),
        (
            "remove_lines",
            params.InvoiceRemoveLinesParams,
            bulk.remove_lines,
            line_rules.check_removed,
        ),
    ):
        yield Route("POST", f"{url}/{name}", schema, run, lines_rule(check))


class Routes:
    """All endpoints, found by method and path."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, ...], Route] = {}
        for routes in (account_routes, invoice_item_routes, invoice_routes, line_routes):
            for route in routes():
                self._routes[route.method, *route.path.strip("/").split("/")] = route

    def find(self, method: str, path: str) -> tuple[Route, tuple[str, ...]]:
        """The endpoint and the ids in its path; raises Refusal (404) where there is none.

        Ids stand in the third and fifth place of every path, so those are tried as such.
        """
        parts = path.strip("/").split("/")
        exact = self._routes.get((method, *parts))
        if exact is not None:
            return exact, ()
        masked = [part if number not in (2, 4) else "*" for number, part in enumerate(parts)]
        route = self._routes.get((method, *masked))
        if route is None or "" in parts:
            raise unknown_url(method, path)
        return route, tuple(parts[number] for number in (2, 4) if number < len(parts))
