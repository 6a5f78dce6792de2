"""Planes in weight space on which the landscape is drawn: spanned by two weights or by two directions."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from gd.arrays import Array
from gd.closed_form import costs_at
from gd.explain.directions import direction_name
from gd.problem import Explained
from gd.run import Run

DIRECTIONS = "most and least curved directions"
"""The name of the plane of two directions."""
OFFERED = 12
"""The number of first weights of which every pair is offered."""

ACROSS, UP = 38, 34
"""Longest titles of the two axes, in characters."""

PlaneChoice = str | None
"""The name of a plane; None for the default."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane of the points offset + axes @ p, for p [2]."""

    problem: Explained
    names: tuple[str, str]
    axes: Array
    """Two orthonormal columns [D, 2]."""
    offset: Array
    """A point of the plane, orthogonal to both axes [D]."""

    def project(self, weights: Array) -> Array:
        """The orthogonal projections of weights [..., D] onto the plane: [..., 2]."""
        return np.asarray(weights @ self.axes)

    def weights(self, points: Array) -> Array:
        """The weights at K points of the plane [K, 2]: [K, D]."""
        return np.asarray(self.offset + points @ self.axes.T)

    @cached_property
    def curvature(self) -> Array | None:
        """The Hessian restricted to the plane [2, 2]; None if J isn't quadratic."""
        if self.problem.spectrum is None:
            return None
        return np.asarray(self.axes.T @ self.problem.hessian(self.offset) @ self.axes)

    @cached_property
    def centre(self) -> Array | None:
        """The minimum of J on the plane [2]; None unless J is quadratic and strictly convex there."""
        Q = self.curvature
        if Q is None or np.linalg.cond(Q) > 1e14 or np.linalg.eigvalsh(Q)[0] <= 0:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(-np.linalg.solve(Q, self.project(self.problem.gradient(self.offset))))

    def costs(self, points: Array) -> Array:
        """J at K points [K, 2]: [K].

        If J is quadratic, its value at `centre` is subtracted, or at the point `offset` if there is no centre.
        """
        with np.errstate(all="ignore"):
            if self.curvature is None:
                return costs_at(self.problem, self.weights(points))
            if self.centre is not None:  # differences from the minimum keep all digits
                points, slope = points - self.centre, np.zeros(2)
            else:
                slope = self.project(self.problem.gradient(self.offset))
            return np.asarray(points @ slope + 0.5 * ((points @ self.curvature) * points).sum(axis=1))


def planes(problem: Explained) -> list[str]:
    """The names of the available planes, the default first; empty for a single weight.

    Every pair of the first OFFERED weights and, for a quadratic, DIRECTIONS.
    """
    pairs = [pair_name(*pair) for pair in combinations(problem.names[:OFFERED], 2)]
    if problem.spectrum is None or not pairs:
        return pairs
    return [DIRECTIONS, *pairs] if len(problem.names) > 2 else [*pairs, DIRECTIONS]


def pair_name(across: str, up: str) -> str:
    """The name of the plane of two weights."""
    return f"{across} and {up}"


def plane_of(problem: Explained, run: Run, choice: PlaneChoice = None) -> Plane:
    """Return the chosen plane: one of `planes`, the pair name of two weights, or None for the default.

    With two weights, the others keep the run's final values. Raises ValueError if there is no such plane.
    """
    names, choice = problem.names, choice or planes(problem)[0]
    if choice == DIRECTIONS:
        return _direction_plane(problem, run.weights[0])
    pairs = {pair_name(*pair): pair for pair in combinations(names, 2)}
    if choice not in pairs:
        raise ValueError(f"The plane is {choice!r}, but two of the weights {', '.join(names)} are wanted.")
    pair = pairs[choice]
    here = [names.index(name) for name in pair]
    offset = run.final_weights.copy()
    offset[here] = 0.0
    return Plane(problem, pair, np.eye(len(names))[:, here], offset)


def _direction_plane(problem: Explained, start: Array) -> Plane:
    """The plane of the directions of largest and smallest curvature, excluding zero curvature if possible.

    Along each of them gradient descent proceeds independently.
    """
    if problem.spectrum is None:
        raise ValueError("J isn't quadratic, so it has no directions that are the same everywhere.")
    sizes = np.abs(problem.spectrum.eigenvalues)
    most = int(sizes.argmax())
    least = min((i for i in range(len(sizes)) if i != most), key=lambda i: (sizes[i] == 0, sizes[i]))
    axes = np.column_stack([_oriented(problem.spectrum.directions[:, i]) for i in (most, least)])
    role = "least curved" if sizes[least] else "flat"
    across = _axis_title("most curved", problem.names, axes[:, 0], ACROSS)
    up = _axis_title(role, problem.names, axes[:, 1], UP)
    # Along these axes J doesn't depend on the offset. The start is never large, while the end may be.
    offset = start - axes @ (axes.T @ start)
    return Plane(problem, (across, up), axes, offset)


def _axis_title(role: str, names: tuple[str, ...], direction: Array, max_length: int) -> str:
    """The title of an axis: the role of the direction [D] and its name, in at most `max_length` characters."""
    return f"{role}: {direction_name(names, direction, max_length - len(role) - 2)}"


def _oriented(direction: Array) -> Array:
    """Choose the sign of a direction [D] so that the components in its name have the signs that the name shows."""
    sizes = np.abs(direction).round(9)
    first = min(np.argsort(-sizes, kind="stable")[:2])
    first = first if sizes[first] > 0.6 * sizes.max() else sizes.argmax()
    return direction * (-1.0 if direction[first] < 0 else 1.0)
