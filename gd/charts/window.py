"""The window of a landscape: its corners, and the clipping of paths to it."""

import numpy as np

from gd.arrays import Array
from gd.charts.columns import Columns, matrix, with_constants

REACH = 3.0
"""Points farther from the optimum than this multiple of the start's distance don't enlarge the window."""
GROWS_BY = 0.25
"""The window grows for a path by multiples of this share of the start's distance: so it keeps still for most rates."""
ROUNDING = 1e-6
"""By this share of a step a path may pass it, so that rounding doesn't make the window grow."""
TOO_LONG = 1e12
"""Segments longer than this multiple of the window aren't drawn: rounding would decide where they cross it."""

Corners = tuple[Array, Array]
"""The lower left and the upper right corner, [d] each."""
USUAL, ALL = (1.2, 2.8), (0.5, 3.8)
"""The least and the greatest width of a picture, in its heights: of most pictures, and of all down to a phone's."""


def window(path: Array, optimum: Array | None, scale: Array) -> Corners:
    """Return the window's corners; it contains the start, the optimum, and the part of the path [K, d] within reach.

    It grows for the path by whole steps only, so that it keeps still for most changes of the learning rate.
    scale: factors [d] that make lengths along the axes comparable.
    """
    path, middle = path * scale, (path[0] if optimum is None else optimum) * scale
    least = 5.0 if optimum is None else 1e-3 * (1 + np.abs(middle).max())
    reach = max(REACH * float(np.abs(path[0] - middle).max()), least)
    near = path[(np.abs(path - middle) <= reach).all(axis=1)]
    if len(middle) == 1:
        near = np.vstack([near, 2 * middle - near])  # both sides of the minimum
    low, high = np.minimum(path[0], middle), np.maximum(path[0], middle)
    step = GROWS_BY * reach / REACH
    low = low - step * np.ceil((low - near.min(axis=0)) / step - ROUNDING).clip(0)
    high = high + step * np.ceil((near.max(axis=0) - high) / step - ROUNDING).clip(0)
    # A path along one axis would leave the window without height, so every side is at least a quarter of the longest.
    side = np.maximum(high - low, max((high - low).max() / 4, reach / 10))
    return ((low + high) / 2 - 0.62 * side) / scale, ((low + high) / 2 + 0.62 * side) / scale


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
    drawn = (enter <= leave) & (np.abs(along) < TOO_LONG * (high - low)).all(axis=1, keepdims=True)
    # Rounding must not move the ends past the edge, which would extend the axis.
    first, last = (np.clip(starts + t * along, low, high) for t in (enter, leave))
    return np.where(drawn, first, np.nan), np.where(drawn, last, np.nan)


def covered(corners: Corners, aspects: tuple[float, float] = ALL) -> Corners:
    """The corners of what pictures of these aspects show of a window [2] where a unit is as long up as across.

    In the browser the window is enlarged to the picture's shape, from its middle, to the sides or upwards.
    """
    low, high = corners
    width, height = high - low
    half = np.array([max(width, aspects[1] * height), max(height, width / aspects[0])]) / 2
    return (low + high) / 2 - half, (low + high) / 2 + half


def clipped_path(points: Array, corners: Corners) -> Columns:
    """The points [K, 2] as x and y, and the clipped way to each from the one before, the segment “way”."""
    first, last = clipped(points[[0, *range(len(points) - 1)]], points, corners)
    x, y, x1, y1 = segment("way")
    # Inside the window the ways are the points again: side by side, compression finds them.
    return matrix(np.stack([points, last, first], axis=2).reshape(-1, 6), ["x", x1, x, "y", y1, y])


def segment(name: str) -> list[str]:
    """The four columns of a segment, from NAME_x, NAME_y to NAME_x1, NAME_y1."""
    return [f"{name}_{end}" for end in ("x", "y", "x1", "y1")]


def axes_window(corners: Corners, *, equal: bool = False) -> Columns:
    """The dataset that decides on the axes: two rows, k = 0 and 1, each with the whole window.

    equal: whether a unit is to be as long up as across.
    """
    (left, bottom), (right, top) = corners
    sides = {"left": left, "right": right, "bottom": bottom, "top": top}
    return with_constants({"k": np.arange(2)}, **sides, equal=int(equal))
