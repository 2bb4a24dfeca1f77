"""The example's new lines: deliveries one by one, and what was forgotten at the month's end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

Row = dict[str, object]

_DEPOTS = ("North depot", "East depot", "South depot", "West depot")
_FIRST_DAY = date(2026, 10, 1)


def added() -> list[Row]:
    """The rows of add_lines; see `rows` for how cells are typed."""
    return [*_deliveries(), *_added_dollars(), *_added_yen(), *_added_others()]


def _deliveries() -> list[Row]:
    """Four depots on 31 days: 124 lines for one invoice, so three requests."""
    return [
        _delivery(_FIRST_DAY + timedelta(days=day), depot, 31 * place + day)
        for place, depot in enumerate(_DEPOTS)
        for day in range(31)
    ]


def _delivery(day: date, depot: str, number: int) -> Row:
    return {
        "invoice": "in_Quillmere",
        "currency": "usd",
        "amount": Decimal(4530 + number * 1373 % 6211).scaleb(-2),
        "description": f"Delivery {day.isoformat()}, {depot}",
        "period_start": day,
        "period_end": day,
        "metadata.cost_center": f"CC-{410 + 10 * _DEPOTS.index(depot)}",
    }


def _added_dollars() -> list[Row]:
    return [
        {
            **_added("Fernhollow", "usd", "Imaging licence, Rowan practice"),
            "unit_amount": Decimal("125.00"),
            "quantity": 2,
            "product": "prod_Imaging",
            "discounts": "LOYALTY10",
            "note": "New practice since 12 October",
        },
        {
            **_added("Fernhollow", "usd", "Calibration visit, Cedar practice"),
            "amount": Decimal("340.00"),
        },
        {
            "invoice": "in_Tarnwick",
            "invoice_item": "ii_Tarnwick_pending",
            "currency": "usd",
            "note": "Pending item of 29 October, belongs on this invoice",
        },
        {
            **_added("Tarnwick", "usd", "Engineering hours, pilot cell"),
            "unit_amount": Decimal("180.00"),
            "quantity": Decimal("12.5"),
            "product": "prod_Consulting",
        },
        {
            **_added("Tarnwick", "usd", "Training material, printed"),
            "amount": Decimal("385.00"),
            "tax_1_amount": Decimal("31.76"),
            "tax_1_taxable_amount": Decimal("385.00"),
            "tax_1_name": "Sales tax",
            "tax_1_percentage": Decimal("8.25"),
            "tax_1_inclusive": False,
        },
        {
            **_added("Tarnwick", "usd", "Credit: milestone 1 delivered late"),
            "amount": Decimal("-250.00"),
            "note": "Agreed with the customer by letter of 27 October",
        },
        {
            **_added("Dunmarrow", "usd", "Roaster set-up, second site"),
            "price": "price_Setup_usd",
            "quantity": 1,
        },
        {**_added("Dunmarrow", "usd", "Express shipping"), "amount": Decimal("62.40")},
        {
            "invoice": "@tasting-event",
            "currency": "usd",
            "amount": Decimal("1250.00"),
            "description": "Venue and staff",
        },
        {
            "invoice": "@tasting-event",
            "currency": "usd",
            "unit_amount": Decimal("18.50"),
            "quantity": 40,
            "product_name": "Tasting set",
            "description": "Tasting sets",
        },
    ]


def _added_yen() -> list[Row]:
    return [
        {
            **_added("Mihon", "jpy", "受付システム利用料 那覇店（10月15日開店）"),
            "amount": Decimal(9300),
            "period_start": date(2026, 10, 15),
            "period_end": date(2026, 10, 31),
            "tax_rates": "txr_JP10",
        },
        {
            **_added("Mihon", "jpy", "端末追加設置 新宿店"),
            "amount": Decimal(38500),
            "tax_rates": "txr_JP10",
        },
        {
            **_added("Mihon", "jpy", "操作説明会 梅田店"),
            "amount": Decimal(27000),
            "tax_rates": "txr_JP10",
        },
        {
            **_added("Mihon", "jpy", "値引き：10月3日の障害"),
            "amount": Decimal(-8200),
            "tax_rates": "txr_JP10",
            "note": "障害報告書 10-03",
        },
        {
            **_added("Reiji", "jpy", "保守サポート 10月分"),
            "price": "price_Hoshu_jpy",
            "quantity": 2,
        },
        {
            **_added("Reiji", "jpy", "部品加工 C-021"),
            "unit_amount": Decimal(2150),
            "quantity": 48,
            "product": "prod_Kakou",
        },
        {**_added("Reiji", "jpy", "値引き：納期遅延"), "amount": Decimal(-12000)},
        {
            "invoice": "in_Kakuu",
            "invoice_item": "ii_Kakuu_pending",
            "currency": "jpy",
            "note": "10月30日の臨時便を今月分に計上",
        },
        {**_added("Kakuu", "jpy", "荷役料 10月分"), "amount": Decimal(41800)},
        {**_added("Kakuu", "jpy", "パレット洗浄"), "amount": Decimal(13650)},
    ]


def _added_others() -> list[Row]:
    return [
        {
            **_added("Velbruck", "eur", "Einsatz vor Ort, Linie 3"),
            "price": "price_Onsite_eur",
            "quantity": 2,
            "tax_rates": "txr_DE19",
        },
        {
            **_added("Velbruck", "eur", "Ersatzteile Förderband"),
            "amount": Decimal("417.35"),
            "tax_rates": "txr_DE19",
        },
        {**_added("Corvanne", "eur", "Façonnage"), "amount": Decimal("286.40")},
        {
            **_added("Corvanne", "eur", "Épreuve couleur"),
            "unit_amount": Decimal("22.50"),
            "quantity": 6,
            "product": "prod_Print",
            "discounts": "promo_Autumn2026",
        },
        {
            **_added("Marenza", "eur", "Fotografia prodotto"),
            "unit_amount": Decimal("64.00"),
            "quantity": 9,
            "product_name": "Fotografia",
            "tax_behavior": "exclusive",
        },
        {
            **_added("Sahelina", "kwd", "Site inspection, block 7"),
            "price": "price_Inspection_kwd",
            "quantity": 1,
        },
        {
            **_added("Sahelina", "kwd", "Water tanker, trips"),
            "unit_amount": Decimal("4.250"),
            "quantity": 12,
            "product": "prod_Hire",
        },
        {
            **_added("Sahelina", "kwd", "Night shift supplement"),
            "amount": Decimal("118.500"),
            "period_start": date(2026, 10, 18),
            "period_end": date(2026, 10, 24),
        },
    ]


def _added(name: str, currency: str, description: str) -> Row:
    return {"invoice": f"in_{name}", "currency": currency, "description": description}
