"""Gradient descent: w ← w − η ∇J(w)."""

import math
from collections.abc import Iterator
from itertools import count, islice
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from gd.arguments import Arguments
from gd.arrays import Array, matrix
from gd.batches import Batches
from gd.checkpoint import Progress, checkpoint
from gd.closed_form import costs_at, finite, first_settled, last_finite
from gd.optimizers import PLAIN, Optimizer
from gd.problem import MINIMISE, Explained, Problem, place, undefined_at
from gd.run import KEPT, Epochs, Run, Stop, recorded_epochs
from gd.schedules import CONSTANT, Schedule
from gd.updates import after_each_update, plain, updates_per_epoch

Record = tuple[int, Array, float]
"""An epoch, the weights after it [D], and the cost there."""
WALKED = 100
"""Most epochs that are run one by one before a closed form gives the others: it takes about as long as these."""


def descend(
    problem: Problem,
    start: ArrayLike,
    *,
    learning_rate: float,
    epochs: int,
    tolerance: float = 0.0,
    optimizer: Optimizer = PLAIN,
    schedule: Schedule = CONSTANT,
    batches: Batches | None = None,
    goal: str = MINIMISE,
    keep: int = KEPT,
    progress: Progress = checkpoint,
) -> Run:
    """Run gradient descent from a start and record it.

    Every epoch is w ← w − η ∇J(w), or w ← w + η ∇J(w) to maximise. An optimizer computes the step from η and ∇J(w)
    in its own way; with batches, an epoch has such an update for each batch.

    Parameters
    ----------
    problem : Problem
        The cost J of D weights, with its gradient.
    start : array_like [D]
        The initial weights, finite numbers.
    learning_rate : float
        η, above 0. A step has the unit of the weights, so η has that of weights² / cost.
    epochs : int
        How many epochs to run at most, 0 or more.
    tolerance : float
        The run ends after an epoch in which every weight changed by less than this. 0 never ends it.
    optimizer : Optimizer
        How a gradient becomes a step, see `gd.optimizers`.
    schedule : Schedule
        How η falls over the epochs, see `gd.schedules`.
    batches : Batches, optional
        An epoch is one pass through the shuffled rows in such batches, with an update for each. Without, an epoch is
        one update with all rows.
    goal : str
        "minimise" or "maximise".
    keep : int
        How many epochs to record at most, 2 or more; which ones, `recorded_epochs` says.
    progress : callable, optional
        Called before each update with the number of epochs that have been run, a fraction within an epoch of batches.
        Where it returns False the run ends with its last whole epoch; an exception raised there leaves no run.

    Returns
    -------
    Run
        The recorded epochs, and why the run ended. Divergence is an outcome and not an error: the run stops before the
        first epoch with a number that isn't finite.

    Raises
    ------
    ValueError
        An argument is not as said here, J isn't finite at the start, its gradient isn't [D], or the problem, optimizer,
        schedule and batches don't go together.

    Notes
    -----
    For plain descent on a quadratic the weights after any epoch are known in closed form (`gd.closed_form`). Then only
    the first hundred are run one by one, and the other recorded ones follow from it: 10⁹ epochs take no longer than
    those. The result is the same to rounding, unless the run magnifies it along a direction that grows.

    References
    ----------
    A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.

    Examples
    --------
    >>> from gd import PowerSum
    >>> run = descend(PowerSum((2,)), [20], learning_rate=0.1, epochs=3)
    >>> run.weights[:, 0].round(6).tolist()
    [20.0, 16.0, 12.8, 10.24]
    """
    w = matrix(start, "The start", 1).copy()
    given = Arguments(problem, w, learning_rate, epochs, tolerance, optimizer, schedule, batches, goal)
    given.check()
    if keep < 2:
        raise ValueError(f"The number of epochs to keep is {keep}, but at least 2 are needed: first and last.")
    recorded = recorded_epochs(int(epochs), keep)
    every = int(np.count_nonzero(recorded == np.arange(len(recorded))))
    walked = min(every, 1 + WALKED) if given.can_leap else len(recorded)
    updates = plain(given, w) if given.plain else after_each_update(given)
    path = _by_epoch(updates, updates_per_epoch(given), progress)
    with np.errstate(all="ignore"):
        history, stop, undefined, last_change = _walk(given, path, recorded[:walked])
        if walked < len(recorded) and stop is Stop.EPOCHS:
            leaps, stop = _leap(cast(Arguments[Explained], given), history[-1], recorded[walked:])
            history += leaps
            path = plain(given, history[-1][1])
        next_change = math.inf if stop.breaks_off else _next_change(history[-1][1], path, last_change)
    kept, weights, costs = zip(*history, strict=True)
    return Run(np.array(kept), np.array(weights), np.array(costs), stop, next_change, undefined)


