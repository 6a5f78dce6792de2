"""What a rate does to a quadratic, in 80 digits: plain descent and the heavy ball along each direction."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import Number, Quadratic, exactly, mp

Array = NDArray[np.float64]
EDGE = 1e-11
"""A factor this close to ±1 is on the edge: rounding decides."""
ROUNDED = 1e-13
"""A rate this close to the edge, relative to it, is meant to be on it: a float can't be closer."""
NOISE = 1e-12
"""An error this small, relative to the start and the optimum, is rounding's: whether it grows is left open."""


@dataclass(frozen=True, eq=False)
class Descent:
    """Descent on J (or to maximise, on −J) from a start, at a constant rate with all rows; β is 0 for plain descent."""

    J: Quadratic
    start: Array
    rate: float
    goal: str
    beta: float = 0.0

    @cached_property
    def values(self) -> list[Number]:
        """λ along each direction."""
        sign = -1 if self.goal == "maximise" else 1
        return [sign * x for x in self.J.spectrum[0]]

    @cached_property
    def errors(self) -> list[Number]:
        return self.J.errors(self.start)

    @cached_property
    def noise(self) -> Number:
        size = sum(abs(exactly(x)) for x in self.start) + sum(abs(x) for x in self.J.stationary)
        return NOISE * size

    @cached_property
    def steps(self) -> list[Number]:
        """ηλ."""
        return [exactly(self.rate) * x for x in self.values]

    @property
    def slides(self) -> bool:
        """Whether J falls for ever along a direction in which it doesn't curve."""
        return any(x == 0 and slope != 0 for x, slope in zip(self.values, self.J.slopes, strict=True))

    @property
    def unbounded(self) -> bool:
        return self.slides or any(x < 0 for x in self.values)

    @cached_property
    def diverges(self) -> bool | None:
        """Whether the weights go away for ever; None where rounding decides."""
        edge = 2 * (1 + self.beta)
        growing = [s < 0 or s > edge * (1 + EDGE) for s in self.steps]
        at_edge = [ROUNDED < abs(s / edge - 1) <= EDGE for s in self.steps]
        if self.slides or any(g and abs(e) > self.noise for g, e in zip(growing, self.errors, strict=True)):
            return True
        if any(growing) or any(a and e for a, e in zip(at_edge, self.errors, strict=True)):
            return None
        return False

    @cached_property
    def oscillates(self) -> bool | None:
        """Whether it goes to and fro for ever; None where rounding decides."""
        edge = 2 * (1 + self.beta)
        near = [abs(e) for s, e in zip(self.steps, self.errors, strict=True) if abs(s - edge) <= 3 * EDGE]
        return None if any(near) else False

    @cached_property
    def excesses(self) -> list[Number]:
        """What each direction has of J − J* at the start."""
        return [x * e * e / 2 for x, e in zip(self.values, self.errors, strict=True)]

    def excess(self, epoch: int) -> Number:
        """J − J* of plain descent after so many epochs."""
        return sum((e * (1 - s) ** (2 * epoch) for e, s in zip(self.excesses, self.steps, strict=True)), mp.mpf(0))

    def slack(self, epoch: int) -> int:
        """By how many epochs rounding of λ may shift an epoch at which something happens, so close to the limit."""
        nearest = min((abs(abs(1 - s) - 1) for s in self.steps if s), default=mp.mpf(1))
        return int(epoch * 1e-14 / max(nearest, mp.mpf("1e-30")))

    def size(self, epoch: int) -> Number:
        """How large the terms of J are after so many epochs of plain descent."""
        terms = [abs(e) * (1 - s) ** (2 * epoch) for e, s in zip(self.excesses, self.steps, strict=True)]
        return sum(terms) + abs(self.J.least)

    def share(self, epoch: int) -> Number:
        """(J − J*)/(J₀ − J*) of plain descent after so many epochs."""
        whole = sum(self.excesses)
        return self.excess(epoch) / whole if whole else mp.mpf(0)

    def needed(self, share: Number) -> int | None:
        """The first epoch at which no more than this share is left; None if that isn't before 10⁵⁰."""
        if self.share(0) <= share:
            return 0
        before, t = 0, 1
        while self.share(t) > share:
            before, t = t, 2 * t
            if t > 10**50 or self.share(t) > self.share(before):
                return None
        while t - before > 1:
            middle = (before + t) // 2
            before, t = (before, middle) if self.share(middle) <= share else (middle, t)
        return t

    def dense(self, rates: Array, share: float) -> Array:
        """The epochs that plain descent would need at each of many rates, in floats; infinite for more than 2⁵⁰."""
        whole = sum(self.excesses)
        excesses = np.array([float(e / whole) for e in self.excesses])
        steps = rates[:, None] * np.array([float(x) for x in self.values])[excesses > 0]
        excesses = excesses[excesses > 0]
        with np.errstate(divide="ignore"):
            logs = np.log1p(np.where(steps <= 1, -steps, steps - 2))

        def left(t: Array) -> Array:
            with np.errstate(over="ignore", under="ignore", invalid="ignore"):
                return np.asarray((excesses * np.exp(2 * t[:, None] * logs)).sum(axis=1))

        low, high = np.zeros(len(rates)), np.ones(len(rates))
        for _ in range(50):
            high = np.where(left(high) > share, 2 * high, high)
        never = left(high) > share
        for _ in range(51):
            middle = np.floor((low + high) / 2)
            there = left(middle) <= share
            low, high = np.where(there, low, middle), np.where(there, middle, high)
        return np.where(never, np.inf, high)
