"""Other optima near what a landscape shows of a J of which none is known beforehand, for which its window grows."""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gd.arrays import Array
from gd.charts.window import Corners
from gd.checkpoint import checkpoint
from gd.closed_form import costs_at
from gd.problem import Explained, descent_sign
from gd.theory.optimum import is_searched

BEYOND = 1.25
"""They are looked for up to this multiple of the window's farthest corner, on all sides of 0."""
TOO_FAR = 20.0
"""If that would be so many times the window's size, only this multiple of it is looked at, around its middle."""
AROUND = 3.0
LOOKED_AT = {1: 401, 2: 41}
"""Points along each axis at which J is looked at."""
MOST = 64
"""Most of them that are examined."""
NEWTON, STAYS = 3, 1.5
"""Newton steps from there, and how many cells they lead away at most: from a point in a valley they lead along it."""
MARGIN = 0.12
"""Room beyond them, as a share of the side."""


def other_optima(
    problem: Explained, weights: Callable[[Array], Array], axes: Array, window: Corners, goal: str
) -> Array:
    """The optima [M, d] in and around a window, where J improves in no direction of it; none if J's are known.

    weights: from points [K, d] to weights [K, D]. axes: [D, d], along which points change the weights.
    """
    if not is_searched(problem):
        return np.empty((0, len(window[0])))
    return _optima(problem, weights, axes, _box(*window), goal)


def grown(window: Corners, optima: Array) -> Corners:
    """The window [d] each, grown to hold these points [M, d] with some room around them."""
    low, high = window
    first, last = np.vstack([low, optima]).min(axis=0), np.vstack([high, optima]).max(axis=0)
    room = MARGIN * (last - first)
    return np.vstack([low, optima - room]).min(axis=0), np.vstack([high, optima + room]).max(axis=0)


def _box(low: Array, high: Array) -> Corners:
    """Where to look, which includes the window."""
    far, side = BEYOND * np.maximum(np.abs(low), np.abs(high)).max(), high - low
    if far > TOO_FAR * side.max():
        middle = (low + high) / 2
        return middle - AROUND * side / 2, middle + AROUND * side / 2
    return np.full(len(low), -far), np.full(len(low), far)


@np.errstate(all="ignore")
def _optima(problem: Explained, weights: Callable[[Array], Array], axes: Array, box: Corners, goal: str) -> Array:
    """The optima [M, d] in a box: where J is better than all around on a lattice, and Newton's method stays."""
    sign, d = descent_sign(goal), len(box[0])
    sides = [np.linspace(low, high, LOOKED_AT[d]) for low, high in zip(*box, strict=True)]
    points = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1)
    J = sign * costs_at(problem, weights(points.reshape(-1, d))).reshape(points.shape[:-1])
    J = np.nan_to_num(J, nan=np.inf, posinf=np.inf)
    around = sliding_window_view(J, (3,) * d).reshape(*(n - 2 for n in J.shape), 3**d)
    inner = (slice(1, -1),) * d
    best = (around > J[inner][..., None]).sum(axis=-1) == 3**d - 1
    order = np.argsort(J[inner][best], kind="stable")[:MOST]
    cell = np.array([side[1] - side[0] for side in sides])
    found = []
    for start in points[inner][best][order]:
        checkpoint()
        point = start
        for _ in range(NEWTON):
            (w,) = weights(point[None])
            slope, H = sign * axes.T @ problem.gradient(w), sign * axes.T @ problem.hessian(w) @ axes
            if not np.isfinite(H).all() or np.linalg.eigvalsh(H)[0] <= 0:
                break
            point = point - np.linalg.solve(H, slope)
            if (np.abs(point - start) > STAYS * cell).any():
                break
        else:
            found.append(point)
    return np.array(found).reshape(-1, d)
