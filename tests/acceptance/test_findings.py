"""What an adversary broke once, and must not break again; each test names what came of it then."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.faults import Fault
from tests.double.server import Served

ADD = ["invoice", "amount", "description"]
MANY = [f"Fee {number}" for number in range(1, 4)]


def test_a_key_that_may_not_read_its_account(double: Served, batcher: Program, desk: Path) -> None:
    """Applied twice: the account's name was part of each row's identity."""
    invoice = double.state.invoice("usd")
    book = books.write(desk / "a.xlsx", {"add_lines": [ADD, [invoice, 5, "Fuel"]]})
    double.account_forbidden = True
    batcher.run(book, ends=0)
    double.account_forbidden = False
    assert batcher.run(book, ends=0).json["status"] == "unchanged"
    assert double.state.amounts(invoice) == [500]


def test_a_created_invoice_is_known_when_it_is_final(
    double: Served, batcher: Program, desk: Path
) -> None:
    """Made a second time: only drafts were looked through for the tag."""
    customer = double.state.customer()
    head = ["ref", "customer", "currency", "collection_method"]
    sheets = {
        "create_invoices": [head, ["nov", customer, "usd", "charge_automatically"]],
        "add_lines": [ADD, ["@nov", 5, "Fuel"]],
    }
    book = books.write(desk / "a.xlsx", sheets)
    batcher.run(book, ends=0)
    (made,) = double.state.invoices
    double.state.finalize(made)
    double.forget_keys()
    batcher.home = batcher.home.with_name("another")
    batcher.home.mkdir()
    ended = batcher.run(book, ends=0)
    assert ended.json["status"] == "unchanged"
    assert list(double.state.invoices) == [made]


def test_tax_rates_set_and_set_back(double: Served, batcher: Program, desk: Path) -> None:
    """A, then B, then A again was called unchanged while B stood."""
    state = double.state
    invoice = state.invoice("usd")
    line = state.line(invoice, 500)
    rates = [state.tax_rate("10"), state.tax_rate("20")]
    head = ["invoice", "line", "tax_rates"]
    for name, rate in (("a", rates[0]), ("b", rates[1])):
        batcher.run(
            books.write(desk / f"{name}.xlsx", {"update_lines": [head, [invoice, line, rate]]}),
            ends=0,
        )
    again = desk / "a.xlsx"
    asked = batcher.run(again, ends=1)
    assert [p["code"] for p in asked.json["problems"]] == ["applied_then_changed"]
    batcher.run(again, "--accept", "applied_then_changed", ends=0)
    assert state.lines_of(invoice)[0].tax_rates == (rates[0],)


def test_a_product_name_run_again(double: Served, batcher: Program, desk: Path) -> None:
    """Asked for a decision though nothing had moved."""
    state = double.state
    invoice = state.invoice("usd")
    line = state.line(invoice, 500)
    head = ["invoice", "line", "unit_amount", "product_name"]
    book = books.write(desk / "a.xlsx", {"update_lines": [head, [invoice, line, 7, "Tea"]]})
    batcher.run(book, ends=0)
    assert batcher.run(book, ends=0).json["status"] == "unchanged"


def test_totals_no_line_can_have(double: Served, batcher: Program, desk: Path) -> None:
    """Half a krona and nearly a billion dollars were sent by way of unit prices."""
    isk, usd = double.state.invoice("isk"), double.state.invoice("usd")
    head = ["invoice", "currency", "unit_amount", "quantity", "description"]
    rows = [head, [isk, "isk", 10.5, 1, "x"], [usd, "usd", 999_999, 1000, "y"]]
    book = books.write(desk / "a.xlsx", {"add_lines": rows})
    ended = batcher.run(book, ends=1)
    assert [(p["row"], p["severity"]) for p in ended.json["problems"]] == [
        (2, "error"),
        (3, "error"),
    ]
    assert double.writes == []


def test_a_saved_plan_twice(double: Served, batcher: Program, desk: Path) -> None:
    """The second click called the first one's own changes stale."""
    invoice = double.state.invoice("usd")
    book = books.write(desk / "a.xlsx", {"add_lines": [ADD, [invoice, 5, "Fuel"]]})
    batcher("plan", book, "-o", desk / "a.plan", ends=0)
    batcher("apply", desk / "a.plan", "--yes", ends=0)
    again = batcher("apply", desk / "a.plan", "--yes", ends=0)
    assert again.json["status"] == "unchanged"
    assert double.state.amounts(invoice) == [500]


