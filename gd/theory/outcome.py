"""What became of a run, in a word: from the factors 1 − ηλ and the weights; without theory, from running it on."""

from dataclasses import replace
from enum import Enum

import numpy as np

from gd.arrays import Array
from gd.descent import descend
from gd.run import Run, Stop
from gd.schedules import CONSTANT
from gd.theory.analysis import Analysis
from gd.theory.kept import kept
from gd.theory.optimum import is_searched
from gd.theory.predict import forecast
from gd.theory.regime import ROUNDING, Regime
from gd.updates import UPDATE, updates_per_epoch, work_of_update

LONG = 1000
"""A run is too slow if it needs more epochs than this, and more than FAR_OFF times those it has run."""
FAR_OFF = 10
LOOK_AHEAD = 10_000 * UPDATE
"""The most work with which a run without theory is run on, to see what becomes of it: 10,000 updates of few rows."""


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    """J has all but reached its best."""
    IMPROVING = "Still improving"
    TOO_SLOW = "Too slow"
    """It would take far more epochs than were run, or the weights are stuck short of the optimum."""
    OSCILLATING = "Oscillating"
    """The weights come no closer, but turn back again and again; or the run is worse off than at its start for now."""
    DIVERGING = "Diverging"
    UNDEFINED = "No value"
    """The next update leads to where J has no value, or a later one would."""


def outcome(analysis: Analysis) -> Outcome:
    """What became of the run. Where no theory applies, that is seen by running it on."""
    if analysis.run.broken_off or _diverges(analysis):
        return Outcome.UNDEFINED if analysis.run.stop is Stop.UNDEFINED else Outcome.DIVERGING
    if analysis.along(Regime.OSCILLATING):
        return Outcome.OSCILLATING
    if analysis.close and not (analysis.cannot_settle and analysis.next_change):
        return Outcome.CONVERGED
    if analysis.expected is None or analysis.expected.local:
        return Outcome.UNDEFINED if run_on(analysis).run.stop is Stop.UNDEFINED else _observed(analysis)
    if not analysis.next_change:  # a step is smaller than the weights' rounding, or the gradient is 0
        return Outcome.TOO_SLOW
    needed = analysis.epochs_needed
    return Outcome.TOO_SLOW if needed is not None and _far_off(analysis, needed) else Outcome.IMPROVING


def _far_off(analysis: Analysis, needed: float) -> bool:
    return needed > max(LONG, FAR_OFF * analysis.last_epoch)


def _diverges(analysis: Analysis) -> bool:
    """Whether theory says that the run diverges; where there is none, whether it goes where J has no optimum."""
    if analysis.regimes is None:
        start = analysis.at_start
        downhill = start is None or start.local or bool(start.along_unbounded())
        moved = bool(np.ptp(analysis.run.weights, axis=0).any())
        return analysis.optimum is None and not is_searched(analysis.problem) and downhill and moved
    return bool(analysis.along(Regime.DIVERGING)) or _rounding_diverges(analysis)


def _rounding_diverges(analysis: Analysis) -> bool:
    """Whether rounding has pushed the run into a direction that diverges, although the start has no part in it."""
    given, regimes = analysis.arguments, analysis.regimes
    if regimes is None or Regime.DIVERGING not in regimes:
        return False
    end = forecast(given.problem, analysis.run.final_weights, given.learning_rate, given.goal)
    return any(end.taking_part[i] for i, found in enumerate(regimes) if found is Regime.DIVERGING)


def _observed(analysis: Analysis) -> Outcome:
    """The outcome of a run that has not converged and has no theory that says it all: by running it on."""
    further = run_on(analysis)
    if analysis.left is None:
        return _without_optimum(analysis)
    worse = analysis.left > 1
    blows_up = further.run.stop is Stop.DIVERGED or (worse and (not analysis.next_change or _grows(further)))
    if blows_up and analysis.regimes is None:
        return Outcome.DIVERGING
    if not analysis.next_change:
        return Outcome.TOO_SLOW
    if worse or (analysis.close and analysis.cannot_settle):
        return Outcome.OSCILLATING
    if epochs_to_converge(further) is None and turns_back(further.run.weights) and _gains_nothing(further):
        return Outcome.OSCILLATING
    needed = epochs_to_converge(further) or pace_of(further)
    return Outcome.TOO_SLOW if needed is None or _far_off(analysis, needed) else Outcome.IMPROVING


