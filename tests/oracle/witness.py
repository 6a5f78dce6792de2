"""What the oracle knows of one run: how far it really came, what its next epochs do, and what was to be gained."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tests.oracle import rounding
from tests.oracle.arithmetic import Number, mp
from tests.oracle.grid import Case
from tests.oracle.page import Page
from tests.oracle.rules import run
from tests.oracle.theory import Descent

Array = NDArray[np.float64]
ARRIVED = 1e-3
LONG = 1000
WALKED = 20_000
"""The most updates that are walked, one after the other."""


@dataclass(frozen=True, eq=False)
class Witness:
    """The oracle on one case."""

    case: Case
    page: Page

    @property
    def theory(self) -> Descent | None:
        """Exact for plain descent and the heavy ball on a quadratic; None elsewhere."""
        return self.case.theory

    @property
    def plain_theory(self) -> Descent | None:
        return self.theory if self.case.settings.plain else None

    @cached_property
    def any_theory(self) -> Descent | None:
        """The directions of J, if it is quadratic, whatever the optimizer makes of them."""
        J, s = self.case.place.cost.quadratic, self.case.settings
        return self.theory or (Descent(J, self.case.start, s.learning_rate, s.goal) if J else None)

    @property
    def last(self) -> int:
        return self.page.last_epoch

    @property
    def patience(self) -> int:
        """A run that needs more epochs than this is too slow."""
        return max(LONG, 10 * self.last)

    @property
    def updates(self) -> int:
        """In one epoch."""
        size, table = self.case.settings.batch, self.case.place.cost.table
        return math.ceil(table.rows / size) if size and table else 1

    @property
    def length(self) -> int:
        """How many epochs the oracle walks: those that were run and `patience` more, if that isn't too far."""
        return min(self.last + self.patience, WALKED // self.updates)

    @cached_property
    def optimum(self) -> Array | None:
        """Of the run's goal; None if there is none."""
        return self.case.place.cost.optimum(self.case.settings.goal)

    @cached_property
    def path(self) -> Array:
        """The weights at the start and after each of `length` epochs, while they are finite."""
        cost, found = self.case.place.cost, []
        with np.errstate(all="ignore"):
            for w in islice(run(cost, self.case.start, self.case.settings), self.length + 1):
                if not (np.isfinite(w).all() and math.isfinite(cost.cost(w))):
                    break
                found.append(w)
        return np.array(found)

    @property
    def future(self) -> Array:
        """The weights at the last epoch run, and after each later one."""
        return self.path[self.last :]

    @property
    def overflows(self) -> bool:
        """Whether the run, or what comes after it, leaves the floats."""
        return len(self.path) <= self.length

    def excess(self, weights: Array) -> Array:
        """|J − J*| at weights [K, D]: [K]; without cancellation if J is quadratic."""
        cost = self.case.place.cost
        with np.errstate(all="ignore"):
            if cost.quadratic is None:
                assert self.optimum is not None
                best = cost.cost(self.optimum)
                return np.array([abs(cost.cost(w) - best) for w in weights])
            values = np.array([abs(float(x)) for x in cost.quadratic.spectrum[0]])
            V = np.array([[float(x) for x in v] for v in cost.quadratic.spectrum[1]]).T
            centre = np.array([float(x) for x in cost.quadratic.stationary])
            return np.asarray(((weights - centre) @ V) ** 2 @ values / 2)

    @cached_property
    def exact_excess(self) -> tuple[Number, Number]:
        """|J − J*| at the start and at the page's last weights, in 80 digits if J is quadratic."""
        J = self.case.place.cost.quadratic
        if J is None:
            first, last = self.excess(np.array([self.case.start, self.page.weights[-1]]))
            return mp.mpf(float(first)), mp.mpf(float(last))
        return abs(J.excess(self.case.start)), abs(J.excess(self.page.weights[-1]))

    @cached_property
    def floor(self) -> float:
        """What rounding of the weights and of J may do to J at the optimum."""
        return rounding.of_optimum(self.case.place.cost, self.case.start, self.optimum)

    @cached_property
    def enough(self) -> Number:
        """The share of the initial excess at which a run has converged."""
        table, first = self.case.place.cost.table, self.exact_excess[0]
        if table is None or not first:
            return mp.mpf(ARRIVED)
        return mp.mpf(ARRIVED) * min(mp.mpf(1), (table.at_mean - table.quadratic.least) / first)

    @cached_property
    def left(self) -> Number:
        """The share of the initial excess that is left at the end."""
        first, last = self.exact_excess
        return last / first if first else (mp.mpf(0) if last <= self.floor else mp.inf)

    @property
    def at_optimum(self) -> bool:
        """Whether J at the start is the optimum's as far as rounding of J can tell."""
        return self.optimum is not None and float(self.exact_excess[0]) <= self.floor

    @property
    def exactly_at_optimum(self) -> bool:
        """Whether the start is the optimum to the rounding of the weights themselves."""
        best, start = self.optimum, self.case.start
        return best is not None and bool((np.abs(start - best) <= 4 * rounding.EPS * np.abs(best).max()).all())

    @cached_property
    def left_to_rounding(self) -> bool:
        """Whether the start is so close to the optimum, or J so ill-conditioned, that rounding decides the path."""
        J, best, start = self.case.place.cost.quadratic, self.optimum, self.case.start
        if self.theory and self.theory.diverges is None:
            return True
        if J and self.case.settings.optimizer.needs_hessian:
            sizes = [abs(x) for x in J.spectrum[0] if x]
            if max(sizes) > 1e10 * min(sizes):
                return True
        return best is not None and bool(np.abs(start - best).max() < 1e-6 * np.abs(best).max())

    @property
    def same(self) -> bool:
        """Whether the oracle's run ends where the page's does: rounding can lead two runs apart."""
        if self.last >= self.length or not len(self.future) or self.left_to_rounding:
            return False
        apart = np.abs(self.future[0] - self.page.weights[-1])
        return bool((apart <= 1e-7 * np.abs(self.path).max(axis=0)).all())

    @property
    def goes_on(self) -> bool:
        """Whether `path` tells what the next epochs would do: a schedule has none after the last."""
        return self.length == self.last + self.patience and self.case.settings.schedule.name == "constant"

    @property
    def cannot_settle(self) -> bool:
        """Whether J isn't quadratic, and the rate of plain descent above the stability limit at the optimum."""
        s = self.case.settings
        return s.plain and not self.theory and s.learning_rate > self.case.place.cost.limit

    @cached_property
    def shares(self) -> Array:
        """The share of the initial excess at each epoch of `path`."""
        return self.shares_of(self.path)

    def shares_of(self, weights: Array) -> Array:
        """The share of the initial excess at weights [K, D], the first of them the start: [K]."""
        excess = self.excess(weights)
        return excess / excess[0] if excess[0] else np.where(excess <= self.floor, 0.0, np.inf)

    @cached_property
    def later_shares(self) -> Array:
        return self.shares[self.last :]

    @cached_property
    def next_step(self) -> tuple[float, float]:
        """The largest change of a weight in one more epoch of the oracle's own run, and how much rounding there is."""
        w, cost, rate = self.page.weights[-1], self.case.place.cost, self.case.settings.learning_rate
        noise = rounding.of_step(cost, w, rate)
        if self.case.settings.plain:
            return float(np.abs(rate * cost.gradient(w)).max()), noise
        if not self.same or len(self.future) < 2 or self.at_optimum:
            return 0.0, math.inf  # rounding decides
        apart = float(np.abs(self.future[0] - w).max())
        return float(np.abs(self.future[1] - self.future[0]).max()), noise + 2 * apart
