"""The behaviour of the weights in the long run, with the factor that determines it."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gd.arguments import Arguments
from gd.arrays import Array
from gd.descent import descend
from gd.explain.along import along_directions
from gd.problem import Explained, optimum_name
from gd.text import capitalised, number
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.outcome import Outcome, outcome
from gd.theory.predict import forecast
from gd.theory.regime import ROUNDING, Regime, regime

OBSERVED_EPOCHS = 1000
"""Epochs to run and observe if J isn't quadratic."""
NEGLIGIBLE = 1e-9
"""Distances up to this share of the largest initial distance count as zero."""
PERMANENT = 0.999
"""Oscillations that keep at least this share of their size over a quarter of the epochs count as permanent."""
SMALL_STEP = 5e-4
"""Below this value of ηλ the factor is written as a difference, since four digits of 1 − ηλ would hide ηλ."""
STATIONARY = "the gradient is 0 at the start, so no step changes anything"
"""Why weights that start at a stationary point do not move."""

DECISIVE = Regime.DIVERGING, Regime.OSCILLATING, Regime.OVERSHOOTING, Regime.SHRINKING
"""Regimes by precedence: the first of these that occurs along any direction decides the whole run."""


class LongRun(NamedTuple):
    """What becomes of a run, and why: where, by which factor, and in words. Where and factor may be empty."""

    regime: Regime
    where: str
    factor: str
    words: str

    @property
    def in_words(self) -> str:
        """The reason without its factor, as a sentence."""
        return f"{capitalised(', '.join(filter(None, (self.where, self.words))))}."

    @property
    def formula(self) -> str:
        """Where, and by which factor: “Along w₁ − w₂, 1 − ηλ = 0.9”."""
        return capitalised(", ".join(filter(None, (self.where, self.factor)))) if self.factor else ""

    @property
    def sentence(self) -> str:
        """The whole reason."""
        return f"{self.formula}: {self.words}." if self.factor else self.in_words


def long_run(given: Arguments[Explained]) -> LongRun:
    """Return the regime of a run of plain gradient descent as a whole, and what explains it.

    On a quadratic it follows from the factors 1 − ηλ; otherwise OBSERVED_EPOCHS epochs are run and observed.
    """
    if given.problem.spectrum is None:
        longer = replace(given, epochs=OBSERVED_EPOCHS, tolerance=0.0)
        return _observed(Analysis(longer, descend(**vars(longer))))
    expected = forecast(given.problem, given.start, given.learning_rate, given.goal)
    found = next((regime for regime in DECISIVE if expected.along(regime)), None)
    return _explanation(expected, found) if found else LongRun(Regime.STILL, "", "", STATIONARY)


def factor_text(expected: Forecast, i: int) -> str:
    """The factor along eigen-direction i, as in “along w₁ − w₂, 1 − ηλ = 0.9”; with a single weight only the factor."""
    return ", ".join(filter(None, _where_and_factor(expected, i)))


def _where_and_factor(expected: Forecast, i: int) -> tuple[str, str]:
    step = expected.learning_rate * float(expected.eigenvalues[i])
    return along_directions(expected, [i]).strip(), f"1 − ηλ = {_factor(step)}"


def _factor(step: float) -> str:
    """1 − step; near 1 and −1 as a difference from these, which four digits would hide."""
    if 0 < abs(step) < SMALL_STEP:
        return f"1 {'−' if step > 0 else '+'} {number(abs(step))}"
    if 0 < abs(step - 2) < SMALL_STEP and regime(step, 0.0) is not Regime.OSCILLATING:
        return f"−1 {'−' if step > 2 else '+'} {number(abs(step - 2))}"
    return number(1 - step)


def _explanation(expected: Forecast, found: Regime) -> LongRun:
    """Explain a quadratic's regime by the factor of largest size among the directions that have this regime."""
    i = max(expected.along(found), key=lambda i: float(expected.logs[i]))
    where, factor = _where_and_factor(expected, i)
    match found:
        case Regime.SHRINKING if abs(expected.factors[i]) <= ROUNDING:
            words = f"the first step lands on the {optimum_name(expected.problem.goal)}"
        case Regime.SHRINKING:
            words = "each step takes the same share off the distance, on the same side"
        case Regime.OVERSHOOTING:
            words = "each step lands on the other side, and closer"
        case Regime.OSCILLATING:
            words = "each step lands equally far away on the other side"
        case _ if expected.eigenvalues[i] > 0:
            words = "each step lands on the other side, and further away"
        case _:
            words = "J doesn't curve towards an optimum there, so it has none"
    return LongRun(found, where, factor, words)