def _without_optimum(analysis: Analysis) -> Outcome:
    """The outcome where J has no optimum but theory says that this run doesn't diverge, or where none was found."""
    if is_searched(analysis.problem) and _runs_away(run_on(analysis).run):
        return Outcome.DIVERGING
    return Outcome.IMPROVING if analysis.next_change else Outcome.TOO_SLOW


def run_on(analysis: Analysis) -> Analysis:
    """The same run over LONG epochs at least, or as many as are LOOK_AHEAD work, and never fewer than it had.

    A schedule's rates depend on the number of epochs: there it is the run itself.
    """
    return _longer(analysis) or analysis


@kept  # the verdict asks for what the outcome has seen
def _longer(analysis: Analysis) -> Analysis | None:
    given = analysis.arguments
    epochs = min(LONG, LOOK_AHEAD // (updates_per_epoch(given) * work_of_update(given)))
    if given.schedule != CONSTANT or given.epochs >= epochs:
        return None
    longer = replace(given, epochs=epochs, tolerance=0.0)
    return Analysis(longer, descend(**vars(longer)))


def epochs_to_converge(analysis: Analysis) -> int | None:
    """The epoch from which on the record stays close to the optimum; None if it doesn't."""
    left, epochs = analysis.suboptimality, analysis.run.epochs
    if left is None or not analysis.close or analysis.cannot_settle or analysis.run.broken_off:
        return None
    before = np.flatnonzero(left > analysis.enough)
    return int(epochs[before[-1] + 1]) if before.size else 0


def pace_of(analysis: Analysis) -> float | None:
    """The epoch at which the run would converge at the pace of its second half; None if it has come no closer there."""
    left, epochs = analysis.suboptimality, analysis.run.epochs
    if left is None:
        return None
    k = int(np.searchsorted(epochs, epochs[-1] // 2))
    gained = float(left[k] - left[-1])
    more = (left[-1] - analysis.enough) * (epochs[-1] - epochs[k]) / gained if gained > 0 else None
    return None if more is None else float(epochs[-1] + more)


def turns_back(weights: Array) -> bool:
    """Whether any weight moved both ways in the last half of the record [K, D]."""
    steps = np.diff(weights[len(weights) // 2 :], axis=0)
    return bool(((steps > 0).any(axis=0) & (steps < 0).any(axis=0)).any())


def _runs_away(run: Run) -> bool:
    """Whether the weights leave ever faster: they have covered more in the last quarter of the record than before."""
    if run.stop is Stop.DIVERGED:
        return True
    lengths = np.abs(np.diff(run.weights, axis=0)).max(axis=1) / np.diff(run.epochs)
    before, last = np.array_split(lengths, 4)[2:]
    return bool(before.size and last.max() > (1 + ROUNDING) * before.max())


def _excess(analysis: Analysis) -> Array:
    """How far J is from its best at each recorded epoch [K]; from its start, where that is the best to rounding."""
    left = analysis.suboptimality
    assert left is not None
    return np.abs(analysis.run.costs - analysis.run.costs[0]) if analysis.began_at_optimum else left


def _gains_nothing(analysis: Analysis) -> bool:
    """Whether the excess rises by more in the last quarter of the record than it has fallen since the third."""
    before, last = np.array_split(_excess(analysis), 4)[2:]
    if not before.size:
        return False
    rise = (last - np.minimum.accumulate(last)).max()
    return bool(np.median(before) - np.median(last) <= rise + ROUNDING * last.max())


def _grows(analysis: Analysis) -> bool:
    """Whether the excess is more than at the start, and has gone on growing to the end of the record.

    By its median, since a run that jumps about without growing can have its largest jump at any time.
    """
    before, last = np.array_split(_excess(analysis), 4)[2:]
    if analysis.left is None or analysis.left <= 1 or not before.size:
        return analysis.left is not None and analysis.left > 1
    return bool(np.median(last) > (1 + ROUNDING) * before.max())
