"""How well a regression fits, in the target's own unit: RMSE and R², beside the mean and the best weights."""

import math
from dataclasses import dataclass

import numpy as np

from gd.arrays import Array
from gd.experiments.experiment import Experiment
from gd.factor import CLOSE, Factor
from gd.least_squares import LeastSquares
from gd.text import number, quoted


@dataclass(frozen=True)
class Fit:
    """The root mean squared errors of three predictions of the same target, in its unit.

    Where they are 0 or equal but for rounding, they are exactly so.
    """

    target: str
    rmse: float
    """Of the weights looked at."""
    rmse_of_mean: float
    """Of the mean for every row, the best prediction without a feature; 0 if the target is constant."""
    best_rmse: float
    """Of the exact weights, which no others improve on."""

    @classmethod
    def of(cls, problem: LeastSquares, factor: Factor, weights: Array) -> "Fit":
        """The fit of weights [D] to the rows folded in a factor, which the problem is made from."""
        root_rows = factor.R[0, 0]
        rounding = CLOSE * float(np.linalg.norm(factor.R[:, -1]) / root_rows)
        mean = float(np.linalg.norm(factor.R[1:, -1]) / root_rows)  # without its first row, R is centred
        mean = mean if mean > rounding else 0.0
        errors = [math.sqrt(problem.mse(w)) for w in (weights, problem.exact())]
        final, best = (next((e for e in (0.0, mean) if abs(error - e) <= rounding), error) for error in errors)
        return cls(factor.target, final, mean, min(best, mean, final))

    @property
    def r2(self) -> float:
        """R² of the weights looked at: the share of the target's variance that they explain."""
        return self._explained(self.rmse)

    @property
    def best_r2(self) -> float:
        """The largest R² that any weights reach."""
        return self._explained(self.best_rmse)

    def _explained(self, rmse: float) -> float:
        """1 − (rmse / rmse_of_mean)²; not a number if the target is constant."""
        if self.rmse_of_mean == 0:
            return math.nan
        ratio = rmse / self.rmse_of_mean
        return (1 - ratio) * (1 + ratio)

    @property
    def sentence(self) -> str:
        """Both measures with what they mean, and between which bounds they lie."""
        errors = (
            f"Typical error (RMSE): {number(self.rmse)} in the unit of {quoted(self.target)}; "
            f"predicting the mean: {number(self.rmse_of_mean)}, best possible: {number(self.best_rmse)}."
        )
        if self.rmse_of_mean == 0:
            return f"{errors} There is no R²: the target is the same in every row."
        if self.r2 < 0:
            return f"{errors} R² is negative: predicting the mean for every row would be better."
        explained, best = _share(self.r2, self.rmse), _share(self.best_r2, self.best_rmse)
        return f"{errors} Variance explained (R²): {explained}, best possible: {best}."


def fit_of(experiment: Experiment, weights: Array) -> Fit | None:
    """The fit of a regression's weights [D]; None for any other problem."""
    problem, regression = experiment.problem, experiment.regression
    if not isinstance(problem, LeastSquares) or regression is None:
        return None
    return Fit.of(problem, regression.factor, weights)


def _share(share: float, rmse: float) -> str:
    """A share from 0 to 1, rounded down to three decimals: it is 1 only where no error is left, and 0 only at 0."""
    if rmse == 0 or share == 0:
        return f"{share:g}"
    thousandths = min(math.floor(1000 * share), 999)
    return f"{thousandths / 1000:.3f}" if thousandths else "less than 0.001"
