"""Whether a point is a minimum of a J of which nothing is known but its values: they are compared on all sides.

Along each direction J may rise on both sides, or be level. Where it is level as far as it is looked, and only rises on
the other side, it must do so like a power, as relu(x) from 0 on: the level end of exp(−x) is one only to rounding.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from gd.arrays import EPS, Array

ASIDE = 1e-3, 1e-6, 1e-9
"""A point is compared with others this far from it, relative to the size of the weights."""
SATURATED = 0.5
"""At a pole J rises at once: the rise at the last of these is more than this share of the rise at the one before."""
DOUBLINGS = 20
"""Where J is level it is looked this many times further away, each time twice as far."""
BISECTIONS = 60
"""Halvings of the stretch in which J begins to rise."""
POWER, ROUNDINGS = 1e-18, 1000
"""J rises like a power if its rise a little from the edge is more than this share of that further away, and more than
so many roundings of J: near its edge the power may be as high as 6."""


def directions(D: int) -> Array:
    """Unit vectors along each weight, and half-way between any two of them: [K, D]."""
    axes = np.eye(D)
    between = [(a + side * b) / np.sqrt(2) for a, b in combinations(axes, 2) for side in (1, -1)]
    return np.array([*axes, *between])


def is_hollow(cost: Callable[[Array], float], w: Array, V: Array) -> bool:
    """Whether J is no better than at w [D] on either side of it along any of the directions V [K, D], and worse along
    some."""
    found = [_along(cost, w, v) for v in V]
    return None not in found and any(found)


def _along(cost: Callable[[Array], float], w: Array, v: Array) -> bool | None:
    """Whether J rises from w along v to both sides, or to one and never falls; None where w is no minimum along v."""
    rises = [_rises(cost, w, side * v) for side in (1, -1)]
    if None in rises:
        return None
    if not all(rises) and any(rises):
        return True if _like_a_power(cost, w, v if rises[0] else -v) else None
    return all(rises)


def _rise(cost: Callable[[Array], float], w: Array, step: Array) -> float:
    """J(w + step) − J(w); 0 where that is rounding."""
    J, there = cost(w), cost(w + step)
    return 0.0 if abs(there - J) <= 16 * EPS * (abs(J) + abs(there)) else there - J


def _rises(cost: Callable[[Array], float], w: Array, v: Array) -> bool | None:
    """Whether J rises from w along v; None if it falls, has no value, or has a pole at w."""
    size = _size(w)
    near = [_rise(cost, w, aside * size * v) for aside in ASIDE]
    if not np.isfinite(near).all() or min(near) < 0 or near[-1] > SATURATED * near[-2]:
        return None
    if any(near):
        return True
    first = next((rise for k in range(DOUBLINGS) if (rise := _rise(cost, w, ASIDE[0] * size * 2.0**k * v))), 0.0)
    return None if first < 0 else first > 0


def _like_a_power(cost: Callable[[Array], float], w: Array, v: Array) -> bool:
    """Whether J, which is level at w and rises along v, does so abruptly, and not out of its own rounding."""
    size = _size(w)
    level, risen = 0.0, next(r for k in range(DOUBLINGS) if _rise(cost, w, (r := ASIDE[0] * size * 2.0**k) * v))
    for _ in range(BISECTIONS):
        middle = (level + risen) / 2
        level, risen = (level, middle) if _rise(cost, w, middle * v) else (middle, risen)
    near, far = (_rise(cost, w, (risen + aside * size) * v) for aside in (ASIDE[0], 1.0))
    return near > max(POWER * abs(far), ROUNDINGS * EPS * abs(cost(w)))


def _size(w: Array) -> float:
    return 1 + float(np.abs(w).max())
