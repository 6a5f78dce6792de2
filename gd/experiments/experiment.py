"""Experiments: settings, with a table where one is needed, become a problem, a start and a run."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gd import initial
from gd.arguments import Arguments
from gd.arrays import Array
from gd.checkpoint import Progress, checkpoint
from gd.descent import descend
from gd.experiments.budget import check_work
from gd.experiments.scenarios import scenario
from gd.experiments.settings import MAX_BATCH_NUMBERS, MAX_FOLD_WORK, MAX_WEIGHTS, Settings
from gd.least_squares import LeastSquares, Reduction
from gd.likelihood import GaussianLikelihood
from gd.problem import Explained, optimum_name
from gd.run import Run
from gd.tables.regression import Regression, Table, fold_table
from gd.theory.analysis import Analysis
from gd.theory.optimum import is_searched, optimum_of


@dataclass(frozen=True, eq=False)
class Experiment:
    """A problem and its initial weights; with a table, also the regression that the problem is derived from."""

    settings: Settings
    problem: Explained
    start: Array
    """The initial weights [D]."""
    regression: Regression | None = None

    @cached_property
    def exact(self) -> Array | None:
        """The weights [D] at the optimum; None if there is no optimum, or if the run heads away from it.

        Where the problem doesn't know it, a local optimum near the end of the run.
        """
        return optimum_of(self.problem, self.settings.goal, self.run)

    @property
    def optimum_word(self) -> str:
        """What the weights `exact` are called: “exact”, or “local minimum” if there may be better ones; else empty."""
        if self.exact is None:
            return ""
        return "exact" if not is_searched(self.problem) else f"local {optimum_name(self.settings.goal)}"

    @cached_property
    def arguments(self) -> Arguments[Explained]:
        """The arguments of `descend` according to the settings."""
        s = self.settings
        return Arguments(
            self.problem,
            self.start,
            s.learning_rate,
            s.epochs,
            tolerance=s.tolerance,
            optimizer=s.optimizer,
            schedule=s.schedule,
            batches=s.batches,
            goal=s.goal,
        )

    @property
    def in_one_unit(self) -> NDArray[np.bool_]:
        """Which of the weights [D] have one unit in common, so that lengths in weight space mean something.

        Those of a regression that have the target's unit: of the intercept, of a level, of a standardised column.
        """
        if self.regression is not None:
            raw = () if self.settings.scale else self.regression.numeric
            return np.array([name not in raw for name in self.problem.names])
        return np.full(len(self.start), not isinstance(self.problem, GaussianLikelihood))

    @cached_property
    def number(self) -> int:
        """A number that tells this run from others on the page, by its settings, its start and its table."""
        described = repr((self.settings, self.start.tolist())).encode()
        checksum = zlib.crc32(described + (self.regression.factor.R.tobytes() if self.regression else b""))
        return checksum >> 1  # so that each row of a picture needs four bytes for it

    def run(self, progress: Progress = checkpoint) -> Run:
        """Run gradient descent with these settings, once. `progress` is called as `descend` describes."""
        if "completed" not in vars(self):
            vars(self)["completed"] = descend(**vars(self.arguments), progress=progress)
        completed: Run = vars(self)["completed"]
        return completed

    @cached_property
    def analysis(self) -> Analysis:
        """What theory says of the run."""
        return Analysis(self.arguments, self.run())

    def measure(self, w: Array) -> float:
        """The value of the cost curve at w [D]: the mean squared error of a regression, otherwise J."""
        return self.problem.mse(w) if isinstance(self.problem, LeastSquares) else self.problem.cost(w)

    def curve(self, run: Run) -> Array:
        """The cost curve at each of the run's K recorded epochs: [K]."""
        if isinstance(self.problem, LeastSquares):
            return run.costs * self.problem.mse_per_cost
        return run.costs


def prepare(
    settings: Settings, table: Table | None = None, *, fold: Callable[..., Regression] = fold_table
) -> Experiment:
    """Return the experiment that the settings describe, on `table` if their problem is a regression.

    fold: folds the table into a regression; `fold_table` or a cached version of it.

    Raises ValueError (or DataError, a subclass) with an explanation if the columns or initial weights don't fit.
    """
    s, make = settings, scenario(settings.problem).problem
    if make is not None:
        problem = make(s)
        experiment = Experiment(s, problem, _start(s, problem.names))
    elif table is None:
        raise ValueError("Load a table first.")
    else:
        folded = fold(
            table, s.target, s.features, drop_first=s.drop_first, max_columns=MAX_WEIGHTS, max_work=MAX_FOLD_WORK
        )
        fitted = folded.standardised() if s.scale else folded
        reduction = cast(Reduction, s.reduction)
        fitted_problem = fitted.rows(reduction, max_numbers=MAX_BATCH_NUMBERS) if s.batch else fitted.problem(reduction)
        experiment = Experiment(s, fitted_problem, _start(s, fitted.names), fitted)
    check_work(experiment.arguments)
    return experiment


def _start(settings: Settings, names: tuple[str, ...]) -> Array:
    D = len(names)
    match settings.init:
        case "normal":
            return initial.normal(D, settings.seed)
        case "zeros":
            return initial.zeros(D)
        case "ones":
            return initial.ones(D)
    return initial.given(settings.w0, names)
