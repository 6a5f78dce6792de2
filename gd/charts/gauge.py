"""A small gauge that shows the learning rate relative to the fastest and the largest stable one."""

import math

from gd.charts.style import EXACT, PATH, QUIET

BELOW, ABOVE = 3.0, 0.5
"""Decades of the scale below and above the largest stable rate."""
GROWTH = "#d24b4b"


def gauge(rate: float, fastest: float, stable: float) -> str:
    """Return HTML of a logarithmic scale with the fastest and the largest stable rate, and a dot at the current one.

    The part beyond the largest stable rate is red. The dot of a rate off the scale is at its end and half as high.
    """
    edge, place = _place(stable, stable), _place(rate, stable)
    height = 12 if 0 < place < 100 else 6
    parts = [
        _box(0, f"{edge:.1f}%", 4, f"{QUIET}66"),
        _box(edge, f"{100 - edge:.1f}%", 4, f"{GROWTH}aa"),
        _box(_place(fastest, stable), "2px", 14, QUIET),
        _box(edge, "2px", 14, EXACT),
        _box(place, "12px", height, PATH, "border-radius: 6px; margin-left: -6px;"),
    ]
    label = f"The rate is {rate / stable:.3g} of the largest stable one"
    return f'<div role="img" aria-label="{label}" style="position: relative; height: 18px;">{"".join(parts)}</div>'


def _box(left: float, width: str, height: int, colour: str, more: str = "") -> str:
    place = f"position: absolute; left: {left:.1f}%; top: {9 - height // 2}px; width: {width}; height: {height}px;"
    return f'<div style="{place} background: {colour}; {more}"></div>'


def _place(rate: float, stable: float) -> float:
    """The position of a rate on the scale, in percent."""
    return min(max(100 * (math.log10(rate) - math.log10(stable) + BELOW) / (BELOW + ABOVE), 0), 100)
