"""The example's customers, products, prices, tax rates and coupons."""

from __future__ import annotations

Seed = dict[str, object]

# Every name is invented; the part after the prefix is shared by a customer, its invoice and lines.
_CUSTOMERS = {
    "cus_Quillmere": "Quillmere Logistics Inc.",
    "cus_Fernhollow": "Fernhollow Dental Group",
    "cus_Tarnwick": "Tarnwick Robotics LLC",
    "cus_Dunmarrow": "Dunmarrow Coffee Roasters",
    "cus_Mihon": "見本商事株式会社",
    "cus_Reiji": "株式会社例示製作所",
    "cus_Kakuu": "架空フーズ株式会社",
    "cus_Velbruck": "Velbruck Maschinenbau GmbH",
    "cus_Corvanne": "Ateliers Corvanne SARL",
    "cus_Marenza": "Studio Marenza Srl",
    "cus_Sahelina": "Sahelina Contracting W.L.L.",
    "cus_Zumarrud": "Zumarrud Trading Co.",
}
_PRODUCTS = {
    "prod_Storage": "Pallet storage",
    "prod_Imaging": "Imaging licence",
    "prod_Consulting": "Engineering hours",
    "prod_Parts": "Spare parts",
    "prod_Service": "Service plan",
    "prod_Kakou": "部品加工",
    "prod_Hozai": "包装資材",
    "prod_Hoshu": "保守サポート",
    "prod_Seat": "Seat",
    "prod_Support": "Remote support",
    "prod_Print": "Print and proof",
    "prod_Design": "Design days",
    "prod_Inspection": "Site inspection",
    "prod_Hire": "Equipment hire",
}
# id: product, currency, unit amount in minor units, type
_PRICES = {
    "price_ServicePlan_usd": ("prod_Service", "usd", 14900, "one_time"),
    "price_Setup_usd": ("prod_Service", "usd", 45000, "one_time"),
    "price_Hoshu_jpy": ("prod_Hoshu", "jpy", 30000, "one_time"),
    "price_Seat_eur": ("prod_Seat", "eur", 1900, "recurring"),
    "price_Onsite_eur": ("prod_Support", "eur", 68000, "one_time"),
    "price_Inspection_kwd": ("prod_Inspection", "kwd", 25500, "one_time"),
}


def catalogue() -> list[Seed]:
    """Seeds, each after what it refers to; unit amounts in minor units."""
    return [*_named("customer", _CUSTOMERS), *_named("product", _PRODUCTS), *_prices(), *_rates()]


def _named(kind: str, names: dict[str, str]) -> list[Seed]:
    return [{"object": kind, "id": key, "name": name} for key, name in names.items()]


def _prices() -> list[Seed]:
    return [
        {
            "object": "price",
            "id": key,
            "product": product,
            "currency": currency,
            "unit_amount": unit_amount_minor,
            "type": recurrence,
            "active": True,
        }
        for key, (product, currency, unit_amount_minor, recurrence) in _PRICES.items()
    ]


def _rates() -> list[Seed]:
    return [
        _tax_rate("txr_JP10", "消費税", 10),
        _tax_rate("txr_DE19", "MwSt", 19),
        {"object": "coupon", "id": "LOYALTY10", "percent_off": 10},
        {"object": "coupon", "id": "AUTUMN5", "percent_off": 5},
        {"object": "promotion_code", "id": "promo_Autumn2026", "coupon": "AUTUMN5"},
    ]


def _tax_rate(key: str, name: str, percentage: int) -> Seed:
    return {
        "object": "tax_rate",
        "id": key,
        "display_name": name,
        "percentage": percentage,
        "inclusive": False,
    }
