"""The course that a run took, beside the one foretold: how far it came, and whether it could arrive."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gd.arrays import Array
from gd.descent import Run
from gd.experiments.experiment import Experiment
from gd.experiments.method import optimizer_of
from gd.optimizers import Momentum
from gd.problems import MAXIMISE
from gd.schedules import CONSTANT
from gd.theory.forecast import Forecast, forecast, largest_stable_rate
from gd.theory.heavy_ball import MomentumForecast, momentum_forecast
from gd.theory.milestones import epochs_to
from gd.theory.regime import ROUNDING

ARRIVED = 1e-3
"""The share of J's way to its best that may be left where a run counts as arrived."""


@dataclass(frozen=True, eq=False)
class Course:
    """A run, and what theory says of it. All of it is computed once, where it is first asked for."""

    experiment: Experiment
    run: Run

    @property
    def expected(self) -> Forecast | None:
        """The forecast; None of another optimizer than plain, and where the curvature at the start is not finite."""
        return self._of_plain_descent if self.experiment.settings.plain else None

    @cached_property
    def _of_plain_descent(self) -> Forecast | None:
        """The forecast as if the optimizer were plain: what it says of J and of the start is true of any optimizer."""
        s = self.experiment.settings
        try:
            return forecast(self.experiment.problem, self.experiment.start, s.learning_rate, s.goal)
        except ValueError:
            return None

    @cached_property
    def rolling(self) -> MomentumForecast | None:
        """The heavy ball's forecast; None of another optimizer, falling rate or batches, or if J isn't quadratic."""
        s, spectrum = self.experiment.settings, self.experiment.problem.spectrum
        optimizer = optimizer_of(s)
        if spectrum is None or s.batch or s.schedule != CONSTANT.name or not isinstance(optimizer, Momentum):
            return None
        return momentum_forecast(spectrum, s.learning_rate, optimizer.momentum, s.goal)

    @property
    def last(self) -> int:
        """The number of the last epoch run."""
        return int(self.run.epochs[-1])

    @property
    def optimum(self) -> str:
        """What the run looks for, as a word."""
        return optimum(self.experiment)

    @cached_property
    def ways_left(self) -> Array | None:
        """(J − J*) / (J₀ − J*): the share of J's way to its best that was left at each of the K recorded epochs, [K].

        Where the start is the optimum already there is no way: 0 at the optimum, infinite away from it. None where
        there is no optimum.
        """
        start = self._of_plain_descent
        if start is None or start.local:
            return self._measured()
        if start.unbounded:
            return None
        excess, whole = start.costs(self.run.weights), float(start.parts.sum())
        return _shares(excess, whole) if whole else _shares(np.where(excess <= start.rounding, 0.0, excess), 0.0)

    @property
    def left(self) -> float | None:
        """The share of the way that is left at the end."""
        return None if self.ways_left is None else float(self.ways_left[-1])

    @property
    def began_there(self) -> bool:
        """Whether the start is the optimum already, as far as rounding lets J tell."""
        return self.ways_left is not None and self.ways_left[0] == 0

    @property
    def arrived(self) -> bool:
        """Whether no more than the share ARRIVED is left.

        An optimizer with momentum, or with batches, can pass through the optimum and leave it again: of those, whether
        that is so of the last tenth of what is recorded.
        """
        if self.ways_left is None:
            return False
        last = 1 if self.experiment.settings.plain else 1 + len(self.ways_left) // 10
        return bool((self.ways_left[-last:] <= ARRIVED).all())

    @cached_property
    def needed(self) -> int | None:
        """The epoch at which it has arrived, as foretold; None where that never is, or nothing is foretold."""
        if self.expected is None or self.expected.local:
            return None
        return epochs_to(self.expected, ARRIVED)

    @cached_property
    def next_change(self) -> float:
        """By how much one more update would change the weight that it changes most; of other optimizers than plain,
        by how much it has changed since the record before.
        """
        w = self.run.final_weights
        if not self.experiment.settings.plain:
            return float(np.abs(w - self.run.weights[-2]).max()) if len(self.run.epochs) > 1 else 0.0
        with np.errstate(all="ignore"):
            w_next = w - self.experiment.settings.learning_rate * self.experiment.problem.gradient(w)
            return float(np.abs(w_next - w).max())

    @cached_property
    def edge(self) -> float:
        """The largest stable rate at the optimum of a J that isn't quadratic; infinite where nothing is known of it."""
        exact, problem = self.experiment.exact, self.experiment.problem
        if exact is None or problem.spectrum is not None:
            return math.inf
        return largest_stable_rate(problem, exact, self.experiment.settings.goal)

    @property
    def above_edge(self) -> bool:
        """Whether even from close to the optimum the run would leave it, J not being quadratic."""
        return self.experiment.settings.learning_rate > self.edge * (1 + ROUNDING)

    def _measured(self) -> Array | None:
        """The same by the costs alone: where they are the optimum's to rounding, nothing is left."""
        if self.experiment.exact is None:
            return None
        best = self.experiment.problem.cost(self.experiment.exact)
        away = np.abs(self.run.costs - best)
        away = np.where(away <= ROUNDING * abs(best), 0.0, away)
        return _shares(away, float(away[0]))


def _shares(excess: Array, whole: float) -> Array:
    """How much of the whole is left, where so much is: of nothing, nothing, or infinitely much."""
    with np.errstate(over="ignore"):
        return np.asarray(excess / whole if whole else np.where(excess > 0, np.inf, 0.0))


def optimum(experiment: Experiment) -> str:
    """What a run looks for, as a word."""
    return "maximum" if experiment.settings.goal == MAXIMISE else "minimum"
