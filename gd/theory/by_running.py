"""Where J isn't quadratic its curvature at a point says nothing of a run: here learning rates are judged by running."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.closed_form import costs_at, gradients_at
from gd.problem import Problem
from gd.theory.fastest import shortest

LONGEST, WORK = 1000, 30_000
"""Epochs after which a trial run ends, and after how many operations if J and its slope are made of many."""
POWERS = np.arange(-1000.0, 1001.0, 20.0)
"""Where the limit is looked for first: at these powers of 2."""
SECTIONS, ROUNDS = 64, 7
"""So many divisions of the stretch between two of these, so often, leave 12 digits."""
POINTS, DECADES = 1000, 2
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
    limit_at_optimum: float
    """The stability limit at the optimum, above which no run can settle there even if it passes close to it."""

    @property
    def longest(self) -> int:
        """The epochs that a trial run has: fewer than LONGEST if each is much work, and never fewer than 1/10 of it."""
        return max(LONGEST // 10, min(LONGEST, WORK // getattr(self.problem, "operations", 1)))

    def epochs(self, rate: float) -> int | None:
        """The first epoch at which a run is there; None if that isn't among the `longest`."""
        lefts = islice(self._lefts(np.array([rate])), self.longest)
        return next((t for t, left in enumerate(lefts, 1) if left[0] <= self.share), None)

    def converge(self, rates: Array) -> NDArray[np.bool_]:
        """Whether a run at each of K rates gets there, or after the last epoch is at least closer than at the start."""
        left, done, there = np.ones(len(rates)), np.zeros(len(rates), dtype=bool), np.zeros(len(rates), dtype=bool)
        for left in islice(self._lefts(rates), self.longest):
            there |= ~done & (left <= self.share)
            done |= there | np.isinf(left)
            if done.all():
                break
        return there | (~done & (left < 1))

    @cached_property
    def limit(self) -> float:
        """The rate up to which the run converges, at most the limit at the optimum.

        Infinite if no rate is too large, and 0 if every rate is.
        """
        at_optimum = self.limit_at_optimum
        if math.isfinite(at_optimum) and self.converge(np.array([at_optimum * (1 - 1e-9)]))[0]:
            return at_optimum
        rates = 2.0**POWERS
        converging = self.converge(rates)
        if not converging.any():
            return 0.0
        first = int(np.argmax(converging))
        if converging[first:].all():
            return math.inf
        k = first + int(np.argmin(converging[first:]))
        low, high = rates[k - 1], rates[k]
        for _ in range(ROUNDS):  # the first of the rates between that doesn't converge is just above the limit
            between = np.geomspace(low, high, SECTIONS + 1)
            k = int(np.argmin(np.append(self.converge(between[1:-1]), False)))
            low, high = between[k], between[k + 1]
        return float(low)

    @cached_property
    def fastest(self) -> tuple[float, int] | None:
        """The rate below the limit that is there in the fewest epochs, and how many; None if none is.

        Of the rates tried that take so many, it is the middle one.
        """
        rates = self.limit * np.geomspace(10.0**-DECADES, 1 - 1e-9, POINTS)
        for epoch, left in enumerate(islice(self._lefts(rates), self.longest), 1):
            there = np.flatnonzero(left <= self.share)
            if there.size:
                middle = float(rates[there[len(there) // 2]])
                return shortest(middle, partial(self._is_there_at, epoch)), epoch
        return None

    def _is_there_at(self, epoch: int, rate: float) -> bool:
        return rate < self.limit and self.epochs(rate) == epoch

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


# They hardly change with the learning rate, which changes most often. No table's J is among them.
@lru_cache(maxsize=16)
def trials(problem: Any, start: tuple[float, ...], optimum: tuple[float, ...], *numbers: float) -> Trials:
    """The trial runs of a problem, from these weights to those, with `numbers` for sign, share and limit_at_optimum."""
    return Trials(problem, np.array(start), np.array(optimum), *numbers)
