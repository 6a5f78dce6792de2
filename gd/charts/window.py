"""The window of a landscape: its corners, and the clipping of paths to it."""

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array

REACH = 3.0
"""Points farther from the optimum than this multiple of the start's distance don't enlarge the window."""
FAR = 1e12
"""Segments longer than this multiple of the window aren't drawn: rounding would decide where they cross it."""

Corners = tuple[Array, Array]
"""The lower left and the upper right corner, [d] each."""


def window(path: Array, optimum: Array | None, scale: Array) -> Corners:
    """Return the window's corners; it contains the start, the optimum, and the part of the path [K, d] within reach.

    scale: factors [d] that make lengths along the axes comparable.
    """
    path, middle = path * scale, (path[0] if optimum is None else optimum) * scale
    least = 5.0 if optimum is None else 1e-3 * (1 + np.abs(middle).max())
    reach = max(REACH * float(np.abs(path[0] - middle).max()), least)
    near = path[(np.abs(path - middle) <= reach).all(axis=1)]
    corners = np.vstack([near, middle])
    if len(middle) == 1:
        corners = np.vstack([corners, 2 * middle - corners])  # both sides of the minimum
    low, high = corners.min(axis=0), corners.max(axis=0)
    # A path along one axis would leave the window without height, so every side is at least a quarter of the longest.
    side = np.maximum(high - low, max((high - low).max() / 4, reach / 10))
    return ((low + high) / 2 - 0.62 * side) / scale, ((low + high) / 2 + 0.62 * side) / scale


def inside(points: Array, corners: Corners) -> NDArray[np.bool_]:
    """Whether each of the points [K, d] is in the window: [K]."""
    low, high = corners
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))


@np.errstate(all="ignore")
def clipped(starts: Array, ends: Array, corners: Corners) -> tuple[Array, Array]:
    """Clip the segments from starts [K, 2] to ends [K, 2] to the window; NaN for segments outside.

    Liang–Barsky algorithm: a segment is visible between the last edge entered and the first edge left.
    """
    low, high = corners
    along = ends - starts
    to_low, to_high = (low - starts) / along, (high - starts) / along
    to_low, to_high = (np.where(np.isnan(t), never, t) for t, never in ((to_low, -np.inf), (to_high, np.inf)))
    enter = np.maximum(np.minimum(to_low, to_high).max(axis=1), 0.0)[:, None]
    leave = np.minimum(np.maximum(to_low, to_high).min(axis=1), 1.0)[:, None]
    drawn = (enter <= leave) & (np.abs(along) < FAR * (high - low)).all(axis=1, keepdims=True)
    # Rounding must not move the ends past the edge, which would extend the axis.
    first, last = (np.clip(starts + t * along, low, high) for t in (enter, leave))
    return np.where(drawn, first, np.nan), np.where(drawn, last, np.nan)


@np.errstate(all="ignore")
def edge_towards(points: Array, corners: Corners) -> tuple[Array, Array]:
    """For points [K, 2] outside: places near the window's edge in their direction from its centre, and the directions.

    Both are [K, 2]; the directions are measured in widths and heights of the window.
    """
    low, high = corners
    middle, side = (low + high) / 2, high - low
    away = points - middle
    away = away / np.abs(away).max(axis=1, keepdims=True) / side
    away = away / np.abs(away).max(axis=1, keepdims=True)
    return middle + 0.47 * side * away, away
