"""The example's side of Stripe: twelve draft invoices as they are before the correction."""

from __future__ import annotations

from datetime import UTC, datetime

from batcher.core.example.catalogue import Seed, catalogue

_OCTOBER = {
    "start": int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()),
    "end": int(datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC).timestamp()),
}
_CREATED = int(datetime(2026, 11, 1, 9, tzinfo=UTC).timestamp())

_BRANCHES = (
    ("札幌店", 18000),
    ("仙台店", 16500),
    ("大宮店", 17200),
    ("千葉店", 15800),
    ("新宿店", 24600),
    ("渋谷店", 23900),
    ("横浜店", 21400),
    ("静岡店", 14300),
    ("名古屋店", 19800),
    ("京都店", 18700),
    ("梅田店", 22500),
    ("神戸店", 17600),
    ("広島店", 15200),
    ("博多店", 19100),
)


def objects() -> list[Seed]:
    """Seeds for the embedded Stripe, each after what it refers to; amounts in minor units.

    A seed is an object of Stripe's API cut down to what matters; `lines` of an invoice is a plain
    list. Every call gives new dicts.
    """
    return [*catalogue(), *_pending(), *_dollar_drafts(), *_yen_drafts(), *_other_drafts()]


def _pending() -> list[Seed]:
    return [
        _pending_item("Tarnwick", "usd", 128500, "Emergency callout, 29 October"),
        _pending_item("Kakuu", "jpy", 32400, "冷凍便 10月30日臨時便"),
    ]


def _dollar_drafts() -> list[Seed]:
    return [
        _draft(
            "Quillmere",
            "usd",
            _total("Warehouse rent, October", 480000),
            _total("Fuel surcharge, October", 31250),
            _total("Deliveries, October (estimate)", 1100000),
            _units("Pallet storage, October", "prod_Storage", 1850, 64),
        ),
        _draft(
            "Fernhollow",
            "usd",
            _units("Imaging licence, Ash practice", "prod_Imaging", 12500, 3),
            _units("Imaging licence, Birch practice", "prod_Imaging", 12500, 2),
            _units("Imaging licence, Cedar practice", "prod_Imaging", 12500, 5),
            _units("Imaging licence, Elm practice", "prod_Imaging", 12500, 1),
            _units("Imaging licence, Hazel practice", "prod_Imaging", 12500, 4),
            _units("Imaging licence, Maple practise", "prod_Imaging", 12500, 2),
            _total("Training day", 90000),
            _total("Training day", 90000),
        ),
        _draft(
            "Tarnwick",
            "usd",
            _total("Milestone 1: gripper design", 640000),
            _total("Milestone 2: pilot cell", 880000),
            _total("Travel expenses", 73415),
            _units("Field engineering", "prod_Consulting", 18000, 22),
            _total("Spare parts", 41980),
        ),
        _draft(
            "Dunmarrow",
            "usd",
            _priced("Grinder service plan", "price_ServicePlan_usd", 3),
            _units("Water filters", "prod_Parts", 2450, 8),
            _total("Callout", 18500),
            _total("Callout, 21 October", 18500),
        ),
    ]


def _yen_drafts() -> list[Seed]:
    return [
        _draft(
            "Mihon",
            "jpy",
            *(
                _total(f"受付システム利用料 {branch}", amount, tax_rates=["txr_JP10"])
                for branch, amount in _BRANCHES
            ),
        ),
        _draft(
            "Reiji",
            "jpy",
            _total("金型保守 10月分", 165000),
            _units("部品加工 A-104", "prod_Kakou", 1250, 120),
            _units("部品加工 A-118", "prod_Kakou", 980, 200),
            _total("運送費", 24800),
            _units("部品加工 B-007", "prod_Kakou", 3400, 36),
            _total("検査費", 42000),
        ),
        _draft(
            "Kakuu",
            "jpy",
            _total("冷蔵倉庫 10月分", 210000),
            _total("配送 10月上旬", 86400),
            _total("配送 10月中旬", 91200),
            _total("配送 10月下旬", 88350),
            _units("包装資材", "prod_Hozai", 45, 2400),
            _total("冷凍便追加", 15600),
        ),
    ]


def _other_drafts() -> list[Seed]:
    return [
        _draft(
            "Velbruck",
            "eur",
            {
                **_priced("12 × Seat, October", "price_Seat_eur", 12),
                "subscription": "sub_Velbruck",
                "subscription_item": "si_Velbruck",
            },
            _total("Einrichtung Linie 3", 120000),
            _units("Remote support, October", "prod_Support", 9500, 6),
            _units("Remote support, October", "prod_Support", 9500, 6),
            _total("Miete Messgeräte", 38500),
        ),
        _draft(
            "Corvanne",
            "eur",
            _units("Impression du catalogue d'automne", "prod_Print", 1450, 300),
            _total("Papier recyclé", 26480),
            _total("Livraison Lyon", 12500),
            _total("Livraison Lille", 13200),
            _total("Maquette", 64000),
            _units("Correction d'épreuves", "prod_Print", 4800, 5),
        ),
        _draft(
            "Marenza",
            "eur",
            _units("Consulenza ottobre", "prod_Design", 11000, 16),
            _total("Viaggio Torino", 34215),
            _total("Licenze caratteri", 18900),
            _total("Stampa campioni", 7640),
        ),
        _draft(
            "Sahelina",
            "kwd",
            _priced("Site inspection, block 4", "price_Inspection_kwd", 2),
            _total("Scaffolding hire, October", 385500),
            _units("Generator hire, days", "prod_Hire", 12750, 31),
            _total("Permit fee", 45250),
            _units("Safety helmets", "prod_Hire", 2150, 40),
        ),
        _draft(
            "Zumarrud",
            "kwd",
            _total("Clearing charges, shipment 118", 96400),
            _total("Clearing charges, shipment 121", 102250),
        ),
    ]


def _total(description: str, amount_minor: int, **more: object) -> Seed:
    return {"description": description, "amount": amount_minor, **more}


def _units(description: str, product: str, unit_amount_minor: int, quantity: int) -> Seed:
    return {
        "description": description,
        "product": product,
        "unit_amount": unit_amount_minor,
        "quantity": quantity,
    }


def _priced(description: str, price: str, quantity: int) -> Seed:
    return {"description": description, "price": price, "quantity": quantity}


def _pending_item(name: str, currency: str, amount_minor: int, description: str) -> Seed:
    return {
        "object": "invoiceitem",
        "id": f"ii_{name}_pending",
        "customer": f"cus_{name}",
        "currency": currency,
        "amount": amount_minor,
        "description": description,
        "metadata": {},
    }


def _draft(name: str, currency: str, *lines: Seed) -> Seed:
    return {
        "object": "invoice",
        "id": f"in_{name}",
        "customer": f"cus_{name}",
        "currency": currency,
        "status": "draft",
        "created": _CREATED,
        "metadata": {"month": "2026-10"},
        "lines": [_line(name, number, line) for number, line in enumerate(lines, start=1)],
    }


def _line(name: str, number: int, line: Seed) -> Seed:
    parent = {} if "subscription" in line else {"invoice_item": f"ii_{name}_{number:02}"}
    return {
        "id": f"il_{name}_{number:02}",
        **parent,
        "period": dict(_OCTOBER),
        "metadata": {},
        "tax_rates": [],
        "discountable": True,
        "discounts": [],
        **line,
    }
