"""The person: edits an exported workbook as people do, by a seed, and only as Stripe allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core import columns
from batcher.core.model import Kind
from tests.roundtrip import account as seeded
from tests.roundtrip.account import Account, Charge, Draft

Cells = dict[str, Any]  # canonical header -> what a person writes
TITLES = {
    "en": {kind: kind.value for kind in Kind},
    "ja": {
        Kind.CREATE: "請求書作成", Kind.ADD: "明細追加", Kind.UPDATE: "明細訂正",
        Kind.REMOVE: "明細削除", Kind.METADATA: "請求書メタデータ",
    },
}  # fmt: skip
# A cell cannot hold these as a text that stands for itself.
_SAYABLE = tuple(
    word for word in seeded.WORDS
    if word not in ("#N/A", "(empty)", "（消去）") and word == word.strip()
)  # fmt: skip
_VALUES = ("south", "007", "8", "x y", "=A1")


@dataclass(slots=True)
class Page:
    """A sheet of the workbook, written by canonical header; a new header goes to the right."""

    sheet: Worksheet
    kind: Kind
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for cell in self.sheet[1]:
            found = columns.header(str(cell.value), self.kind) if cell.value else None
            self.names.append(found.name if found else str(cell.value))

    def write(self, row: int, cells: Mapping[str, Any]) -> None:
        """Cells of one row; text stays text, whatever it begins with."""
        for name, value in cells.items():
            if name not in self.names:
                self.names.append(name)
                self.sheet.cell(1, len(self.names), name)
            cell = self.sheet.cell(row, self.names.index(name) + 1)
            cell.value = float(value) if isinstance(value, Decimal) else value
            if isinstance(value, str):
                cell.data_type = "s"

    def rows(self) -> dict[str, int]:
        """The row of each line, or of each invoice."""
        key = "line" if "line" in self.names else "invoice"
        at = self.names.index(key) + 1
        found = {self.sheet.cell(row, at).value: row for row in range(2, self.sheet.max_row + 1)}
        return {str(name): row for name, row in found.items() if name}

    def append(self, cells: Mapping[str, Any]) -> None:
        """One more row, directly below."""
        needed = self.names.index("customer" if self.kind is Kind.CREATE else "invoice") + 1
        row = 2
        while self.sheet.cell(row, needed).value is not None:
            row += 1
        self.write(row, cells)


class Hand:
    """One person's edits of one workbook."""

    def __init__(self, random: Random, account: Account) -> None:
        self._random, self._account = random, account
        self._refs: list[str] = []
        self._moved: set[str] = set()

    def edit(self, path: Path, language: str) -> None:
        """Change the file in place."""
        book = openpyxl.load_workbook(path)
        pages = {kind: Page(book[title], kind) for kind, title in TITLES[language].items()}
        self._create(pages)
        rows = pages[Kind.UPDATE].rows()
        for draft in self._account.drafts:
            for line, charge in draft.charges.items():
                self._line(pages, draft, line, charge, rows[line])
            self._add(pages, draft)
            self._note(pages[Kind.METADATA], draft)
        self._attach(pages)
        book.save(path)
        book.close()

    # Sheets

    def _create(self, pages: dict[Kind, Page]) -> None:
        random = self._random
        for number in range(random.choice((0, 0, 0, 1, 2))):
            ref, currency = f"new {number}", random.choice(seeded.CURRENCIES)
            by_mail = random.random() < 0.5
            pages[Kind.CREATE].append({
                "ref": ref, "customer": random.choice(seeded.CUSTOMERS), "currency": currency,
                "collection_method": "send_invoice" if by_mail else "charge_automatically",
                "description": random.choice(_SAYABLE),
                **({"days_until_due": 30} if by_mail else {}),
            })  # fmt: skip
            bare = Draft(f"@{ref}", "", currency, {}, (), True, {})
            for _ in range(random.randint(0, 3)):
                pages[Kind.ADD].append({"invoice": f"@{ref}", **self._new(bare)})

    def _line(
        self, pages: dict[Kind, Page], draft: Draft, line: str, charge: Charge, row: int
    ) -> None:
        random, place = self._random, {"invoice": draft.invoice, "line": line}
        roll = random.random()
        if roll < 0.45:
            pages[Kind.UPDATE].write(row, self._changed(draft, charge))
        elif roll < 0.6 and not charge.subscription:
            behavior = random.choice(("delete", "unassign"))
            pages[Kind.REMOVE].append({**place, "behavior": behavior})
        elif roll < 0.7 and not charge.subscription:
            self._move(pages, draft, line)

    def _move(self, pages: dict[Kind, Page], draft: Draft, line: str) -> None:
        others = [
            one for one in self._account.drafts
            if (one.customer, one.currency) == (draft.customer, draft.currency)
            and one.by_amounts == draft.by_amounts
        ]  # fmt: skip
        target = self._random.choice(others)
        place = {"invoice": draft.invoice, "line": line, "behavior": "unassign"}
        pages[Kind.REMOVE].append(place)
        if target is not draft:
            cells = {"invoice": target.invoice, "invoice_item": line, **self._words()}
            pages[Kind.ADD].append(cells)

    def _add(self, pages: dict[Kind, Page], draft: Draft) -> None:
        for _ in range(self._random.choice((0, 0, 1, 2))):
            pages[Kind.ADD].append({"invoice": draft.invoice, **self._new(draft)})

    def _attach(self, pages: dict[Kind, Page]) -> None:
        """Pending items onto drafts of their customer and currency, some with other words."""
        for item, (customer, currency, charge) in self._account.pending.items():
            fitting = [
                one for one in self._account.drafts
                if (one.customer, one.currency) == (customer, currency)
                and (not one.by_amounts or not charge.rates)
            ]  # fmt: skip
            if fitting and self._random.random() < 0.7:
                words = self._words() if self._random.random() < 0.5 else {}
                target = self._random.choice(fitting)
                place = {"invoice": target.invoice, "invoice_item": item}
                pages[Kind.ADD].append({**place, **words})

    def _note(self, page: Page, draft: Draft) -> None:
        if self._random.random() < 0.4:
            page.write(page.rows()[draft.invoice], self._metadata(draft.metadata))

    # Cells

    def _changed(self, draft: Draft, charge: Charge) -> Cells:
        """One to three changes of a line, each as its kind allows."""
        ways: list[Callable[[], Cells]] = [
            lambda: self._metadata(charge.metadata),
            lambda: self._discounts(),
        ]
        if not draft.by_amounts:
            ways.append(self._rates)
        if not charge.subscription:
            ways += [
                self._words, lambda: self._priced(draft, charge),
                lambda: {"discountable": "no" if charge.discountable else "yes"},
            ]  # fmt: skip
            if draft.by_amounts:
                ways.append(lambda: self._taxes(draft, charge))
        cells: Cells = {}
        for way in self._random.sample(ways, min(len(ways), self._random.choice((1, 1, 2, 3)))):
            cells |= way()
        return cells

    def _priced(self, draft: Draft, charge: Charge) -> Cells:
        """A total, a unit amount or a number of units, or a price of the catalogue."""
        random, roll = self._random, self._random.random()
        # What comes to a fraction of a krona is in no cell.
        is_whole = draft.currency != "isk" or float(charge.quantity).is_integer()
        is_whole &= "." not in charge.unit or draft.currency != "isk"
        if roll < 0.4 or not is_whole:
            return {"amount": self._money(draft)}
        if roll < 0.6 and not charge.tiered:
            return {
                "quantity": random.choice(
                    (2, 7, 100) if draft.currency == "isk" else (2, 7, 0.5, 100)
                )
            }
        if roll < 0.8:
            return {"unit_amount": abs(self._money(draft))}
        return {"price": f"price_sold_{draft.currency}"}

    def _money(self, draft: Draft) -> Decimal:
        minor = seeded.amount(self._random, draft.currency)
        return Decimal(minor).scaleb(-seeded.PLACES[draft.currency])

    def _words(self) -> Cells:
        random = self._random
        cells: Cells = {"description": random.choice(_SAYABLE)}
        if random.random() < 0.3:
            cells |= {"period_start": "2026-10-01", "period_end": "2026-10-31"}
        elif random.random() < 0.2:
            start, end = "2026-10-01T08:00:00", "2026-10-01T08:00:01"
            cells |= {"period_start": start, "period_end": end}
        return cells if random.random() < 0.8 else {**cells, "metadata.po": "8"}

    def _rates(self) -> Cells:
        asked = ("txr_ex", "txr_in", "txr_zero, txr_ex", "(clear)")
        return {"tax_rates": self._random.choice(asked)}

    def _discounts(self) -> Cells:
        return {"discounts": self._random.choice(("TEN", "FIVE, TEN", "promo_A", "(clear)"))}

    def _metadata(self, own: Mapping[str, str]) -> Cells:
        keys = [key for key in own if self._random.random() < 0.5]
        cells: Cells = {
            f"metadata.{key}": self._random.choice(("(clear)", *_VALUES)) for key in keys
        }
        key = self._random.choice(("team", "部門", "checked by"))
        return {f"metadata.{key}": self._random.choice(_VALUES), **cells}

    def _taxes(self, draft: Draft, charge: Charge) -> Cells:
        """Tax amounts of its own, or none at all."""
        if charge.taxes and self._random.random() < 0.3:
            return {"tax_1_amount": "(clear)"}
        cells: Cells = {}
        for number in range(1, self._random.choice((2, 2, 3))):
            told = seeded.tax(self._random, draft.currency)
            scale = -seeded.PLACES[draft.currency]
            cells |= {
                f"tax_{number}_amount": Decimal(told["amount"]).scaleb(scale),
                f"tax_{number}_taxable_amount": Decimal(told["taxable_amount"]).scaleb(scale),
                f"tax_{number}_name": told["tax_rate_data"]["display_name"],
                f"tax_{number}_percentage": Decimal(told["tax_rate_data"]["percentage"]),
                f"tax_{number}_inclusive": "yes" if told["tax_rate_data"]["inclusive"] else "no",
            }
        return cells

    def _new(self, draft: Draft) -> Cells:
        """A new line, priced in any way."""
        random, roll = self._random, self._random.random()
        cells: Cells = {"currency": draft.currency, **self._words()}
        if random.random() < 0.2:
            cells |= self._discounts()
        if random.random() < 0.2:
            cells |= self._taxes(draft, Charge()) if draft.by_amounts else self._rates()
        cells = {name: value for name, value in cells.items() if value != "(clear)"}
        if roll < 0.5:
            return {**cells, "amount": self._money(draft)}
        quantity = random.choice((1, 3, 2 if draft.currency == "isk" else 2.5))
        if roll < 0.7:
            return {**cells, "price": f"price_sold_{draft.currency}", "quantity": quantity}
        own: Cells = {"unit_amount": abs(self._money(draft)), "quantity": quantity}
        behavior = random.choice(("exclusive", "内税", None))
        return {**cells, **own, "product": "prod_sold", "tax_behavior": behavior}
