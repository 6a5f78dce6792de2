"""A run beside what theory predicted of it: how far it came, and whether it could arrive."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from gd.arguments import Arguments
from gd.arrays import Array
from gd.least_squares import LeastSquares
from gd.optimizers import Momentum
from gd.problem import Explained
from gd.run import Run, Stop
from gd.schedules import CONSTANT
from gd.theory.forecast import Forecast
from gd.theory.heavy_ball import HeavyBall
from gd.theory.milestones import epochs_to
from gd.theory.optimum import has_kink, optimum_of
from gd.theory.predict import forecast, largest_stable_rate
from gd.theory.regime import ROUNDING, Regime

CLOSE = 1e-3
"""A run has converged where no more than this share of the possible change of J is left."""
RECENT = 10
"""A run with momentum or batches has converged if so little was left all through the last 1/RECENT of its record."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """What theory and the record say of a run. Each part is computed once, when it is first asked for."""

    arguments: Arguments[Explained]
    run: Run

    @classmethod
    def before_a_run(cls, given: Arguments[Explained]) -> Self:
        """What can be said before any epoch is run."""
        start, cost = np.array(given.start, ndmin=2), np.array([given.problem.cost(given.start)])
        return cls(given, Run(np.array([0]), start, cost, Stop.EPOCHS, next_change=math.nan))

    @property
    def problem(self) -> Explained:
        """The cost that was descended on."""
        return self.arguments.problem

    @property
    def expected(self) -> Forecast | None:
        """The forecast of plain descent; None with another optimizer, or where J's curvature isn't finite."""
        return self.at_start if self.arguments.plain else None

    @cached_property
    def at_start(self) -> Forecast | None:
        """The forecast as if the optimizer were plain: what it says of J and of the start holds for any optimizer."""
        given = self.arguments
        try:
            return forecast(given.problem, given.start, given.learning_rate, given.goal)
        except ValueError:
            return None

    @cached_property
    def heavy_ball(self) -> HeavyBall | None:
        """The theory of heavy-ball momentum; None where it doesn't apply.

        It is for that optimizer alone, at a constant rate, with all rows at once, and on a quadratic J.
        """
        given, start = self.arguments, self.at_start
        if not isinstance(given.optimizer, Momentum) or given.batches or given.schedule != CONSTANT:
            return None
        return None if start is None or start.local else HeavyBall(start.eigenvalues, given.optimizer.momentum)

    @cached_property
    def regimes(self) -> tuple[Regime, ...] | None:
        """What the weights do along each of the D directions; None where no theory applies."""
        start, ball = self.at_start, self.heavy_ball
        if start is None or start.local:
            return None
        if ball:
            steps = self.arguments.learning_rate * start.eigenvalues
            return tuple(map(ball.regime, steps.tolist(), start.slopes.tolist()))
        return start.regimes if self.arguments.plain else None

    def along(self, *regimes: Regime) -> list[int]:
        """The directions that theory gives one of these regimes, and along which the start is off the optimum."""
        if (start := self.at_start) is None or self.regimes is None:
            return []
        return [i for i, found in enumerate(self.regimes) if found in regimes and start.taking_part[i]]

    @cached_property
    def optimum(self) -> Array | None:
        """The weights of the optimum [D], or of one near the end of the run, see `optimum_of`; None where none is."""
        return optimum_of(self.problem, self.arguments.goal, lambda: self.run)

    @property
    def last_epoch(self) -> int:
        """The number of the last epoch run."""
        return int(self.run.epochs[-1])

    @cached_property
    def suboptimality(self) -> Array | None:
        """(J − J*) / (J₀ − J*): the share of the possible change of J that was left at each recorded epoch: [K].

        If the run starts at the optimum, the share is 0 there and infinite elsewhere. None if there is no optimum.
        """
        start = self.at_start
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

    @cached_property
    def enough(self) -> float:
        """The share of the possible change of J at which a run has converged if no more is left: CLOSE.

        For a regression no more than CLOSE may be left of what predicting the mean of the target leaves either: a start
        far from the mean makes its way there look like nearly all that is to be done. Never less than rounding.
        """
        start, at_mean = self.at_start, self._excess_of_mean
        if start is None or at_mean is None or not (whole := float(start.initial_excess.sum())):
            return CLOSE
        share = max(CLOSE * at_mean, start.rounding) / whole
        return share if share < CLOSE * (1 - 1e-9) else CLOSE  # a start at the mean is no further than the mean

    @property
    def explains_nothing(self) -> bool:
        """Whether, but for rounding, no weights of a regression are better than predicting the mean of the target."""
        start, at_mean = self.at_start, self._excess_of_mean
        return start is not None and at_mean is not None and CLOSE * at_mean <= start.rounding

    @property
    def _excess_of_mean(self) -> float | None:
        """J − J* of predicting the mean of the target; None if this is no regression with an intercept."""
        constant = self.problem.constant if isinstance(self.problem, LeastSquares) else None
        return None if constant is None or self.at_start is None else float(self.at_start.costs(constant))

    @property
    def close(self) -> bool:
        """Whether no more than `enough` is left.

        A run with momentum or batches can pass through the optimum: for it this must hold over the last part of the
        record, see RECENT.
        """
        if self.suboptimality is None:
            return False
        last = 1 if self.arguments.plain else 1 + len(self.suboptimality) // RECENT
        return bool((self.suboptimality[-last:] <= self.enough).all())

    @cached_property
    def epochs_needed(self) -> int | None:
        """The epoch at which theory predicts that the run has converged; None if never, or if no theory applies."""
        if self.expected is None or self.expected.local:
            return None
        return epochs_to(self.expected, self.enough)

    @cached_property
    def limit_at_optimum(self) -> float:
        """The stability limit at the optimum, above which no run settles there; infinite at a kink or if none is."""
        problem, w, goal = self.problem, self.optimum, self.arguments.goal
        return math.inf if w is None or has_kink(problem, w) else largest_stable_rate(problem, w, goal)

    @property
    def cannot_settle(self) -> bool:
        """Whether, J not being quadratic, the rate of plain descent is above the limit at the optimum."""
        above = self.arguments.learning_rate > self.limit_at_optimum * (1 + ROUNDING)
        return self.arguments.plain and self.problem.spectrum is None and above

    @property
    def next_change(self) -> float:
        """The largest change of a weight that one more epoch would make."""
        return self.run.next_change

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
