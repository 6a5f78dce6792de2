"""What `descend` is given, as one record, and what has to hold before it begins."""

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from gd.arrays import Array
from gd.batches import Batched, Batches
from gd.optimizer import PLAIN, Optimizer
from gd.problem import MAXIMISE, MINIMISE, Problem, descent_sign, place, undefined_at
from gd.schedules import CONSTANT, Schedule

P_co = TypeVar("P_co", bound=Problem, covariant=True)


@dataclass(frozen=True, eq=False)
class Arguments(Generic[P_co]):
    """The arguments of `descend` that decide a run, by the same names: `descend(**vars(arguments))` is that run."""

    problem: P_co
    start: Array
    """[D]"""
    learning_rate: float
    epochs: int
    tolerance: float = 0.0
    optimizer: Optimizer = PLAIN
    schedule: Schedule = CONSTANT
    batches: Batches | None = None
    goal: str = MINIMISE

    @property
    def plain(self) -> bool:
        """Whether this is plain descent at a constant rate with all rows at once, which convergence theory covers."""
        return self.optimizer == PLAIN and self.schedule == CONSTANT and self.batches is None

    @property
    def can_leap(self) -> bool:
        """Whether a closed form gives any epoch without running those before it: plain descent on a quadratic."""
        return self.plain and getattr(self.problem, "spectrum", None) is not None

    @property
    def signed_rate(self) -> float:
        """η to descend and −η to climb: an update is w ← w − signed_rate · ∇J(w)."""
        return descent_sign(self.goal) * self.learning_rate

    def check(self) -> None:
        """Raise ValueError, in plain words, if a run can't begin with these arguments."""
        _check_numbers(self)
        _check_problem(self.problem, self.start)
        _check_method(self)


def _check_numbers(given: Arguments[Problem]) -> None:
    names, epochs = given.problem.names, given.epochs
    if len(given.start) != len(names):
        raise ValueError(
            f"The start has {len(given.start)} numbers, but the problem has {len(names)} weights: {', '.join(names)}."
        )
    if not (math.isfinite(given.learning_rate) and given.learning_rate > 0):
        raise ValueError(f"The learning rate is {given.learning_rate}, but a finite number above 0 is wanted.")
    if not (math.isfinite(epochs) and epochs >= 0 and epochs == int(epochs)):
        raise ValueError(f"The number of epochs is {epochs}, but a whole number of at least 0 is wanted.")
    if not given.tolerance >= 0:
        raise ValueError(f"The tolerance is {given.tolerance}, but a number of at least 0 is wanted.")
    if given.goal not in (MINIMISE, MAXIMISE):
        raise ValueError(f"The goal is {given.goal!r}, but {MINIMISE!r} or {MAXIMISE!r} is wanted.")


def _check_problem(problem: Problem, start: Array) -> None:
    with np.errstate(all="ignore"):
        if not math.isfinite(problem.cost(start)):
            if what := undefined_at(problem, start):
                where = place(problem, start)
                raise ValueError(f"J has no value at the start, {where}: it would need {what}. Start elsewhere.")
            raise ValueError("The cost is not a finite number at the start. Start closer to the optimum.")
        shape = np.shape(problem.gradient(start))
    if shape != start.shape:
        raise ValueError(f"The gradient has the shape {shape}, but {start.shape}, that of the weights, is wanted.")


def _check_method(given: Arguments[Problem]) -> None:
    with np.errstate(all="ignore"):
        given.optimizer.begin(given.problem, given.start)
    if given.batches and not isinstance(given.problem, Batched):
        raise ValueError("Batches are made of rows, and this problem keeps none. Run it on the whole, without batches.")
    if given.optimizer.finds_own_rate and given.batches:
        raise ValueError("Exact line search needs the whole cost, not a batch's. Leave out the batches.")
    if given.optimizer.finds_own_rate and given.schedule != CONSTANT:
        raise ValueError("Exact line search finds its own rate, so no schedule has a say. Leave it out.")
