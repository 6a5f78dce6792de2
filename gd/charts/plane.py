"""A plane through the space of the weights, on which the landscape is drawn: two of them, or two directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from gd.arrays import Array
from gd.explain.directions import direction_name
from gd.problem import Explained
from gd.run import Run

DIRECTIONS = "steepest and flattest direction"
OFFERED = 12
"""Weights of which every pair is offered."""

ACROSS, UP = 38, 34
"""Characters that the title of an axis has room for."""

Choice = str | Sequence[str] | None


@dataclass(frozen=True, eq=False)
class Plane:
    """The points held + axes p, for p [2]."""

    problem: Explained
    names: tuple[str, str]
    axes: Array
    """[D, 2]: of length 1 and at right angles."""
    held: Array
    """[D]: what the weights are besides; 0 along the axes."""

    def project(self, weights: Array) -> Array:
        """Where the weights [..., D] are, seen at right angles to the plane: [..., 2]."""
        return np.asarray(weights @ self.axes)

    @cached_property
    def curvature(self) -> Array | None:
        """The Hessian on the plane [2, 2]; None where it isn't the same everywhere."""
        if self.problem.spectrum is None:
            return None
        return np.asarray(self.axes.T @ self.problem.hessian(self.held) @ self.axes)

    @cached_property
    def centre(self) -> Array | None:
        """Where on the plane [2] J is best, if J is a bowl there, and quadratic."""
        Q = self.curvature
        if Q is None or np.linalg.cond(Q) > 1e14 or np.linalg.eigvalsh(Q)[0] <= 0:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(-np.linalg.solve(Q, self.project(self.problem.gradient(self.held))))

    def costs(self, points: Array) -> Array:
        """J at K points [K, 2], less its value at `centre` where there is one: [K]."""
        with np.errstate(all="ignore"):
            if self.curvature is None:
                return costs_of(self.problem, self.held + points @ self.axes.T)
            if self.centre is not None:  # taken from there, no digits are lost
                points, slope = points - self.centre, np.zeros(2)
            else:
                slope = self.project(self.problem.gradient(self.held))
            return np.asarray(points @ slope + 0.5 * ((points @ self.curvature) * points).sum(axis=1))


def costs_of(problem: Explained, weights: Array) -> Array:
    """J at each of K weights [K, D]: [K]. At once where the problem can do that."""
    with np.errstate(all="ignore"):
        if at_once := getattr(problem, "costs", None):
            return np.asarray(at_once(weights))
        return np.array([problem.cost(w) for w in weights])


def planes(problem: Explained) -> list[str]:
    """The planes to choose from, the one chosen without a choice first; none where there is a single weight.

    DIRECTIONS for a quadratic, and every pair of the first weights.
    """
    pairs = [pair_name(*pair) for pair in combinations(problem.names[:OFFERED], 2)]
    if problem.spectrum is None or not pairs:
        return pairs
    return [DIRECTIONS, *pairs] if len(problem.names) > 2 else [*pairs, DIRECTIONS]


def pair_name(across: str, up: str) -> str:
    """What `planes` calls the plane of two weights."""
    return f"{across} and {up}"


def plane_of(problem: Explained, run: Run, choice: Choice = None) -> Plane:
    """The plane of that choice: one of `planes`, "directions", or the names of two weights; None for the first.

    The other weights are held at the run's final values. ValueError where there is no such plane.
    """
    names, choice = problem.names, choice or planes(problem)[0]
    if choice in (DIRECTIONS, "directions"):
        return _of_directions(problem, run.weights[0])
    pairs = {pair_name(*pair): pair for pair in combinations(names, 2)} if isinstance(choice, str) else {}
    pair = pairs.get(choice, ()) if isinstance(choice, str) else tuple(choice)
    if len(set(pair)) != 2 or not set(pair) <= set(names):
        raise ValueError(f"The plane is {choice!r}, but two of the weights {', '.join(names)} are wanted.")
    here = [names.index(name) for name in pair]
    held = run.final_weights.copy()
    held[here] = 0.0
    return Plane(problem, (pair[0], pair[1]), np.eye(len(names))[:, here], held)


def _of_directions(problem: Explained, start: Array) -> Plane:
    """The plane of the direction in which J curves most, and of the one in which it curves least but does curve, if it
    does in any: along each, descent goes its own way.
    """
    if problem.spectrum is None:
        raise ValueError("J isn't quadratic, so it has no directions that are the same everywhere.")
    sizes = np.abs(problem.spectrum.eigenvalues)
    steepest = int(sizes.argmax())
    flattest = min((i for i in range(len(sizes)) if i != steepest), key=lambda i: (sizes[i] == 0, sizes[i]))
    axes = np.column_stack([_oriented(problem.spectrum.directions[:, i]) for i in (steepest, flattest)])
    # Where there are directions in which J doesn't curve, those are the flattest.
    least = "flattest" if sizes.all() or not sizes[flattest] else "gentlest"
    across = _titled("steepest", problem.names, axes[:, 0], ACROSS)
    up = _titled(least, problem.names, axes[:, 1], UP)
    # Along the axes nothing depends on what is held, and the start is never far off, as the end may be.
    held = start - axes @ (axes.T @ start)
    return Plane(problem, (across, up), axes, held)


def _titled(what: str, names: tuple[str, ...], direction: Array, most: int) -> str:
    """What a direction [D] is, and its name, in so many characters."""
    return f"{what}: {direction_name(names, direction, most - len(what) - 2)}"


def _oriented(direction: Array) -> Array:
    """The direction [D], or the one against it: so that the components in its name have the signs they have there."""
    sizes = np.abs(direction).round(9)
    first = min(np.argsort(-sizes, kind="stable")[:2])
    first = first if sizes[first] > 0.6 * sizes.max() else sizes.argmax()
    return direction * (-1.0 if direction[first] < 0 else 1.0)
