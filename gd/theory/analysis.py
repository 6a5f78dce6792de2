"""A run beside what theory predicted of it: how far it came, and whether it could arrive."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gd.arguments import Arguments
from gd.arrays import Array
from gd.optimizers import Momentum
from gd.problem import MAXIMISE, Explained
from gd.run import Run
from gd.schedules import CONSTANT
from gd.theory.forecast import Forecast
from gd.theory.heavy_ball import HeavyBall
from gd.theory.milestones import epochs_to
from gd.theory.predict import forecast, largest_stable_rate
from gd.theory.regime import ROUNDING

ARRIVED = 1e-3
"""A run has arrived where no more than this share of the possible change of J is left."""
RECENT = 10
"""A run with momentum or batches has arrived if it has stayed within ARRIVED for the last 1/RECENT of its record."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """What theory and the record say of a run. Each part is computed once, when it is first asked for."""

    arguments: Arguments[Explained]
    """What the run was given."""
    run: Run

    @property
    def problem(self) -> Explained:
        """The cost that was descended on."""
        return self.arguments.problem

    @property
    def expected(self) -> Forecast | None:
        """The forecast of plain descent; None with another optimizer, or if the curvature at the start isn't finite."""
        return self._at_start if self.arguments.plain else None

    @cached_property
    def _at_start(self) -> Forecast | None:
        """The forecast as if the optimizer were plain: what it says of J and of the start holds for any optimizer."""
        given = self.arguments
        try:
            return forecast(given.problem, given.start, given.learning_rate, given.goal)
        except ValueError:
            return None

    @cached_property
    def heavy_ball(self) -> HeavyBall | None:
        """The theory of heavy-ball momentum; None where it doesn't apply.

        It is for that optimizer alone, a constant rate, all rows at once, and a quadratic J.
        """
        given, start = self.arguments, self._at_start
        if not isinstance(given.optimizer, Momentum) or given.batches or given.schedule != CONSTANT:
            return None
        if start is None or start.local:
            return None
        return HeavyBall(start.eigenvalues, given.optimizer.momentum)

    @cached_property
    def optimum(self) -> Array | None:
        """The weights of the optimum [D]: None where there is none, or where the run goes the other way."""
        return self.problem.exact() if self.arguments.goal == self.problem.goal else None

    @property
    def last_epoch(self) -> int:
        """The number of the last epoch run."""
        return int(self.run.epochs[-1])

    @cached_property
    def suboptimality(self) -> Array | None:
        """(J − J*) / (J₀ − J*): the share of the possible change of J that was left at each of the K recorded epochs.

        Shape [K]. If the run starts at the optimum, the share is 0 there and infinite elsewhere. None if there is no
        optimum.
        """
        start = self._at_start
        if start is None or start.local:
            return self._suboptimality_by_costs()
        if start.unbounded:
            return None
        excess, whole = start.costs(self.run.weights), float(start.initial_excess.sum())
        return _shares(excess, whole) if whole else _shares(np.where(excess <= start.rounding, 0.0, excess), 0.0)

    @property
    def left(self) -> float | None:
        """The suboptimality at the end."""
        return None if self.suboptimality is None else float(self.suboptimality[-1])

    @property
    def began_at_optimum(self) -> bool:
        """Whether the start is the optimum already, as far as rounding lets J tell."""
        return self.suboptimality is not None and self.suboptimality[0] == 0

    @property
    def arrived(self) -> bool:
        """Whether a share of at most ARRIVED is left.

        A run with momentum or batches can pass through the optimum and leave it again. For such a run this must hold
        over the last part of the record, see RECENT.
        """
        if self.suboptimality is None:
            return False
        last = 1 if self.arguments.plain else 1 + len(self.suboptimality) // RECENT
        return bool((self.suboptimality[-last:] <= ARRIVED).all())

    @cached_property
    def epochs_needed(self) -> int | None:
        """The epoch at which theory predicts that the run arrives; None if never, or if no theory applies."""
        if self.expected is None or self.expected.local:
            return None
        return epochs_to(self.expected, ARRIVED)

    @cached_property
    def next_change(self) -> float:
        """The largest change of a weight that one more update of plain descent would make.

        With another optimizer, whose next update isn't known: the largest change since the previous recorded epoch.
        """
        w = self.run.final_weights
        if not self.arguments.plain:
            return float(np.abs(w - self.run.weights[-2]).max()) if len(self.run.epochs) > 1 else 0.0
        with np.errstate(all="ignore"):
            w_next = w - self.arguments.learning_rate * self.problem.gradient(w)
            return float(np.abs(w_next - w).max())

    @cached_property
    def max_stable_rate(self) -> float:
        """The largest stable rate at the optimum of a J that isn't quadratic; infinite if there is no optimum.

        Infinite for a quadratic too: its forecast has the largest stable rate, the same everywhere.
        """
        if self.optimum is None or self.problem.spectrum is not None:
            return math.inf
        return largest_stable_rate(self.problem, self.optimum, self.arguments.goal)

    @property
    def above_max_stable_rate(self) -> bool:
        """Whether, J not being quadratic, the rate is so large that a run leaves even from close to the optimum."""
        return self.arguments.learning_rate > self.max_stable_rate * (1 + ROUNDING)

    def _suboptimality_by_costs(self) -> Array | None:
        """The suboptimality from the recorded costs: where they are the optimum's to rounding, nothing is left."""
        if self.optimum is None:
            return None
        best = self.problem.cost(self.optimum)
        excess = np.abs(self.run.costs - best)
        excess = np.where(excess <= ROUNDING * abs(best), 0.0, excess)
        return _shares(excess, float(excess[0]))


def _shares(excess: Array, whole: float) -> Array:
    """excess / whole [K]; 0 or infinite where `whole` is 0."""
    with np.errstate(over="ignore"):
        return np.asarray(excess / whole if whole else np.where(excess > 0, np.inf, 0.0))


def optimum_name(goal: str) -> str:
    """What a run with this goal looks for: a minimum or a maximum."""
    return "maximum" if goal == MAXIMISE else "minimum"