def _observed(analysis: Analysis) -> LongRun:
    """The regime observed in a run of which every epoch is recorded, and the reason."""
    exact, weights, names = analysis.optimum, analysis.run.weights, analysis.problem.names
    if exact is None:
        return LongRun(Regime.DIVERGING, "", "", f"J has no {optimum_name(analysis.arguments.goal)} to converge to")
    if not np.ptp(weights, axis=0).any() or (analysis.began_at_optimum and analysis.close):
        return LongRun(Regime.STILL, "", "", STATIONARY)
    offsets = weights - exact
    offsets = np.where(np.abs(offsets) <= NEGLIGIBLE * np.abs(offsets[0]).max(), 0.0, offsets)
    furthest = int(np.abs(offsets[-1]).argmax())
    if outcome(analysis) is Outcome.DIVERGING:
        growing = np.abs(offsets[1:, furthest]) > np.abs(offsets[:-1, furthest])
        factor = _distance_factor(analysis, offsets, furthest, growing)
        return LongRun(Regime.DIVERGING, "", factor, f"the weight {names[furthest]} gets further away")
    if analysis.cannot_settle or _oscillates(offsets):
        return _unsettled(analysis, exact)
    crossed = offsets[1:] * offsets[:-1] < 0
    if crossed.any():
        d = int(np.flatnonzero(crossed.any(axis=0))[-1])
        words = f"the weight {names[d]} goes over to the other side, and comes closer later"
        return LongRun(Regime.OVERSHOOTING, "", _distance_factor(analysis, offsets, d, crossed[:, d]), words)
    closer = np.abs(offsets[1:]) < np.abs(offsets[:-1])
    # A weight may be so close that its step is below its rounding: then another one is the example.
    d = max(np.flatnonzero(closer.any(axis=0)).tolist(), key=lambda d: abs(offsets[-1, d]), default=furthest)
    factor = _distance_factor(analysis, offsets, d, closer[:, d])
    return LongRun(Regime.SHRINKING, "", factor, f"the weight {names[d]} comes closer, on the same side")


def _oscillates(offsets: Array) -> bool:
    """Whether a weight keeps oscillating without loss of amplitude, from its signed distances `offsets` [K, D]."""
    before, last = np.array_split(offsets, 4)[2:]
    turning = (last[1:] * last[:-1] < 0).any(axis=0)
    return bool((turning & (np.abs(last).max(axis=0) >= PERMANENT * np.abs(before).max(axis=0))).any())


def _distance_factor(analysis: Analysis, offsets: Array, d: int, marked: NDArray[np.bool_]) -> str:
    """Describe the first epoch marked in `marked` [K − 1] by its factor on weight d's distance `offsets` [K, D]."""
    k = int(marked.argmax())
    name, ratio = analysis.problem.names[d], float(offsets[k + 1, d] / offsets[k, d])
    return f"Epoch {k + 1} multiplies the distance along {name} by {_factor(1 - ratio)}"


def _unsettled(analysis: Analysis, exact: Array) -> LongRun:
    """Explain why a run neither settles at the optimum nor diverges."""
    given = analysis.arguments
    near = forecast(given.problem, exact, given.learning_rate, given.goal)
    worst = len(near.eigenvalues) - 1
    along, factor = _where_and_factor(near, worst)
    size = float(near.factors[worst])
    further = "further out on the other side, so it can't settle" if size < -1 else "hardly closer on the other side"
    landing = "equally far away on the other side" if abs(size + 1) <= NEGLIGIBLE else further
    where = ", ".join(filter(None, (f"near the {optimum_name(given.goal)}", along)))
    return LongRun(Regime.OSCILLATING, where, factor, f"a step lands {landing}")
