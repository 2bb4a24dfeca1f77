"""Before and after by currency, as an SVG the server draws: no script, no foreign part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from batcher.web.dressing import amount

WIDTH, LABEL_WIDTH, AMOUNT_WIDTH = 860, 110, 120
BAR, GAP, BETWEEN = 14, 3, 16


@dataclass(frozen=True, slots=True)
class Bars:
    """One currency: its sums before and after, minor units."""

    currency: str
    before_minor: int
    after_minor: int


def before_after(bars: Sequence[Bars], before: str, after: str, title: str) -> Markup:
    """Two bars for each currency, each currency on a scale of its own. `before` and `after` are
    the words beside them; `title` is what a screen reader says."""
    height = len(bars) * (2 * BAR + GAP + BETWEEN) - BETWEEN
    parts = [_pair(one, number, before, after) for number, one in enumerate(bars)]
    said = Markup("; ").join(
        Markup("{}: {} {}, {} {}").format(
            one.currency.upper(), before, amount(one.before_minor, one.currency),
            after, amount(one.after_minor, one.currency),
        )
        for one in bars
    )  # fmt: skip
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" '
        'aria-labelledby="chart-title chart-said">'
        '<title id="chart-title">{title}</title><desc id="chart-said">{said}</desc>{parts}</svg>'
    ).format(w=WIDTH, h=height, title=title, said=said, parts=Markup("").join(parts))


def _pair(one: Bars, number: int, before: str, after: str) -> Markup:
    top = number * (2 * BAR + GAP + BETWEEN)
    room = WIDTH - LABEL_WIDTH - AMOUNT_WIDTH
    low, high = min(0, one.before_minor, one.after_minor), max(0, one.before_minor, one.after_minor)
    scale = room / ((high - low) or 1)
    zero = LABEL_WIDTH + -low * scale
    rows = []
    for place, (minor, label, kind) in enumerate(
        ((one.before_minor, before, "bar-before"), (one.after_minor, after, "bar-after"))
    ):
        y = top + place * (BAR + GAP)
        length = abs(minor) * scale
        x = zero if minor >= 0 else zero - length
        rows.append(
            Markup(
                '<text class="chart-label" x="0" y="{ty}">{label}</text>'
                '<rect class="{kind}" x="{x:.1f}" y="{y}" width="{length:.1f}" '
                'height="{bar}" rx="3"/>'
                '<text class="chart-amount" x="{end}" y="{ty}" text-anchor="end">{amount}</text>'
            ).format(
                ty=y + BAR - 3,
                label=f"{one.currency.upper()} {label}",
                kind=kind,
                x=x,
                y=y,
                length=max(length, 1.0),
                bar=BAR,
                end=WIDTH,
                amount=amount(minor, one.currency),
            )
        )
    return Markup("").join(rows)
