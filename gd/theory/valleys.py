"""Valleys: optima that a path of equal J connects are one continuum, as along a ring or on a flat floor."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array
from gd.closed_form import costs_at, gradients_at
from gd.problem import Explained

EQUAL = 1e-10
"""Values of J are equal if they differ by less than this share of what J differs over the window."""
NULL = 1e-4
"""J is flat along a direction whose eigenvalue is below this share of the largest."""
GAP = 1 / 200
"""A path is closed if its points are as near as this share of the window, or of its length if that is more."""
ITERATIONS, ROUNDS, SHRINK, LONGEST = 40, 40, 0.98, 4000
"""Most steps to a level of J; most refinements of a path, the least gain of each, and most points of a path."""
RAYS, WEDGES = 64, 8
"""Points on a ray on which J is compared with that on a floor, and rays in a plane."""
CHORD = np.linspace(0, 1, 9)


def valleys(problem: Explained, optima: Array, size: Array, scale: float) -> NDArray[np.intp]:
    """For each of the optima [M, D] the number of the first one that a path of equal J connects it with: [M].

    Only optima where J is flat along some direction are asked, and of those each only about its nearest neighbours: by
    a minimum spanning tree (J. Kruskal, Proceedings of the American Mathematical Society 7, 1956).

    size: the sides of the window [D]; scale: how much J differs in it.
    """
    valley, tree = np.arange(len(optima)), np.arange(len(optima))
    flat = [k for k, w in enumerate(optima) if _is_flat(problem, w)]
    J = costs_at(problem, optima) if flat else np.empty(0)
    lengths = {(i, j): float(np.linalg.norm((optima[i] - optima[j]) / size)) for i, j in combinations(flat, 2)}
    for i, j in sorted(lengths, key=lengths.__getitem__):
        if tree[i] != tree[j] and abs(J[i] - J[j]) <= tolerance(J[i], scale):
            tree[tree == tree[j]] = tree[i]
            if _connected(problem, optima[i], optima[j], size, scale):
                first, last = sorted((valley[i], valley[j]))
                valley[valley == last] = first
    return valley


def leads_along(
    problem: Explained, points: Array, members: Array, size: Array, scale: float, near: float
) -> NDArray[np.bool_]:
    """Which of the points [K, D] lie within `near` of the valley that has these members [M, D]: bool [K]."""
    J = float(costs_at(problem, members[:1])[0])
    there = _to_level(problem, points, J)
    distance = np.linalg.norm((there[:, None] - members) / size, axis=2)
    nearest = members[distance.argmin(axis=1)]
    chords = nearest[:, None] + CHORD[:, None] * (there - nearest)[:, None]
    paths = _to_level(problem, chords.reshape(-1, points.shape[1]), J).reshape(chords.shape)
    level = np.abs(costs_at(problem, paths.reshape(-1, points.shape[1])) - J) <= tolerance(J, scale)
    gaps = np.linalg.norm(np.diff(paths, axis=1) / size, axis=2).max(axis=1)
    closed = gaps <= np.maximum(2 * distance.min(axis=1) * CHORD[1], GAP)
    close = (np.abs(there - points) <= near * size).all(axis=1)
    return np.asarray(close & closed & level.reshape(-1, len(CHORD)).all(axis=1))


def beside(problem: Explained, end: Array, optimum: Array, size: Array, scale: float) -> Array:
    """The point [D] nearest to the end of a run [D] in the valley of an optimum [D]; the optimum if it is in none.

    Along a valley J says little of where to go, so that a search for an optimum may go far.
    """
    if _is_flat(problem, optimum):
        point = _to_level(problem, end[None], float(problem.cost(optimum)))[0]
        if _connected(problem, optimum, point, size, scale):
            return np.asarray(point)
    return optimum


def straight_to(problem: Explained, points: Array, w: Array, scale: float) -> NDArray[np.bool_]:
    """From which of the points [K, D] J stays equal along the straight line to w [D]: [K]."""
    chords = w + CHORD[:, None, None] * (points - w)
    J = costs_at(problem, chords.reshape(-1, len(w))).reshape(len(CHORD), -1)
    return np.asarray((np.abs(J - J[0]) <= tolerance(problem.cost(w), scale)).all(axis=0))


def on_floor(problem: Explained, w: Array, size: Array, sign: float) -> bool:
    """Whether w [D] lies on a flat floor: along some rays J stays equal at first, on none it improves, on some worsens.

    sign: 1 to minimise, −1 to maximise.
    """
    if len(w) == 1:
        rays = np.array([[-1.0], [1.0]])
    else:
        angles = np.arange(WEDGES) * 2 * np.pi / WEDGES
        rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    far = np.arange(1, RAYS + 1) / RAYS
    J = sign * problem.cost(w)
    around = sign * costs_at(problem, (w + far[:, None, None] * rays * size).reshape(-1, len(w)))
    rounding = 16 * EPS * (abs(J) + float(np.abs(around[np.isfinite(around)]).min(initial=np.inf)))
    change = around.reshape(RAYS, -1) - J
    return bool((np.abs(change[0]) <= rounding).any() and not (change < -rounding).any() and (change > rounding).any())


def tolerance(J: float, scale: float) -> float:
    """The difference from J up to which another value is equal to it."""
    return EQUAL * scale + 16 * EPS * abs(J)


def _is_flat(problem: Explained, w: Array) -> bool:
    """Whether J has no curvature along some direction at w [D]."""
    H = problem.hessian(w)
    if not np.isfinite(H).all():
        return False
    sizes = np.abs(np.linalg.eigvalsh(H))
    return bool(sizes.min() <= NULL * sizes.max() if len(w) > 1 else sizes[0] == 0)


def _connected(problem: Explained, a: Array, b: Array, size: Array, scale: float) -> bool:
    """Whether the line from a to b [D], its middles moved to where J is as at a, becomes a closed path."""
    path, J = np.stack([a, b]), float(problem.cost(a))
    closed = GAP * max(1.0, float(np.linalg.norm((a - b) / size)))
    for _ in range(ROUNDS):
        gaps = np.linalg.norm(np.diff(path, axis=0) / size, axis=1)
        wide = np.flatnonzero(gaps > closed)
        if not len(wide) or len(path) > LONGEST:
            break
        middles = _to_level(problem, (path[wide] + path[wide + 1]) / 2, J)
        sides = [np.linalg.norm((middles - path[wide + side]) / size, axis=1) for side in (0, 1)]
        level = np.abs(costs_at(problem, middles) - J) <= tolerance(J, scale)
        if not (level & (np.maximum(*sides) <= SHRINK * gaps[wide])).all():
            return False
        path = np.insert(path, wide + 1, middles, axis=0)
    return not len(wide)


def _to_level(problem: Explained, W: Array, J: float) -> Array:
    """The points W [K, D] moved to where the cost is J: Newton's step for a root, or twice that for a double root."""
    gap = costs_at(problem, W) - J
    for _ in range(ITERATIONS):
        gradient = gradients_at(problem, W)
        step = gap[:, None] * gradient / (gradient**2).sum(axis=1, keepdims=True)
        before = W
        for moved in (before - step, before - 2 * step):
            left = costs_at(problem, moved) - J
            better = np.abs(left) < np.abs(gap)
            W, gap = np.where(better[:, None], moved, W), np.where(better, left, gap)
        if np.array_equal(W, before):
            break
    return W
