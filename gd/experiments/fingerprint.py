"""A number of five digits by which two people see whether their runs ended with the same weights."""

import math
from dataclasses import replace

import numpy as np

from gd.arrays import Array
from gd.checkpoint import Progress, checkpoint
from gd.experiments.experiment import Experiment
from gd.least_squares import LeastSquares, Rows
from gd.run import Run, Stop

DIGITS = 5
LENGTH = 12
"""The most characters of a fingerprint: -1.2345e-300."""
APART = 1e-4
"""Fingerprints further apart than this share of the weights are of other weights: twice what writing leaves off."""
ROUNDING = 1e-12
"""What is smaller than this share of the largest weights on the way may be rounding, and isn't compared."""
NUDGE = 1e-13
"""A change of the numbers that a run begins with: hundreds of times what processors round differently."""
ENLARGED = 1e3
"""A run in which a nudge makes more than one part in so many of a difference may owe the difference to rounding."""
LEAST = 1e-300
"""Below this, numbers have fewer digits than others."""


def fingerprint(experiment: Experiment, run: Run) -> str:
    """A weighted mean of the final weights, with five digits of their sizes; one weight is its own fingerprint.

    >>> from gd.experiments.experiment import prepare
    >>> from gd.experiments.scenarios import defaults
    >>> bowl = prepare(defaults("parabola"))
    >>> fingerprint(bowl, bowl.run())
    '0.024759'
    """
    mean, size = (_mean(experiment, weights) for weights in (run.final_weights, np.abs(run.final_weights)))
    if size < LEAST:
        return "0"
    exponent = math.floor(math.log10(size))
    if -4 <= exponent < 6:
        text = f"{mean:.{max(DIGITS - 1 - exponent, 0)}f}"
    else:
        power = 10.0 ** (exponent // 2), 10.0 ** (exponent - exponent // 2)  # one alone may be no number
        text = f"{mean / power[0] / power[1]:.{DIGITS - 1}f}e{exponent}"
    return text if float(text) else "0"


def agrees(given: float, experiment: Experiment, run: Run, progress: Progress = checkpoint) -> bool:
    """Whether a fingerprint may be of this run, made on whatever processor.

    Processors differ in the last digits. Where that decides where a run ends, no other result is called wrong: the run
    is made once more from numbers that are nudged, and the difference counts only if it is much more than a nudge does.
    `progress` is called as `descend` describes; where it ends that run, nothing is called wrong.
    """
    mean = _mean(experiment, run.final_weights)
    apart = abs(given - mean)
    last, largest = (_mean(experiment, sizes) for sizes in (np.abs(run.final_weights), np.abs(run.weights).max(axis=0)))
    if apart <= APART * last + ROUNDING * largest:
        return True
    again = nudged(experiment, run)
    try:
        other = again.run(progress)
    except ValueError:  # so near where J has no value that a nudge leads there
        return True
    return other.stop is Stop.INTERRUPTED or not abs(_mean(again, other.final_weights) - mean) * ENLARGED < apart


def nudged(experiment: Experiment, run: Run) -> Experiment:
    """The experiment with all numbers that it begins with changed in the last digits that processors may differ in."""
    random = np.random.default_rng(0)

    def nudge(numbers: Array, sizes: Array) -> Array:
        return np.asarray(numbers + NUDGE * sizes * random.choice([-1.0, 1.0], np.shape(numbers)))

    settings = replace(experiment.settings, learning_rate=experiment.settings.learning_rate * (1 + NUDGE))
    start = nudge(experiment.start, np.abs(run.weights[:2]).max(axis=0))
    fitted, problem = experiment.regression, experiment.problem
    if fitted is None or not isinstance(problem, LeastSquares):
        return Experiment(settings, problem, start)
    R = np.triu(nudge(fitted.factor.R, np.linalg.norm(fitted.factor.R, axis=0)))
    fitted = replace(fitted, factor=replace(fitted.factor, R=R))
    if not isinstance(problem, Rows):
        return Experiment(settings, fitted.problem(problem.reduction), start, fitted)
    X, y = nudge(problem.X, np.abs(problem.X)), nudge(problem.y, np.abs(problem.y))
    return Experiment(settings, Rows.beside(fitted.factor, X, y, reduction=problem.reduction), start, fitted)


def _mean(experiment: Experiment, weights: Array) -> float:
    """The mean of the weights [D], each with a share of its own, so that weights that change places are noticed.

    A weight of a regression counts by what it adds to the predictions: others may be in other units.
    """
    share = 1 + (np.arange(len(weights)) * (math.sqrt(5) - 1) / 2) % 1
    if experiment.regression is not None:
        factor = experiment.regression.factor
        weights = weights * np.linalg.norm(factor.R[:, :-1], axis=0) / math.sqrt(factor.rows)
    return float(weights @ (share / share.sum()))
