"""Where J isn't quadratic its curvature at a point says nothing of a run: here learning rates are judged by running."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from gd.arrays import Array
from gd.closed_form import costs_at
from gd.problem import Problem

LONGEST = 1000
"""Epochs after which a trial run ends."""
HALVINGS = 40
"""So many halvings of the stretch between a rate that converges and its double leave 12 digits."""
POINTS, DECADES = 2000, 2
"""The search for the fastest rate tries so many at once, over so many decades."""


@dataclass(frozen=True, eq=False)
class Trials:
    """Runs of plain descent from one start to the optimum, at different rates. J has an optimum in their direction."""

    problem: Problem
    start: Array
    """[D]"""
    optimum: Array
    """[D]"""
    sign: float
    """1 to descend, −1 to climb."""
    share: float
    """A run is there as soon as |J − J*| is at most this share of its initial value."""

    def epochs(self, rate: float) -> int | None:
        """The first epoch at which a run is there; None if that isn't among the first LONGEST."""
        lefts = islice(self._lefts(np.array([rate])), LONGEST)
        return next((t for t, left in enumerate(lefts, 1) if left[0] <= self.share), None)

    def converges(self, rate: float) -> bool:
        """Whether the run gets there, or after LONGEST epochs is at least closer than it was at the start."""
        left = np.ones(1)
        for left in islice(self._lefts(np.array([rate])), LONGEST):
            if not self.share < left[0] < math.inf:
                break
        return bool(left[0] < 1)

    def stability_limit(self, at_optimum: float) -> float:
        """The rate up to which the run converges, at most the limit `at_optimum`.

        Above the latter, a run can't settle at the optimum even if it passes close to it. Infinite if no rate is too
        large, and 0 if every rate is.
        """
        if math.isfinite(at_optimum) and self.converges(at_optimum * (1 - 1e-9)):
            return at_optimum
        high = at_optimum if math.isfinite(at_optimum) else 1.0
        while math.isfinite(high) and self.converges(high):
            high *= 2
        if math.isinf(high):
            return high
        while high > 0 and not self.converges(high / 2):
            high /= 2
        return _last(self.converges, high / 2, high)

    def fastest(self, limit: float) -> tuple[float, int] | None:
        """The rate below `limit` that is there in the fewest epochs, and how many; None if none is in LONGEST.

        Of the rates tried that take so many, it is the middle one.
        """
        rates = limit * np.geomspace(10.0**-DECADES, 1 - 1e-9, POINTS)
        for epoch, left in enumerate(islice(self._lefts(rates), LONGEST), 1):
            there = np.flatnonzero(left <= self.share)
            if there.size:
                return float(rates[there[len(there) // 2]]), epoch
        return None

    def _lefts(self, rates: Array) -> Iterator[Array]:
        """|J − J*| after each epoch at K rates, as a share of its initial value: [K]; infinite after overflow."""
        problem, W = self.problem, np.tile(self.start, (len(rates), 1))
        steps = self.sign * rates[:, None]
        best = problem.cost(self.optimum)
        whole = abs(problem.cost(self.start) - best)
        while True:
            with np.errstate(all="ignore"):
                W = W - steps * gradients_at(problem, W)
                left = np.abs(costs_at(problem, W) - best) / whole
            yield np.where(np.isfinite(left), left, np.inf)


def gradients_at(problem: Problem, weights: Array) -> Array:
    """∇J at each row of the weights [K, D]: [K, D]; computed at once if the problem has a method `gradients`."""
    at_once: Callable[[Array], Array] | None = getattr(problem, "gradients", None)
    return np.asarray(at_once(weights) if at_once else [problem.gradient(w) for w in weights])


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """The last rate at which `holds`, between `low`, where it does, and `high`, by bisection."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
