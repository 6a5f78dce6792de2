"""What the factors 1 − ηλ say of a run of gradient descent (Goh, Why Momentum Really Works, Distill 2017,
doi:10.23915/distill.00006).

Along an eigen-direction with eigenvalue λ, every epoch multiplies the distance from the optimum by the factor 1 − ηλ,
and that direction's share of the excess cost by its square.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import EPS, Array
from gd.problem import Explained
from gd.theory.regime import Regime, log_factors, regime


@dataclass(frozen=True, eq=False)
class Forecast:
    """The predicted behaviour of plain gradient descent.

    Exact for a quadratic J. Elsewhere it is that of the quadratic with J's gradient and curvature at the start, and
    holds only near it: `local` is then True. To maximise, all of it is about descent on −J.

    Attributes
    ----------
    problem : Explained
        The cost J of D weights.
    learning_rate : float
        η.
    local : bool
        Whether J isn't quadratic, so that the forecast holds only near the start.
    eigenvalues : array [D]
        λ of the Hessian, rising.
    directions : array [D, D]
        The eigen-directions, as columns of length 1.
    slopes : array [D]
        β: where λ is 0, the slope of J along that direction, which is the same everywhere.
    centre : array [D]
        Where the optimum is along each direction; 0 where J doesn't curve.
    initial_error : array [D]
        How far the start is from `centre` along each direction. Set to 0 where it is only rounding, and along every
        curved direction if the start is the optimum to `rounding`.
    """

    problem: Explained
    learning_rate: float
    local: bool
    eigenvalues: Array
    directions: Array
    slopes: Array
    centre: Array
    initial_error: Array

    @property
    def largest_stable_rate(self) -> float:
        """η_max = 2/λ_max; infinite where nothing curves towards the optimum."""
        steepest = float(self.eigenvalues[-1])
        return 2 / steepest if steepest > 0 else math.inf

    @property
    def fastest_rate(self) -> float:
        """2/(λ_min + λ_max), with the smallest λ above 0; infinite where none is.

        The best guaranteed rate: whatever the start, the slowest direction then converges fastest. From a given start
        another rate may need far fewer epochs, see `gd.theory.fastest`.
        """
        positive = self.eigenvalues[self.eigenvalues > 0]
        return 2 / float(positive[0] + positive[-1]) if positive.size else math.inf

    @property
    def rank(self) -> int:
        """The number of directions along which J curves."""
        return int(np.count_nonzero(self.eigenvalues))

    @property
    def condition(self) -> float:
        """The condition number: the largest |λ| over the smallest that isn't 0; 1 where all are 0."""
        sizes = np.abs(self.eigenvalues[self.eigenvalues != 0])
        return float(sizes.max() / sizes.min()) if sizes.size else 1.0

    @property
    def factors(self) -> Array:
        """1 − ηλ [D]: by what an epoch multiplies the error along each direction."""
        return 1 - self._steps

    @cached_property
    def logs(self) -> Array:
        """log |1 − ηλ| [D], see `log_factors`."""
        return log_factors(self._steps)

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """What the weights do along each of the D directions if the start has a component along it."""
        return tuple(map(regime, self._steps.tolist(), self.slopes.tolist()))

    def along(self, *regimes: Regime) -> list[int]:
        """The directions with one of these regimes along which the start is off the optimum.

        In the order of their share of the excess cost, the largest first.
        """
        known = [i for i, found in enumerate(self.regimes) if found in regimes and self.taking_part[i]]
        return sorted(known, key=lambda i: -abs(float(self.initial_excess[i])))

    @property
    def taking_part(self) -> NDArray[np.bool_]:
        """[D]: whether the start is off the optimum along each direction, or J falls straight down along it."""
        return np.not_equal(self.initial_error, 0) | self._sliding

    def along_unbounded(self) -> list[int]:
        """The directions along which J falls without end, and the start is not at rest."""
        return np.flatnonzero(self.taking_part & ((self.eigenvalues < 0) | self._sliding)).tolist()

    @property
    def left_to_rounding(self) -> bool:
        """Whether some direction grows, but the start has no component along it: rounding decides when it does."""
        return Regime.DIVERGING in self.regimes and not self.along(Regime.DIVERGING)

    @property
    def unbounded(self) -> bool:
        """Whether J has no optimum: it curves away from it, or falls straight down for ever."""
        return bool((self.eigenvalues < 0).any() or self._sliding.any())

    @cached_property
    def initial_excess(self) -> Array:
        """½ λ c² [D], c the initial error: each direction's share of J − J* at the start (of J* − J to maximise)."""
        with np.errstate(over="ignore"):  # in this order, c² need not be in range
            return np.asarray(0.5 * (self.eigenvalues * self.initial_error) * self.initial_error)

    @cached_property
    def rounding(self) -> float:
        """How much rounding may change J at its optimum: the rounding of J plus that of the weights."""
        few = 4 * len(self.centre) * EPS
        with np.errstate(all="ignore"):
            optimum, start = (self.directions @ a for a in (self.centre, self.centre + self.initial_error))
            # Each weight is rounded in its own unit, which can be far from another's.
            along = few * (np.abs(self.directions).T @ (np.abs(optimum) + np.abs(start)))
            curvature = np.maximum(self.eigenvalues, 0.0)
            return float(few * abs(self.problem.cost(optimum)) + 0.5 * (curvature @ along**2))

    @property
    def at_optimum(self) -> bool:
        """Whether the start is the optimum, as far as rounding lets J tell them apart."""
        if self.local or self.unbounded:
            return False
        excess = float(self.initial_excess.sum())
        return excess == 0 or excess < self.rounding

    @property
    def slowest(self) -> int | None:
        """The direction that converges last, of those that converge and are not there yet; None where there is none.

        Of equally slow ones, the one with the largest share of the excess cost.
        """
        closing = self.along(Regime.SHRINKING, Regime.OVERSHOOTING)  # the largest share first
        if not closing:
            return None
        slowest = max(self.logs[closing])
        # Equal eigenvalues come out of their computation a few roundings apart.
        return next(i for i in closing if self.logs[i] >= slowest * (1 + 1e-9))

    def costs_by_direction(self, epochs: ArrayLike) -> Array:
        """½ λ c² (1 − ηλ)²ᵗ at each of the K epochs t [K]: [K, D]. They add up to J − J*."""
        t = np.asarray(epochs, dtype=np.float64)[..., None]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(self.initial_excess == 0, 0.0, self.initial_excess * np.exp(2 * t * self.logs))

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
