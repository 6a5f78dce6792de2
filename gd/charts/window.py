"""The part of a landscape that is drawn, and what of a path is inside it."""

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array

REACH = 3.0
"""How far the window follows the path: so many times as far from the optimum as the start is."""
FAR = 1e12
"""A segment so many windows long isn't drawn: its place in the window is rounding."""

Corners = tuple[Array, Array]


def window(path: Array, optimum: Array | None, scale: Array) -> Corners:
    """The corners [d], [d] of the window: it holds the start, the optimum, and the path [K, d] while it is in reach.

    scale: [d], lengths along the axes are compared when multiplied by it.
    """
    path, middle = path * scale, (path[0] if optimum is None else optimum) * scale
    least = 5.0 if optimum is None else 1e-3 * (1 + np.abs(middle).max())
    reach = max(REACH * float(np.abs(path[0] - middle).max()), least)
    near = path[(np.abs(path - middle) <= reach).all(axis=1)]
    corners = np.vstack([near, middle])
    if len(middle) == 1:
        corners = np.vstack([corners, 2 * middle - corners])  # both walls of the bowl
    low, high = corners.min(axis=0), corners.max(axis=0)
    # A path along an axis would leave a side without height: every side has at least a quarter of the longest.
    side = np.maximum(high - low, max((high - low).max() / 4, reach / 10))
    return ((low + high) / 2 - 0.62 * side) / scale, ((low + high) / 2 + 0.62 * side) / scale


def inside(points: Array, corners: Corners) -> NDArray[np.bool_]:
    """Which of the points [K, d] are in the window: [K]."""
    low, high = corners
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))


@np.errstate(all="ignore")
def clipped(starts: Array, ends: Array, corners: Corners) -> tuple[Array, Array]:
    """What of the segments from starts [K, 2] to ends [K, 2] is in the window; NaN where nothing is.

    Liang and Barsky's way: of the four edges, the last one entered and the first one left.
    """
    low, high = corners
    along = ends - starts
    to_low, to_high = (low - starts) / along, (high - starts) / along
    to_low, to_high = (np.where(np.isnan(t), never, t) for t, never in ((to_low, -np.inf), (to_high, np.inf)))
    enter = np.maximum(np.minimum(to_low, to_high).max(axis=1), 0.0)[:, None]
    leave = np.minimum(np.maximum(to_low, to_high).min(axis=1), 1.0)[:, None]
    drawn = (enter <= leave) & (np.abs(along) < FAR * (high - low)).all(axis=1, keepdims=True)
    # To the edge, and not a rounding past it, which would widen the axis.
    first, last = (np.clip(starts + t * along, low, high) for t in (enter, leave))
    return np.where(drawn, first, np.nan), np.where(drawn, last, np.nan)


@np.errstate(all="ignore")
def edge_towards(points: Array, corners: Corners) -> tuple[Array, Array]:
    """A place near the edge [K, 2] in the direction of each of the points [K, 2], seen from the window's middle, and
    that direction in widths and heights of the window [K, 2].
    """
    low, high = corners
    middle, side = (low + high) / 2, high - low
    away = points - middle
    away = away / np.abs(away).max(axis=1, keepdims=True) / side
    away = away / np.abs(away).max(axis=1, keepdims=True)
    return middle + 0.47 * side * away, away
