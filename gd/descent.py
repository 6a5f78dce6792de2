"""Gradient descent: w ← w − η ∇J(w), and the record of a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arguments import check_optimizer, check_run
from gd.arrays import Array, matrix
from gd.batches import Batched, Batches
from gd.closed_form import costs_at, finite, first_settled, last_finite
from gd.optimizers import PLAIN, Optimizer
from gd.problems import MINIMISE, Explained, Problem
from gd.schedules import CONSTANT, Schedule
from gd.spectrum import Spectrum

Epochs = NDArray[np.int64]
Progress = Callable[[int], None]
Record = tuple[int, Array, float]


class Stop(Enum):
    """Why a run ended, as a sentence for people."""

    EPOCHS = "All epochs were run."
    TOLERANCE = "In the last epoch every weight changed by less than the tolerance."
    DIVERGED = "The next update would have passed the largest number a computer can hold."


@dataclass(frozen=True, eq=False)
class Run:
    """What descent did. K epochs are recorded: the first, the last, and those between as `recorded_epochs` says."""

    epochs: Epochs
    """[K]: which epochs are recorded; 0 comes first, the last one run (with finite numbers) last."""
    weights: Array
    """[K, D]: `weights[k]` are the weights after `epochs[k]` updates; `weights[0]` is the start."""
    costs: Array
    """[K]: `costs[k]` is J(`weights[k]`)."""
    stop: Stop
    """Why there is no further epoch. Where it is DIVERGED, epoch `epochs[-1] + 1` was not finite."""

    @property
    def final_weights(self) -> Array:
        """The weights after the last epoch: [D]."""
        return np.asarray(self.weights[-1])

    @property
    def final_cost(self) -> float:
        """J after the last epoch."""
        return float(self.costs[-1])


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
    keep: int = 2000,
    progress: Progress | None = None,
) -> Run:
    """Gradient descent: w ← w − η ∇J(w), or + η ∇J(w) to maximise; or the step that another
    optimizer makes of η and ∇J(w).

    start: [D]. learning_rate: η > 0. epochs: how many at most, 0 or more. tolerance: the run ends after an epoch in
    which every weight changed by less; 0 never ends it. optimizer: see `gd.optimizers`. schedule: how η falls over the
    epochs, see `gd.schedules`. batches: an epoch is one pass through the rows in such batches; None makes it one update
    with all of them. goal: "minimise" or "maximise". keep: how many epochs to record at most, 2 or more. progress:
    called with each epoch that is to be recorded, once it has been run; what it raises ends the run.

    Where not every epoch is recorded and `can_leap`, the gaps are leapt over: the same run, to rounding, but 10⁹
    epochs take no longer than the recorded ones.

    Divergence is an outcome, not an error: the run stops before the first epoch with a number that isn't finite.
    ValueError where an argument is not as said here, J isn't finite at the start, its gradient isn't [D], or the
    problem, optimizer, schedule and batches don't go together.
    """
    w = matrix(start, "The start", 1).copy()
    check_run(problem, w, learning_rate, epochs, tolerance, goal, keep)
    check_optimizer(problem, w, optimizer, schedule, batches)
    epochs = int(epochs)
    step = learning_rate if goal == MINIMISE else -learning_rate
    recorded = recorded_epochs(epochs, keep)
    leaping = len(recorded) <= epochs and can_leap(problem, optimizer, schedule, batches)
    walked = np.count_nonzero(recorded == np.arange(len(recorded))) if leaping else len(recorded)
    if _is_plain(optimizer, schedule, batches):
        path = _plain(problem, w, step)
    else:
        path = _optimized(problem, w, optimizer, lambda epoch: schedule(step, epoch - 1, epochs), batches)
    with np.errstate(all="ignore"):
        history, stop = _walk(problem, w, path, recorded[:walked], tolerance, progress)
        if leaping and stop is Stop.EPOCHS:
            leaps, stop = _leap(cast(Explained, problem), history[-1], step, recorded[walked:], tolerance, progress)
            history += leaps
    kept, weights, costs = zip(*history, strict=True)
    return Run(np.array(kept), np.array(weights), np.array(costs), stop)


def can_leap(
    problem: Problem, optimizer: Optimizer = PLAIN, schedule: Schedule = CONSTANT, batches: Batches | None = None
) -> bool:
    """Whether a formula leaps over epochs, so that the number of them doesn't matter: plain descent on a quadratic."""
    return _is_plain(optimizer, schedule, batches) and getattr(problem, "spectrum", None) is not None


