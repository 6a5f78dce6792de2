"""Gradient descent: w ← w − η ∇J(w), and the record of a run."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import Array, matrix
from gd.leap import costs_at, finite, first_settled, last_finite
from gd.problems import MAXIMISE, MINIMISE, Problem
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
    goal: str = MINIMISE,
    keep: int = 2000,
    progress: Progress | None = None,
) -> Run:
    """Gradient descent with a constant rate: w ← w − η ∇J(w), or + η ∇J(w) to maximise.

    start: [D]. learning_rate: η > 0. epochs: how many updates at most, 0 or more. tolerance: the run ends after an
    epoch in which every weight changed by less; 0 never ends it. goal: "minimise" or "maximise". keep: how many
    epochs to record at most, 2 or more. progress: called with each epoch of that schedule once it has been run; what it raises ends the run.

    Where not every epoch is recorded and the problem has a `spectrum`, the gaps are leapt over: the same run, to
    rounding, but 10⁹ epochs take no longer than the recorded ones.

    Divergence is an outcome, not an error: the run stops before the first update with a number that isn't finite.
    ValueError where an argument is not as said here, J isn't finite at the start, or its gradient isn't [D].
    """
    w = matrix(start, "The start", 1).copy()
    _check(problem, w, learning_rate, epochs, tolerance, goal, keep)
    epochs = int(epochs)
    step = learning_rate if goal == MINIMISE else -learning_rate
    schedule = recorded_epochs(epochs, keep)
    spectrum: Spectrum | None = getattr(problem, "spectrum", None) if len(schedule) <= epochs else None
    walked = np.count_nonzero(schedule == np.arange(len(schedule))) if spectrum else len(schedule)
    with np.errstate(all="ignore"):
        history, stop = _walk(problem, w, step, schedule[:walked], tolerance, progress)
        if spectrum and stop is Stop.EPOCHS:
            leaps, stop = _leap(problem, spectrum, history[-1], step, schedule[walked:], tolerance, progress)
            history += leaps
    recorded, weights, costs = zip(*history, strict=True)
    return Run(np.array(recorded), np.array(weights), np.array(costs), stop)


def _walk(
    problem: Problem, w: Array, step: float, schedule: Epochs, tolerance: float, progress: Progress | None
) -> tuple[list[Record], Stop]:
    """Epoch by epoch, as the textbook has it: what the loop records at the epochs of the schedule, and why it ends."""
    scheduled = set(schedule.tolist())
    stop = Stop.EPOCHS
    latest = 0, w, problem.cost(w)
    history = [latest]
    for epoch in range(1, int(schedule[-1]) + 1):
        w_next = w - step * problem.gradient(w)
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
    problem: Problem,
    spectrum: Spectrum,
    base: Record,
    step: float,
    schedule: Epochs,
    tolerance: float,
    progress: Progress | None,
) -> tuple[list[Record], Stop]:
    """What `_walk` would go on to record from its latest record on, and why it would end, without the walk."""
    now, w, _ = base
    if not problem.gradient(w).any():
        step = 0.0  # Here the loop stays for good. The rounding of the directions shall not start it off.
    ahead = int(schedule[-1]) - now
    last = last_finite(problem, spectrum, w, step, ahead)
    stop = Stop.EPOCHS if last == ahead else Stop.DIVERGED
    settled = first_settled(spectrum, w, step, last, tolerance) if tolerance > 0 else None
    if settled is not None:
        last, stop = settled, Stop.TOLERANCE
    reached = schedule[schedule <= now + last]
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


def _check(
    problem: Problem, w: Array, learning_rate: float, epochs: int, tolerance: float, goal: str, keep: int
) -> None:
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
