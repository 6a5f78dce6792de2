"""What theory says of the heavy ball on a quadratic before it rolls (Polyak 1964; Goh, Why Momentum Really Works,
Distill 2017, doi:10.23915/distill.00006).

Along a direction with eigenvalue λ, with v ← βv + λx and x ← x − ηv for the distance x from the optimum, three epochs
on end are tied by x″ = (1 + β − ηλ) x′ − βx. So x is a sum of powers zᵗ of the roots of z² − (1 + β − ηλ) z + β = 0.
"""

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array
from gd.problems import MAXIMISE, MINIMISE
from gd.spectrum import Spectrum
from gd.theory.regime import ROUNDING


class Roll(Enum):
    """What the heavy ball does along a direction, as a phrase for people."""

    OVERDAMPED = "closes in from one side"
    OSCILLATING = "swings round the optimum and still closes in"
    ALTERNATING = "overshoots in every epoch and still closes in"
    CYCLING = "jumps back and forth for ever"
    GROWING = "moves ever further away"
    STILL = "never moves"


@dataclass(frozen=True, eq=False)
class MomentumForecast:
    """A run of `Momentum(momentum)` with a constant rate, foretold."""

    learning_rate: float
    """η"""
    momentum: float
    """β"""
    eigenvalues: Array
    """λ [D], rising, of the Hessian of J, or of −J to maximise: those of a `Forecast`."""
    slopes: Array
    """β of the `Forecast` [D], not zero where J falls straight down a direction in which it doesn't curve."""

    @property
    def largest_stable_rate(self) -> float:
        """2(1 + β)/λ_max; infinite where nothing curves towards the optimum."""
        steepest = float(self.eigenvalues[-1])
        return 2 * (1 + self.momentum) / steepest if steepest > 0 else math.inf

    @property
    def roots(self) -> NDArray[np.complex128]:
        """Both roots z of z² − (1 + β − ηλ) z + β = 0 along each direction, the larger first: [D, 2]."""
        half = (1 + self.momentum - self._steps) / 2
        root = np.sqrt(self._discriminants.astype(np.complex128)) / 2
        # The sum that doesn't cancel. The other follows from z₁z₂ = β.
        large = half + np.where(half < 0, -root, root)
        return np.stack([large, np.divide(self.momentum, large, out=np.zeros_like(large), where=large != 0)], axis=1)

    @property
    def factors(self) -> Array:
        """max |z| [D]: what an epoch multiplies the distance along each direction by, in the long run."""
        return np.asarray(np.abs(self.roots).max(axis=1))

    @property
    def rolls(self) -> tuple[Roll, ...]:
        """What the ball does along each of the D directions, wherever on it it starts."""
        return tuple(map(self._roll, self._steps.tolist(), self.slopes.tolist(), self._discriminants.tolist()))

    def ways_left(self, epochs: int) -> Array:
        """x after so many epochs, of an x that begins at 1: [D]. Not finite where it overflows."""
        # (x, v) ← M (x, v), with η in v: v ← βv + ηλx, x ← x − v.
        ones, beta = np.ones_like(self._steps), np.full_like(self._steps, self.momentum)
        M = np.stack([np.stack([ones - self._steps, -beta], axis=-1), np.stack([self._steps, beta], axis=-1)], axis=-2)
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(np.linalg.matrix_power(M, epochs)[:, 0, 0])

    @property
    def _steps(self) -> Array:
        """ηλ [D]."""
        return self.learning_rate * self.eigenvalues

    @property
    def _discriminants(self) -> Array:
        """(1 + β − ηλ)² − 4β [D], as ((1 − √β)² − ηλ)((1 + √β)² − ηλ); where that is rounding, exactly 0."""
        root = math.sqrt(self.momentum)
        near, far = (1 - root) ** 2 - self._steps, (1 + root) ** 2 - self._steps
        noise = 4 * EPS * (1 + np.abs(self._steps))
        return np.where((np.abs(near) <= noise) | (np.abs(far) <= noise), 0.0, near * far)

    def _roll(self, step: float, slope: float, discriminant: float) -> Roll:
        edge = 2 * (1 + self.momentum)
        if step == 0:
            return Roll.GROWING if slope else Roll.STILL
        if abs(step - edge) <= edge * ROUNDING:
            return Roll.CYCLING
        if not 0 < step < edge:
            return Roll.GROWING
        if discriminant < 0:
            return Roll.OSCILLATING
        return Roll.OVERDAMPED if step <= (1 + self.momentum) * (1 + ROUNDING) else Roll.ALTERNATING


def momentum_forecast(
    spectrum: Spectrum, learning_rate: float, momentum: float, goal: str = MINIMISE
) -> MomentumForecast:
    """The forecast on a quadratic with that spectrum."""
    eigenvalues, slopes = spectrum.eigenvalues, spectrum.slopes
    if goal == MAXIMISE:  # descent on −J, whose eigenvalues rise the other way round
        eigenvalues, slopes = 0.0 - eigenvalues[::-1], 0.0 - slopes[::-1]
    return MomentumForecast(learning_rate, momentum, eigenvalues, slopes)


@dataclass(frozen=True)
class Fastest:
    """The heavy ball's settings with which the slowest direction of a quadratic is as fast as can be."""

    learning_rate: float
    momentum: float

    @property
    def factor(self) -> float:
        """√β: what an epoch multiplies the distance by in the long run, along every direction."""
        return math.sqrt(self.momentum)


def fastest(eigenvalues: Array) -> Fastest | None:
    """η = (2/(√λ_max + √λ_min))² and β = ((√κ − 1)/(√κ + 1))², from the λ above 0 and κ = λ_max/λ_min (Polyak 1964).

    eigenvalues: [D], rising. None where none is above 0.
    """
    positive = eigenvalues[eigenvalues > 0]
    if not positive.size:
        return None
    low, high = math.sqrt(positive[0]), math.sqrt(positive[-1])
    return Fastest((2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2)
