"""What theory says before a run: each eigen-direction of a quadratic goes its own way (Goh, Why Momentum Really Works,
Distill 2017, doi:10.23915/distill.00006).

Along a direction with eigenvalue λ, the distance from the optimum is multiplied by the factor 1 − ηλ in every epoch,
and that direction's part of the cost by its square.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import EPS, Array, matrix
from gd.problems import MAXIMISE, MINIMISE, Explained
from gd.spectrum import Spectrum

ROUNDING = 1e-12
"""By how much, relative to it, a rate may be off the edge of stability and still count as on it."""


class Regime(Enum):
    """What the weights do along a direction, as a phrase for people."""

    SHRINKING = "closes in from one side"
    OVERSHOOTING = "overshoots and still closes in"
    CYCLING = "jumps back and forth for ever"
    GROWING = "moves ever further away"
    STILL = "never moves"


@dataclass(frozen=True, eq=False)
class Forecast:
    """A run of descent, foretold. Where `local` is True, by the quadratic that fits J at the start: only near it."""

    problem: Explained
    learning_rate: float
    local: bool
    """Whether J isn't quadratic, so that all of this holds in the neighbourhood of the start only."""
    eigenvalues: Array
    """λ [D], rising: of the Hessian of J, or of −J to maximise."""
    directions: Array
    """V [D, D]: the eigen-directions as columns, of length 1."""
    slopes: Array
    """β [D], not zero where J falls straight down a direction in which it doesn't curve."""
    centre: Array
    """Vᵀw* [D]: where the optimum is along each direction; 0 where J doesn't curve."""
    offsets: Array
    """c [D]: how far from `centre` the start is along each direction; 0 where that is rounding."""

    @property
    def largest_stable_rate(self) -> float:
        """η_max = 2/λ_max; infinite where nothing curves towards the optimum."""
        steepest = float(self.eigenvalues[-1])
        return 2 / steepest if steepest > 0 else math.inf

    @property
    def fastest_rate(self) -> float:
        """2/(λ_min + λ_max) of the λ above 0, whose slowest factor is the smallest; infinite where there are none."""
        positive = self.eigenvalues[self.eigenvalues > 0]
        return 2 / float(positive[0] + positive[-1]) if positive.size else math.inf

    @property
    def rank(self) -> int:
        """Along how many directions J curves."""
        return int(np.count_nonzero(self.eigenvalues))

    @property
    def condition(self) -> float:
        """The largest size of a nonzero λ over the smallest; 1 where there is none."""
        sizes = np.abs(self.eigenvalues[self.eigenvalues != 0])
        return float(sizes.max() / sizes.min()) if sizes.size else 1.0

    @property
    def factors(self) -> Array:
        """1 − ηλ [D]: what an epoch multiplies the offset along each direction by."""
        return 1 - self._steps

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """What the weights do along each of the D directions, wherever on it they start."""
        return tuple(map(_regime, self._steps.tolist(), self.slopes.tolist()))

    def along(self, *regimes: Regime) -> list[int]:
        """The directions with one of these regimes and a part in the start, the largest part first."""
        taking_part = (self.offsets != 0) | self._sliding
        found = [i for i, regime in enumerate(self.regimes) if regime in regimes and taking_part[i]]
        return sorted(found, key=lambda i: -abs(float(self.parts[i])))

    @property
    def unbounded(self) -> bool:
        """Whether J has no optimum: it curves away from it, or falls straight down for ever."""
        return bool((self.eigenvalues < 0).any() or self._sliding.any())

    @property
    def parts(self) -> Array:
        """½ λ c² [D]: each direction's part of J − J* at the start (of J* − J to maximise)."""
        return 0.5 * self.eigenvalues * self.offsets**2

    @property
    def slowest(self) -> int | None:
        """The direction that closes in last, of those that do and have a part; of equally slow ones the largest."""
        closing = self.along(Regime.SHRINKING, Regime.OVERSHOOTING)  # the largest part first
        if not closing:
            return None
        slowest = max(self._logs[closing])
        # Equal eigenvalues come out of their computation a few roundings apart.
        return next(i for i in closing if self._logs[i] >= slowest * (1 + 1e-9))

    def costs_by_direction(self, epochs: ArrayLike) -> Array:
        """½ λ c² (1 − ηλ)²ᵗ at each of the K epochs t [K]: [K, D]. They add up to J − J*."""
        t = np.asarray(epochs, dtype=np.float64)[..., None]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(self.parts == 0, 0.0, self.parts * np.exp(2 * t * self._logs))

    def costs(self, weights: Array) -> Array:
        """J − J* at the weights [..., D], without the cancellation of computing both: [...]."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((0.5 * self.eigenvalues * (weights @ self.directions - self.centre) ** 2).sum(axis=-1))

    def epochs_to(self, fraction: float) -> int | None:
        """The first epoch at which J − J* ≤ `fraction` of what it was at the start; None where that never is.

        fraction: above 0; ValueError otherwise.
        """
        if not fraction > 0:
            raise ValueError(f"The fraction is {fraction}, but a number above 0 is wanted.")
        if self.unbounded:
            return None
        target = fraction * self.parts.sum()

        def arrived(t: int) -> bool:
            return bool(self.costs_by_direction(t).sum() <= target)

        def rising(t: int) -> bool:
            return bool((self.costs_by_direction(t) @ self._logs) >= 0)

        # The cost is a sum of exponentials, hence convex in t: where it rises it will not come down again.
        t = _first(lambda t: arrived(t) or rising(t))
        return t if t is not None and arrived(t) else None

    @cached_property
    def overflow_epoch(self) -> int | None:
        """The first epoch at which J, as the problem computes it, passes the largest float.

        None where nothing grows, or rounding alone would make it grow; where J isn't quadratic, as the curvature at
        the start says nothing of places so far away; and where J just falls straight, for 10³⁰⁰ epochs.
        """
        growing = (self.offsets != 0) & (self._logs > 0)
        if self.local or not growing.any():
            return None
        V, centre, offsets = self.directions[:, growing], self.centre[growing], self.offsets[growing]
        factors = self.factors[growing]

        def overflown(t: int) -> bool:
            w = V @ (centre + offsets * factors ** float(t))
            return not (np.isfinite(w).all() and math.isfinite(self.problem.cost(w)))

        with np.errstate(all="ignore"):
            return _first(overflown)

    @property
    def _steps(self) -> Array:
        """ηλ [D]."""
        with np.errstate(over="ignore"):
            return self.learning_rate * self.eigenvalues

    @property
    def _sliding(self) -> NDArray[np.bool_]:
        return np.equal(self.eigenvalues, 0) & np.not_equal(self.slopes, 0)

    @cached_property
    def _logs(self) -> Array:
        """log |1 − ηλ| [D], exact where the factor is near 1 or −1, and finite: a factor of 0 counts as e⁻¹⁰⁰⁰."""
        x = self._steps
        with np.errstate(divide="ignore"):
            logs = np.log1p(np.where(x <= 1, -x, x - 2))
        return np.where(np.abs(x - 2) <= 2 * ROUNDING, 0.0, np.clip(logs, -1000, 1000))


def forecast(problem: Explained, start: ArrayLike, learning_rate: float, goal: str = MINIMISE) -> Forecast:
    """What plain descent (ascent, to maximise) with the rate η will do from the start [D].

    Exact for a quadratic; elsewhere from gradient and Hessian at the start, see `Forecast.local`. ValueError where
    an argument is not as `descend` wants it, or J's derivatives aren't finite at the start.
    """
    w = matrix(start, "The start", 1)
    if len(w) != len(problem.names):
        raise ValueError(f"The start has {len(w)} numbers, but the problem has {len(problem.names)} weights.")
    if not (math.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"The learning rate is {learning_rate}, but a finite number above 0 is wanted.")
    if goal not in (MINIMISE, MAXIMISE):
        raise ValueError(f"The goal is {goal!r}, but {MINIMISE!r} or {MAXIMISE!r} is wanted.")
    found = problem.spectrum or _local(problem, w)
    eigenvalues, V, slopes = found.eigenvalues, found.directions, found.slopes
    if goal == MAXIMISE:  # descent on −J, whose eigenvalues rise the other way round
        eigenvalues, V, slopes = 0.0 - eigenvalues[::-1], V[:, ::-1], 0.0 - slopes[::-1]
    centre = np.divide(slopes, eigenvalues, out=np.zeros(len(w)), where=eigenvalues != 0)
    offsets = V.T @ w - centre
    noise = 4 * len(w) * EPS * (np.abs(V).T @ np.abs(w) + np.abs(centre))
    offsets = np.where(np.abs(offsets) <= noise, 0.0, offsets)
    return Forecast(problem, learning_rate, problem.spectrum is None, eigenvalues, V, slopes, centre, offsets)


def largest_stable_rate(problem: Explained, w: Array, goal: str = MINIMISE) -> float:
    """η_max = 2/λ_max at w [D], see `Forecast`: the same whatever the rate."""
    return forecast(problem, w, 1.0, goal).largest_stable_rate


def _local(problem: Explained, w: Array) -> Spectrum:
    """The spectrum of the quadratic with J's gradient and Hessian at w."""
    with np.errstate(all="ignore"):
        H = problem.hessian(w)
        b = H @ w - problem.gradient(w)
    if not (np.isfinite(H).all() and np.isfinite(b).all()):
        raise ValueError("The slope or the curvature is not a finite number at the start. Start closer to the optimum.")
    return Spectrum.of(H, b)


def _regime(step: float, slope: float) -> Regime:
    """The regime of a direction with ηλ = `step`."""
    if step == 0:
        return Regime.GROWING if slope else Regime.STILL
    if abs(step - 2) <= 2 * ROUNDING:
        return Regime.CYCLING
    if 0 < step < 2:
        return Regime.SHRINKING if step <= 1 + ROUNDING else Regime.OVERSHOOTING
    return Regime.GROWING


def _first(happens: Callable[[int], bool]) -> int | None:
    """The first t at which something happens that goes on from then on, by doubling and bisection; None past 2¹⁰⁰⁰."""
    if happens(0):
        return 0
    before, t = 0, 1
    while not happens(t):
        before, t = t, 2 * t
        if t > 2**1000:
            return None
    while t - before > 1:
        middle = (before + t) // 2
        before, t = (before, middle) if happens(middle) else (middle, t)
    return t
