"""Where J isn't quadratic its curvature at a point says nothing of a run: here learning rates are judged by running."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gd.arrays import Array
from gd.problem import Problem

LONGEST = 1000
"""Epochs after which a trial run ends."""
HALVINGS = 17
"""So many halvings of the stretch between a rate that converges and its double leave less than a hundred-thousandth."""
POINTS, ROUNDS, DECADES = 13, 3, 2
"""The search for the fastest rate tries so many, over so many decades, and so often again around the best of them."""


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
    """A trial ends as soon as |J − J*| is at most this share of its initial value."""

    def epochs(self, rate: float, most: int = LONGEST) -> int | None:
        """The first epoch at which so little is left; None if that isn't among the first `most`."""
        lefts = self._lefts(rate)
        return next((epoch for epoch in range(1, most + 1) if next(lefts, math.inf) <= self.share), None)

    def converges(self, rate: float) -> bool:
        """Whether the run gets there, or after LONGEST epochs is at least closer than it was at the start."""
        left = 1.0
        for _, left in zip(range(LONGEST), self._lefts(rate), strict=False):
            if not left > self.share:
                break
        return left < 1

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
        """The rate below `limit` that takes the fewest epochs, and how many; None if none gets there in LONGEST.

        Of the rates tried that take so many it is the middle one.
        """
        rates = limit * np.geomspace(1 - 1e-9, 10.0**-DECADES, POINTS)
        for _ in range(ROUNDS):
            fewest, ties = LONGEST, list[int]()
            for k, rate in enumerate(rates.tolist()):
                needed = self.epochs(rate, fewest)
                if needed is not None:
                    ties = [*ties, k] if needed == fewest else [k]
                    fewest = needed
            if not ties:
                return None
            best = float(rates[ties[len(ties) // 2]])
            rates = np.linspace(rates[max(ties[0] - 1, 0)], rates[min(ties[-1] + 1, POINTS - 1)], POINTS)
        return best, fewest

    def _lefts(self, rate: float) -> Iterator[float]:
        """|J − J*| after each epoch, as a share of its initial value; ends where a number isn't finite any more."""
        problem, w, step = self.problem, self.start, self.sign * rate
        best = problem.cost(self.optimum)
        whole = abs(problem.cost(w) - best)
        while True:
            with np.errstate(all="ignore"):
                w = w - step * problem.gradient(w)
                left = abs(problem.cost(w) - best) / whole
            if not math.isfinite(left):
                yield math.inf
                return
            yield left


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """The last rate at which `holds`, between `low`, where it does, and `high`, by bisection."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