def _by_epoch(updates: Iterator[Array], per_epoch: int, progress: Progress) -> Iterator[Array]:
    """The weights [D] after each epoch of so many updates; they end before an update to which `progress` says no."""
    for epoch in count():
        for k in range(per_epoch):
            if not progress(epoch + k / per_epoch):
                return
            w = next(updates)
        yield w


def _next_change(w: Array, path: Iterator[Array], last_change: float) -> float:
    """The largest change of a weight from w [D] in the path's next epoch, as `Run.next_change` describes it."""
    # Momentum turns back where an epoch changes nothing, but never where two in a row do.
    changes = (float(np.abs(w_next - w).max()) for w_next in islice(path, 2))
    change = next(changes, None)
    if change is None:  # the run was interrupted
        return last_change
    change = change or next(changes, 0.0)
    return change if math.isfinite(change) else math.inf


def _walk(given: Arguments[Problem], path: Iterator[Array], recorded: Epochs) -> tuple[list[Record], Stop, str, float]:
    """Run epoch by epoch along the path from the start: what is to be recorded, and why it ended.

    Third, where that is because J has no value: what has none. Fourth, the largest change of a weight in the last
    epoch; NaN if none was run.
    """
    problem, w, tolerance = given.problem, given.start, given.tolerance
    scheduled, stop, undefined = set(recorded.tolist()), Stop.EPOCHS, ""
    latest, before = (0, w, problem.cost(w)), w
    history = [latest]
    for epoch, w_next in zip(range(1, int(recorded[-1]) + 1), path, strict=False):
        cost = problem.cost(w_next)
        if not finite(w_next, cost):
            undefined = _undefined(problem, w, w_next)
            stop = Stop.UNDEFINED if undefined else Stop.DIVERGED
            break
        settled = tolerance > 0 and np.abs(w_next - w).max() < tolerance
        before, w = w, w_next
        latest = epoch, w, cost
        if epoch in scheduled:
            history.append(latest)
        if settled:
            stop = Stop.TOLERANCE
            break
    else:
        if latest[0] < recorded[-1]:
            stop = Stop.INTERRUPTED
    change = float(np.abs(w - before).max()) if latest[0] else math.nan
    return history if history[-1] is latest else [*history, latest], stop, undefined, change


def _undefined(problem: Problem, w: Array, w_next: Array) -> str:
    """What has no value where w [D] or the weights after it are, and where; empty if a number is too large instead."""
    for point in (w, w_next):
        if what := undefined_at(problem, point):
            return f"{what}, at {place(problem, point)}"
    return ""


def _leap(given: Arguments[Explained], base: Record, recorded: Epochs) -> tuple[list[Record], Stop]:
    """What `_walk` would record after `base`, its latest record, and why it would end: by the closed form."""
    problem, spectrum, step = given.problem, given.problem.spectrum, given.signed_rate
    assert spectrum is not None
    now, w, _ = base
    if not problem.gradient(w).any():
        step = 0.0  # The loop stays where the gradient is 0; the rounding of the eigen-directions must not move it.
    ahead = int(recorded[-1]) - now
    last = last_finite(problem, spectrum, w, step, ahead)
    stop = Stop.EPOCHS if last == ahead else Stop.DIVERGED
    settled = first_settled(spectrum, w, step, last, given.tolerance) if given.tolerance > 0 else None
    if settled is not None:
        last, stop = settled, Stop.TOLERANCE
    epochs = np.union1d(recorded[recorded <= now + last], [now + last])
    epochs = epochs[epochs > now]
    weights = spectrum.leap(w, step, epochs - now)
    return list(zip(epochs.tolist(), weights, costs_at(problem, weights).tolist(), strict=True)), stop
