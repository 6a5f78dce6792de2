"""What `descend` is given, checked before it begins."""

import math

import numpy as np

from gd.arrays import Array
from gd.batches import Batched, Batches
from gd.optimizers import LineSearch, Optimizer
from gd.problems import MAXIMISE, MINIMISE, Problem
from gd.schedules import CONSTANT, Schedule


def check_run(
    problem: Problem, w: Array, learning_rate: float, epochs: int, tolerance: float, goal: str, keep: int
) -> None:
    """ValueError in plain words where a run can't begin like this."""
    names = problem.names
    if len(w) != len(names):
        raise ValueError(
            f"The start has {len(w)} numbers, but the problem has {len(names)} weights: {', '.join(names)}."
        )
    if not (math.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"The learning rate is {learning_rate}, but a finite number above 0 is wanted.")
    if not (math.isfinite(epochs) and epochs >= 0 and epochs == int(epochs)):
        raise ValueError(f"The number of epochs is {epochs}, but a whole number of at least 0 is wanted.")
    if not tolerance >= 0:
        raise ValueError(f"The tolerance is {tolerance}, but a number of at least 0 is wanted.")
    if goal not in (MINIMISE, MAXIMISE):
        raise ValueError(f"The goal is {goal!r}, but {MINIMISE!r} or {MAXIMISE!r} is wanted.")
    if keep < 2:
        raise ValueError(f"The number of epochs to keep is {keep}, but at least 2 are needed: first and last.")
    with np.errstate(all="ignore"):
        if not math.isfinite(problem.cost(w)):
            raise ValueError("The cost is not a finite number at the start. Start closer to the optimum.")
        shape = np.shape(problem.gradient(w))
    if shape != w.shape:
        raise ValueError(f"The gradient has the shape {shape}, but {w.shape}, that of the weights, is wanted.")


def check_optimizer(
    problem: Problem, w: Array, optimizer: Optimizer, schedule: Schedule, batches: Batches | None
) -> None:
    """ValueError in plain words where optimizer, schedule, batches and problem don't go together."""
    with np.errstate(all="ignore"):
        optimizer.begin(problem, w)
    if batches and not isinstance(problem, Batched):
        raise ValueError("Batches are made of rows, and this problem keeps none. Run it on the whole, without batches.")
    if isinstance(optimizer, LineSearch) and batches:
        raise ValueError("Exact line search needs the whole cost, not a batch's. Leave out the batches.")
    if isinstance(optimizer, LineSearch) and schedule != CONSTANT:
        raise ValueError("Exact line search finds its own rate, so no schedule has a say. Leave it out.")
