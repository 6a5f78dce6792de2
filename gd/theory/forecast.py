"""What theory says before a run: each eigen-direction of a quadratic goes its own way (Goh, Why Momentum Really Works,
Distill 2017, doi:10.23915/distill.00006).

Along a direction with eigenvalue λ, the distance from the optimum is multiplied by the factor 1 − ηλ in every epoch,
and that direction's part of the cost by its square.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import EPS, Array, matrix
from gd.problems import MAXIMISE, MINIMISE, Explained
from gd.spectrum import Spectrum
from gd.theory.regime import Regime, log_factors, regime


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
    """c [D]: how far from `centre` the start is along each direction; 0 where that is rounding, and along all that
    curve where the start is the optimum to `rounding`."""

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
    def logs(self) -> Array:
        """log |1 − ηλ| [D], see `log_factors`."""
        return log_factors(self._steps)

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """What the weights do along each of the D directions, wherever on it they start."""
        return tuple(map(regime, self._steps.tolist(), self.slopes.tolist()))

    def along(self, *regimes: Regime) -> list[int]:
        """The directions with one of these regimes and a part in the start, the largest part first."""
        taking_part = (self.offsets != 0) | self._sliding
        known = [i for i, found in enumerate(self.regimes) if found in regimes and taking_part[i]]
        return sorted(known, key=lambda i: -abs(float(self.parts[i])))

    @property
    def left_to_rounding(self) -> bool:
        """Whether something would grow, but the start has no part in it: when it will, rounding decides."""
        return Regime.GROWING in self.regimes and not self.along(Regime.GROWING)

    @property
    def unbounded(self) -> bool:
        """Whether J has no optimum: it curves away from it, or falls straight down for ever."""
        return bool((self.eigenvalues < 0).any() or self._sliding.any())

    @property
    def parts(self) -> Array:
        """½ λ c² [D]: each direction's part of J − J* at the start (of J* − J to maximise)."""
        return 0.5 * self.eigenvalues * self.offsets**2

    @cached_property
    def rounding(self) -> float:
        """By how much rounding may change J at its optimum: its own, and where J is 0 there, that of Vᵀw."""
        few = 4 * len(self.centre) * EPS
        with np.errstate(all="ignore"):
            J = abs(self.problem.cost(self.directions @ self.centre))
            size = np.linalg.norm(self.centre) + np.linalg.norm(self.centre + self.offsets)
            return float(few * J + 0.5 * max(float(self.eigenvalues[-1]), 0.0) * (few * size) ** 2)

    @property
    def at_optimum(self) -> bool:
        """Whether the start is the optimum already, as far as rounding lets J tell them apart."""
        if self.local or self.unbounded:
            return False
        excess = float(self.parts.sum())
        return excess == 0 or excess < self.rounding

    @property
    def slowest(self) -> int | None:
        """The direction that closes in last, of those that do and have a part; of equally slow ones the largest."""
        closing = self.along(Regime.SHRINKING, Regime.OVERSHOOTING)  # the largest part first
        if not closing:
            return None
        slowest = max(self.logs[closing])
        # Equal eigenvalues come out of their computation a few roundings apart.
        return next(i for i in closing if self.logs[i] >= slowest * (1 + 1e-9))

    def costs_by_direction(self, epochs: ArrayLike) -> Array:
        """½ λ c² (1 − ηλ)²ᵗ at each of the K epochs t [K]: [K, D]. They add up to J − J*."""
        t = np.asarray(epochs, dtype=np.float64)[..., None]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(self.parts == 0, 0.0, self.parts * np.exp(2 * t * self.logs))

    def costs(self, weights: Array) -> Array:
        """J − J* at the weights [..., D], without the cancellation of computing both: [...]."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((0.5 * self.eigenvalues * (weights @ self.directions - self.centre) ** 2).sum(axis=-1))

    @property
    def _steps(self) -> Array:
        """ηλ [D]."""
        with np.errstate(over="ignore"):
            return self.learning_rate * self.eigenvalues

    @property
    def _sliding(self) -> NDArray[np.bool_]:
        return np.equal(self.eigenvalues, 0) & np.not_equal(self.slopes, 0)


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
    told = Forecast(problem, learning_rate, problem.spectrum is None, eigenvalues, V, slopes, centre, offsets)
    return replace(told, offsets=np.where(eigenvalues == 0, offsets, 0.0)) if told.at_optimum else told


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
    with np.errstate(over="ignore"):
        return Spectrum.of(H, b)
