"""What became of a run, in a word: from the factors 1 − ηλ and the weights; without theory, from the record."""

from dataclasses import replace
from enum import Enum

import numpy as np

from gd.arrays import Array
from gd.descent import descend
from gd.run import Stop
from gd.schedules import CONSTANT
from gd.theory.analysis import Analysis
from gd.theory.predict import forecast
from gd.theory.regime import ROUNDING, Regime

LONG = 1000
"""A run is too slow if it needs more epochs than this, and more than FAR_OFF times those it has run."""
FAR_OFF = 10
LOOK_AHEAD = 1000
"""A run that is worse off than at its start, without theory to tell why, is judged after so many epochs."""


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    """J has all but reached its best."""
    IMPROVING = "Still improving"
    TOO_SLOW = "Too slow"
    """It would take far more epochs than were run, or the weights are stuck short of the optimum."""
    OSCILLATING = "Oscillating"
    """The weights turn back again and again, and come no closer."""
    DIVERGING = "Diverging"


def outcome(analysis: Analysis) -> Outcome:
    """What became of the run. Where no theory applies, the record decides."""
    if analysis.run.stop is Stop.DIVERGED or _diverges(analysis):
        return Outcome.DIVERGING
    if analysis.along(Regime.OSCILLATING) or _moves_around_the_optimum(analysis):
        return Outcome.OSCILLATING
    if analysis.close:
        return Outcome.CONVERGED
    if not analysis.next_change:
        return Outcome.TOO_SLOW  # a step is smaller than the weights' rounding, or the slope is 0 short of the optimum
    if analysis.expected is None or analysis.expected.local:
        return _observed(analysis)
    needed = analysis.epochs_needed
    return Outcome.TOO_SLOW if needed is not None and _far_off(analysis, needed) else Outcome.IMPROVING


def _moves_around_the_optimum(analysis: Analysis) -> bool:
    """Whether the run is at the optimum, or began there, and can't stay: the rate is too large, or batches disagree."""
    if analysis.began_at_optimum:
        return not analysis.close
    return analysis.close and analysis.cannot_settle and bool(analysis.next_change)


def _far_off(analysis: Analysis, needed: float) -> bool:
    return needed > max(LONG, FAR_OFF * analysis.last_epoch)


def _diverges(analysis: Analysis) -> bool:
    """Whether theory says that the run diverges; where there is none, whether it goes where J has no optimum."""
    if analysis.regimes is None:
        start = analysis.at_start
        downhill = start is None or start.local or bool(start.along_unbounded())
        moved = bool(np.ptp(analysis.run.weights, axis=0).any())
        return analysis.optimum is None and downhill and moved
    return bool(analysis.along(Regime.DIVERGING)) or _rounding_diverges(analysis)


def _rounding_diverges(analysis: Analysis) -> bool:
    """Whether rounding has pushed the run into a direction that diverges, although the start has no part in it."""
    given, regimes = analysis.arguments, analysis.regimes
    if regimes is None or Regime.DIVERGING not in regimes:
        return False
    end = forecast(given.problem, analysis.run.final_weights, given.learning_rate, given.goal)
    return any(end.taking_part[i] for i, found in enumerate(regimes) if found is Regime.DIVERGING)


def _observed(analysis: Analysis) -> Outcome:
    """The outcome of a run that isn't close to the optimum and still changes, as its record shows it."""
    left = analysis.suboptimality
    if left is None:  # J has no optimum, and theory says that this very run doesn't diverge
        return Outcome.IMPROVING
    if left[-1] > 1:
        return Outcome.OSCILLATING if analysis.regimes or not _grows(_run_on(analysis)) else Outcome.DIVERGING
    if turns_back(analysis.run.weights) and _gains_nothing(left):
        return Outcome.OSCILLATING
    pace = pace_of(analysis)
    return Outcome.TOO_SLOW if pace is None or _far_off(analysis, pace) else Outcome.IMPROVING


def pace_of(analysis: Analysis) -> float | None:
    """How many epochs more the run would take at the pace of its second half; None if it has come no closer there."""
    left, epochs = analysis.suboptimality, analysis.run.epochs
    if left is None:
        return None
    k = int(np.searchsorted(epochs, epochs[-1] // 2))
    gained = float(left[k] - left[-1])
    return float((left[-1] - analysis.enough) * (epochs[-1] - epochs[k]) / gained) if gained > 0 else None


def turns_back(weights: Array) -> bool:
    """Whether any weight moved both ways in the last half of the record [K, D]."""
    steps = np.diff(weights[len(weights) // 2 :], axis=0)
    return bool(((steps > 0).any(axis=0) & (steps < 0).any(axis=0)).any())


def _gains_nothing(left: Array) -> bool:
    """Whether what is left [K] rises by more in the last quarter of the record than it has fallen since the third."""
    before, last = np.array_split(left, 4)[2:]
    if not before.size:
        return False
    rise = (last - np.minimum.accumulate(last)).max()
    return bool(np.median(before) - np.median(last) <= rise + ROUNDING * last.max())


def _grows(left: Array) -> bool:
    """Whether what is left [K], more than at the start, has gone on growing to the end of the record.

    The median, since a run that jumps about without growing has its largest jump at any time.
    """
    before, last = np.array_split(left, 4)[2:]
    return not np.isfinite(left[-1]) or not before.size or bool(np.median(last) > (1 + ROUNDING) * before.max())


def _run_on(analysis: Analysis) -> Array:
    """What is left [K] at each epoch of the same run, over at least LOOK_AHEAD epochs; infinite where it overflows.

    A schedule's rates depend on the number of epochs: there the run itself has to do.
    """
    given, left = analysis.arguments, analysis.suboptimality
    assert left is not None
    if given.schedule != CONSTANT or given.epochs >= LOOK_AHEAD:
        return left
    longer = replace(given, epochs=LOOK_AHEAD, tolerance=0.0)
    run = descend(**vars(longer))
    further = Analysis(longer, run).suboptimality
    assert further is not None
    return np.append(further, np.inf) if run.stop is Stop.DIVERGED else further