def _is_plain(optimizer: Optimizer, schedule: Schedule, batches: Batches | None) -> bool:
    return optimizer == PLAIN and schedule == CONSTANT and batches is None


def _plain(problem: Problem, w: Array, step: float) -> Iterator[Array]:
    """The weights after each epoch, as the textbook has it."""
    while True:
        w = w - step * problem.gradient(w)
        yield w


def _optimized(
    problem: Problem, w: Array, optimizer: Optimizer, rate: Callable[[int], float], batches: Batches | None
) -> Iterator[Array]:
    """The weights after each epoch by an optimizer, with the rate of each epoch and an update for each batch."""
    state, updates = optimizer.begin(problem, w), count(1)
    for epoch in count(1):
        for part in batches.parts(cast(Batched, problem), epoch) if batches else (problem,):
            step, state = optimizer.step(state, part.gradient(w), rate(epoch), next(updates))
            w = w - step
        yield w


def _walk(
    problem: Problem, w: Array, path: Iterator[Array], recorded: Epochs, tolerance: float, progress: Progress | None
) -> tuple[list[Record], Stop]:
    """Along the path epoch by epoch, from w on: what is to be recorded of it, and why it ends."""
    scheduled = set(recorded.tolist())
    stop = Stop.EPOCHS
    latest = 0, w, problem.cost(w)
    history = [latest]
    for epoch in range(1, int(recorded[-1]) + 1):
        w_next = next(path)
        cost = problem.cost(w_next)
        if not finite(w_next, cost):
            stop = Stop.DIVERGED
            break
        settled = tolerance > 0 and np.abs(w_next - w).max() < tolerance
        w = w_next
        latest = epoch, w, cost
        if epoch in scheduled:
            history.append(latest)
            if progress:
                progress(epoch)
        if settled:
            stop = Stop.TOLERANCE
            break
    return history if history[-1] is latest else [*history, latest], stop


def _leap(
    problem: Explained, base: Record, step: float, recorded: Epochs, tolerance: float, progress: Progress | None
) -> tuple[list[Record], Stop]:
    """What `_walk` would go on to record from its latest record on, and why it would end, without the walk."""
    (now, w, _), spectrum = base, cast(Spectrum, problem.spectrum)
    if not problem.gradient(w).any():
        step = 0.0  # Here the loop stays for good. The rounding of the directions shall not start it off.
    ahead = int(recorded[-1]) - now
    last = last_finite(problem, spectrum, w, step, ahead)
    stop = Stop.EPOCHS if last == ahead else Stop.DIVERGED
    settled = first_settled(spectrum, w, step, last, tolerance) if tolerance > 0 else None
    if settled is not None:
        last, stop = settled, Stop.TOLERANCE
    reached = recorded[recorded <= now + last]
    if progress:
        for epoch in reached.tolist():
            progress(epoch)
    epochs = np.union1d(reached, [now + last])
    epochs = epochs[epochs > now]
    weights = spectrum.leap(w, step, epochs - now)
    return list(zip(epochs.tolist(), weights, costs_at(problem, weights).tolist(), strict=True)), stop


def recorded_epochs(epochs: int, keep: int) -> Epochs:
    """Which of the epochs 0 … `epochs` to keep, at most `keep` of them: [K], rising, with the first and the last.

    All of them where they fit. Otherwise every epoch of the first half, in which most happens and short runs end,
    then ever wider steps of equal ratio.
    """
    if epochs < keep:
        return np.arange(epochs + 1)
    dense = np.arange(keep // 2)
    # Backwards from the last, which so is there even where it is the only one.
    thin = np.geomspace(epochs, max(len(dense), 1), keep - len(dense)).round().astype(np.int64)
    return np.union1d(dense, thin)