def test_leftovers_of_a_csv_run_as_they_are(double: Served, batcher: Program, desk: Path) -> None:
    """Their sheet had the CSV's name, which is no sheet."""
    invoice = double.state.invoice("usd")
    csv = desk / "november.csv"
    csv.write_text(f"invoice,amount,description\n{invoice},5,Fuel\n{invoice},x,Toll\n")
    ended = batcher.run(csv, "--sheet", "add_lines", ends=1)
    again = batcher("check", ended.json["leftovers"], ends=1)
    assert [(p["sheet"], p["code"]) for p in again.json["problems"]] == [
        ("add_lines", ended.json["problems"][0]["code"])
    ]


def test_a_refused_removal_of_a_line_somebody_deleted(
    double: Served, batcher: Program, desk: Path
) -> None:
    """Reported as ours: the line was gone, so it had to be applied."""
    state = double.state
    invoice = state.invoice("usd")
    line = state.line(invoice, 500)
    double.faults.plan(
        Fault.REFUSED,
        "remove_lines",
        hook=lambda: state.remove(line) if line in state.entries else None,
    )
    head = ["invoice", "line", "behavior"]
    book = books.write(desk / "a.xlsx", {"remove_lines": [head, [invoice, line, "unassign"]]})
    ended = batcher.run(book, ends=3)
    assert ended.json["rows"]["refused"] == 1
    assert ended.json["money"]["usd"]["other_change"] == "-5.00"


def test_differences_that_cancel(double: Served, batcher: Program, desk: Path) -> None:
    """+5 on one invoice and -5 on another added up to nothing, and to exit 0."""
    state = double.state
    first, second = state.invoice("usd"), state.invoice("usd")
    rows = [ADD, [first, 50, "Fuel"], [second, 50, "Toll"]]
    book = books.write(desk / "a.xlsx", {"add_lines": rows})

    def meddle(invoice: str, amount: int) -> None:
        for entry in state.lines_of(invoice):
            state.edit(entry.line, amount=amount)

    # The first read of an invoice is the plan's, the second comes after our write.
    for invoice, amount in ((first, 5500), (second, 4500)):
        hook = partial(meddle, invoice, amount)
        double.faults.plan(Fault.NONE, f"invoices/{invoice}", method="GET", skip=1, hook=hook)
    ended = batcher.run(book, ends=3)
    assert ended.json["money"]["usd"]["difference"] == "0.00"
    assert (state.amounts(first), state.amounts(second)) == ([5500], [4500])


def test_a_line_deleted_while_they_are_paged(double: Served, batcher: Program, desk: Path) -> None:
    """The end of the first page goes before the second is asked for: read from the start again."""
    invoice = double.state.invoice("usd")
    for number in range(120):
        double.state.line(invoice, 100 + number)
    gone = double.state.lines_of(invoice)[99].line
    double.faults.plan(
        Fault.NONE, f"starting_after={gone}", method="GET", hook=lambda: double.state.remove(gone)
    )
    book = books.write(desk / "a.xlsx", {"add_lines": [["invoice", "amount"], [invoice, 5]]})
    ended = batcher.run(book)
    assert len(double.state.amounts(invoice)) == 120
    assert ended.json["money"]["usd"]["before"] == "189.41"
    assert ended.json["money"]["usd"]["difference"] == "0.00"
