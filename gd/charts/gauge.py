"""A small gauge that shows the learning rate relative to the fastest one and the stability limit."""

import math

from gd.charts.style import EXACT, PATH, QUIET
from gd.text import number

BELOW, ABOVE = 3.0, 0.5
"""Decades of the scale below and above the stability limit."""
GROWTH = "#d24b4b"


def gauge(rate: float, fastest: float | None, limit: float) -> str:
    """Return HTML of a logarithmic scale with the fastest rate and the stability limit, and a dot at the current one.

    The part beyond the stability limit is red. The dot of a rate off the scale is at its end and half as high.
    """
    edge, place = _place(limit, limit), _place(rate, limit)
    height = 12 if 0 < place < 100 else 6
    parts = [
        _box(0, f"{edge:.1f}%", 4, f"{QUIET}66"),
        _box(edge, f"{100 - edge:.1f}%", 4, f"{GROWTH}aa"),
        _box(_place(fastest, limit), "2px", 14, QUIET) if fastest is not None else "",
        _box(edge, "2px", 14, EXACT),
        _box(place, "12px", height, PATH, "border-radius: 6px; margin-left: -6px;"),
    ]
    label = f"The learning rate is {number(rate / limit)} times the stability limit"
    return f'<div role="img" aria-label="{label}" style="position: relative; height: 18px;">{"".join(parts)}</div>'


def _box(left: float, width: str, height: int, colour: str, more: str = "") -> str:
    place = f"position: absolute; left: {left:.1f}%; top: {9 - height // 2}px; width: {width}; height: {height}px;"
    return f'<div style="{place} background: {colour}; {more}"></div>'


def _place(rate: float, limit: float) -> float:
    """The position of a rate on the scale, in percent."""
    return min(max(100 * (math.log10(rate) - math.log10(limit) + BELOW) / (BELOW + ABOVE), 0), 100)
