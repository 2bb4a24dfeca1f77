"""The example's lines that stand on a draft already: updated, deleted or unassigned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

Row = dict[str, object]


def updated() -> list[Row]:
    """The rows of update_lines; see `rows` for how cells are typed."""
    return [*_updated_dollars(), *_updated_yen(), *_updated_others()]


def removed() -> list[Row]:
    """The rows of remove_lines."""
    return [
        {
            **_line("Quillmere", 3),
            "behavior": "delete",
            "note": "Replaced by the deliveries one by one",
        },
        {**_line("Fernhollow", 8), "behavior": "delete", "note": "Entered twice"},
        {**_line("Tarnwick", 2), "behavior": "unassign", "note": "Accepted in November only"},
        {**_line("Mihon", 14), "behavior": "delete", "note": "9月末で閉店"},
        {**_line("Kakuu", 6), "behavior": "unassign", "note": "11月分へ"},
        {**_line("Velbruck", 4), "behavior": "delete", "note": "Entered twice"},
        {**_line("Corvanne", 2), "behavior": "delete", "note": "Paper supplied by the customer"},
        {**_line("Marenza", 4), "behavior": "unassign", "note": "Not delivered yet"},
        {**_line("Sahelina", 4), "behavior": "delete", "note": "Paid by the customer directly"},
    ]


def _updated_dollars() -> list[Row]:
    return [
        {
            **_line("Quillmere", 1),
            "description": "Warehouse rent, October 2026, hall B",
            "metadata.order_no": "PO-2093",
        },
        {**_line("Quillmere", 2), "currency": "usd", "amount": Decimal("298.40")},
        {**_line("Quillmere", 4), "quantity": 71, "note": "Counted on 31 October"},
        {**_line("Fernhollow", 1), "quantity": 4},
        {**_line("Fernhollow", 2), "currency": "usd", "unit_amount": Decimal("118.00")},
        {
            **_line("Fernhollow", 3),
            "currency": "usd",
            "unit_amount": Decimal("112.50"),
            "quantity": 6,
        },
        {**_line("Fernhollow", 4), "discountable": False},
        {**_line("Fernhollow", 5), "discounts": "LOYALTY10"},
        {**_line("Fernhollow", 6), "description": "Imaging licence, Maple practice"},
        {**_line("Fernhollow", 7), **_period(date(2026, 10, 14), date(2026, 10, 14))},
        {**_line("Tarnwick", 1), "metadata.order_no": "PO-7741"},
        {**_line("Tarnwick", 3), "currency": "usd", "amount": Decimal("691.20")},
        {**_line("Tarnwick", 4), "quantity": 19, "note": "Time sheets: 19 hours, not 22"},
        {
            **_line("Tarnwick", 5),
            "currency": "usd",
            "amount": Decimal("439.80"),
            "description": "Spare parts, list of 20 October",
        },
        {**_line("Dunmarrow", 1), "quantity": 4},
        {
            **_line("Dunmarrow", 2),
            "currency": "usd",
            "unit_amount": Decimal("22.75"),
            "quantity": 10,
        },
        {**_line("Dunmarrow", 3), "description": "Callout, 8 October"},
        {
            **_line("Dunmarrow", 4),
            "currency": "usd",
            "amount": Decimal("142.50"),
            **_period(date(2026, 10, 21), date(2026, 10, 21)),
        },
    ]


def _updated_yen() -> list[Row]:
    return [
        {**_line("Mihon", 1), "currency": "jpy", "amount": Decimal(17100)},
        {**_line("Mihon", 2), "metadata.order_no": "MH-3302"},
        {**_line("Mihon", 3), "currency": "jpy", "amount": Decimal(17900)},
        {**_line("Mihon", 4), "description": "受付システム利用料 千葉中央店"},
        {**_line("Mihon", 5), "currency": "jpy", "amount": Decimal(25800)},
        {**_line("Mihon", 7), **_period(date(2026, 10, 6), date(2026, 10, 31))},
        {**_line("Mihon", 9), "metadata.order_no": "MH-3309"},
        {
            **_line("Mihon", 11),
            "currency": "jpy",
            "amount": Decimal(21600),
            "description": "受付システム利用料 梅田店（改定後）",
        },
        {**_line("Mihon", 12), "description": "受付システム利用料 神戸三宮店"},
        {**_line("Reiji", 1), "currency": "jpy", "amount": Decimal(158000)},
        {
            **_line("Reiji", 2),
            "currency": "jpy",
            "unit_amount": Decimal(1180),
            "quantity": 120,
            "note": "単価改定 10月1日から",
        },
        {**_line("Reiji", 3), "quantity": 185},
        {**_line("Reiji", 4), "currency": "jpy", "amount": Decimal(26300)},
        {**_line("Reiji", 5), "currency": "jpy", "unit_amount": Decimal(3250)},
        {**_line("Reiji", 6), "description": "検査費（10月20日立会い）"},
        {**_line("Kakuu", 2), "currency": "jpy", "amount": Decimal(84700)},
        {**_line("Kakuu", 3), **_period(date(2026, 10, 11), date(2026, 10, 20))},
        {**_line("Kakuu", 4), "description": "配送 10月下旬（31日分を含む）"},
        {**_line("Kakuu", 5), "quantity": 2150},
    ]


def _updated_others() -> list[Row]:
    return [
        {
            **_line("Velbruck", 1),
            "tax_rates": "txr_DE19",
            "note": "Subscription line: tax added",
        },
        {**_line("Velbruck", 2), "currency": "eur", "amount": Decimal("1080.00")},
        {**_line("Velbruck", 5), **_period(date(2026, 10, 5), date(2026, 10, 23))},
        {**_line("Corvanne", 1), "quantity": 320},
        {**_line("Corvanne", 3), "currency": "eur", "amount": Decimal("118.00")},
        {**_line("Corvanne", 5), "description": "Maquette, deuxième version"},
        {**_line("Corvanne", 6), "currency": "eur", "unit_amount": Decimal("45.50")},
        {**_line("Marenza", 1), "quantity": 14},
        {**_line("Marenza", 2), "currency": "eur", "amount": Decimal("318.60")},
        {**_line("Marenza", 3), "metadata.order_no": "MZ-118"},
        {**_line("Sahelina", 2), "currency": "kwd", "amount": Decimal("372.750")},
        {**_line("Sahelina", 3), "quantity": 28},
        {**_line("Sahelina", 5), "currency": "kwd", "unit_amount": Decimal("2.050")},
    ]


def _line(name: str, number: int) -> Row:
    return {"invoice": f"in_{name}", "line": f"il_{name}_{number:02}"}


def _period(start: date, end: date) -> Row:
    return {"period_start": start, "period_end": end}
