"""Convergence theory of heavy-ball momentum on a quadratic (Polyak 1964; Goh, Why Momentum Really Works, Distill 2017,
doi:10.23915/distill.00006).

The optimizer is v ← βv + g, w ← w − ηv. Along a direction with eigenvalue λ, the distances x from the optimum at three
successive epochs satisfy x″ = (1 + β − ηλ) x′ − βx, so x is a sum of powers zᵗ of the roots of
z² − (1 + β − ηλ) z + β = 0. The run converges along it where both roots are smaller than 1: for 0 < ηλ < 2(1 + β).
"""

import math
from dataclasses import dataclass

from gd.arrays import Array
from gd.theory.regime import ROUNDING, Regime


@dataclass(frozen=True)
class BestSettings:
    """The learning rate and momentum that make the slowest direction of a quadratic converge fastest."""

    learning_rate: float
    """η = (2/(√λ_max + √λ_min))²"""
    momentum: float
    """β = ((√κ − 1)/(√κ + 1))², with κ = λ_max/λ_min. In the long run every epoch multiplies the distance from the
    optimum by √β, along every direction."""


@dataclass(frozen=True, eq=False)
class HeavyBall:
    """What theory says of heavy-ball descent at a constant rate on a quadratic."""

    eigenvalues: Array
    """λ [D], rising: of the Hessian of J, or of −J to maximise, as in a `Forecast`."""
    momentum: float
    """β, from 0 to below 1."""

    @property
    def largest_stable_rate(self) -> float:
        """2(1 + β)/λ_max; infinite where nothing curves towards the optimum."""
        steepest = float(self.eigenvalues[-1])
        return 2 * (1 + self.momentum) / steepest if steepest > 0 else math.inf

    def regime(self, step: float, slope: float) -> Regime:
        """The regime of a direction with ηλ = `step`; where that is 0, what counts is whether J falls along it.

        It converges from one side, at least in the long run, where both roots are real and above 0.
        """
        if step == 0:
            return Regime.DIVERGING if slope else Regime.STILL
        edge = 2 * (1 + self.momentum)
        if abs(step - edge) <= edge * ROUNDING:
            return Regime.OSCILLATING
        if not 0 < step < edge:
            return Regime.DIVERGING
        return Regime.SHRINKING if step <= (1 - math.sqrt(self.momentum)) ** 2 else Regime.OVERSHOOTING

    @property
    def best(self) -> BestSettings | None:
        """The best settings (Polyak 1964), from the eigenvalues above 0; None where there are none."""
        positive = self.eigenvalues[self.eigenvalues > 0]
        if not positive.size:
            return None
        low, high = math.sqrt(positive[0]), math.sqrt(positive[-1])
        return BestSettings((2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2)
